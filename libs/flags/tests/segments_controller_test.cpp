#include "tenstone/flags/segments_controller.hpp"

#include "api_fixture.hpp"

namespace tenstone::flags {
namespace {
using ::testing::HasSubstr;

const std::string kStaff = R"({"any":[{"when":[{"attribute":"plan","op":"equals","values":["staff"]}]}]})";
const std::string kStaffPath = "/v1/flag-segments/staff";

class SegmentsControllerTest : public ApiTest {};

TEST_F(SegmentsControllerTest, AreMadeReplacedAndRemoved) {
  const Answer made = put(kStaffPath, kStaff);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.location + made.etag, kStaffPath + R"("1")");
  EXPECT_EQ(made.at("/key") + made.at("/revision") + made.at("/changed_by"), R"("staff"1"user:mia")");
  EXPECT_EQ(made.at("/any/0/when/0/values"), R"(["staff"])");
  EXPECT_EQ(get(kStaffPath).body, made.body);
  EXPECT_EQ(put(kStaffPath, kStaff).status, 428);
  EXPECT_EQ(put(kStaffPath, kStaff, R"("5")").status, 412);
  std::string other = kStaff;
  other.replace(other.find("plan"), 4, "role");
  EXPECT_EQ(put(kStaffPath, other, R"("1")").at("/any/0/when/0/attribute"), R"("role")");
  EXPECT_EQ(remove(kStaffPath, "").status, 428);
  EXPECT_EQ(remove(kStaffPath, R"("1")").status, 412);
  EXPECT_EQ(remove(kStaffPath, R"("2")").status, 204);
  EXPECT_EQ(get(kStaffPath).code(), R"("segment_not_found")");
}

TEST_F(SegmentsControllerTest, StayWhileAFlagUsesThem) {
  ASSERT_EQ(put(kStaffPath, kStaff).status, 201);
  const Answer made = put("/v1/flags/a", R"({"type":"boolean","variants":{"on":true},
                                            "rules":[{"when":[{"segment":"staff"}],"serve":"on"}]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const Answer refused = remove(kStaffPath, "*");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.code(), R"("segment_in_use")");
}

TEST_F(SegmentsControllerTest, NamesEachFaultByItsPlace) {
  EXPECT_EQ(put(kStaffPath, R"({"any":[]})").at("/errors/0/pointer"), R"("/any")");
  EXPECT_EQ(put(kStaffPath, R"({"key":"other","any":[{"when":[{"segment":"x"}]}]})").at("/errors/0/pointer"),
            R"("/key")");
  const Answer number = put(kStaffPath, R"({"any":[{"when":[{"attribute":"age","op":"less","values":["x"]}]}]})");
  EXPECT_THAT(number.body, HasSubstr(R"("/any/0/when/0/values/0","code":"type")"));
  const Answer unknown = put(kStaffPath, R"({"any":[{"when":[{"segment":"x"}]}]})");
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body, HasSubstr(R"("/any/0/when/0/segment","code":"unknown_segment")"));
  const Answer itself = put(kStaffPath, R"({"any":[{"when":[{"segment":"staff"}]}]})");
  EXPECT_THAT(itself.body, HasSubstr(R"("/any/0/when/0/segment","code":"segment_cycle")"));
}

TEST_F(SegmentsControllerTest, AreListedByKeyPageByPage) {
  for (const char* key : {"c", "a", "b"}) ASSERT_EQ(put("/v1/flag-segments/" + std::string(key), kStaff).status, 201);
  const Answer first = get("/v1/flag-segments?limit=2");
  EXPECT_EQ(first.at("/data/0/key") + first.at("/data/1/key"), R"("a""b")");
  std::string cursor = first.at("/next_cursor");
  cursor = cursor.substr(1, cursor.size() - 2);
  EXPECT_EQ(get("/v1/flag-segments?limit=2&cursor=" + cursor).at("/data/0/key"), R"("c")");
}

}  // namespace
}  // namespace tenstone::flags
