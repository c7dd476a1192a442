#include "tenstone/schemas/outcome.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "references.hpp"

namespace tenstone::schemas {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kPerson =
    R"({"type":"object","properties":{"age":{"type":"integer","minimum":1}},"required":["name"]})";

Outcome outcome(std::string_view schema, std::string_view data) {
  const auto checked = check_texts(compile_text(schema), data);
  if (!checked) throw Failure(checked.error());
  return *checked;
}
std::string place(const Fault& fault) { return std::to_string(fault.line) + ":" + std::to_string(fault.column); }

TEST(Outcome, EveryFaultHasItsPlaceItsKeywordAndItsParameters) {
  const Outcome made = outcome(kPerson, "{\n  \"ä\": 1, \"age\": 0\n}");
  EXPECT_FALSE(made.valid);
  EXPECT_EQ(made.count, 2);
  EXPECT_FALSE(made.truncated);
  ASSERT_EQ(made.errors.size(), 2U);
  const bool first = made.errors[0].code == "range";
  const Fault &range = made.errors[first ? 0 : 1], &required = made.errors[first ? 1 : 0];
  EXPECT_EQ(range.in, Part::Data);
  EXPECT_EQ(range.pointer, "/age");
  EXPECT_EQ(range.params.text, R"({"minimum":1})");
  EXPECT_EQ(range.keyword, "/properties/age/minimum");
  EXPECT_EQ(place(range), "2:18");  // "ä" is one column
  EXPECT_EQ(required.code, "required");
  EXPECT_EQ(required.pointer, "/name");
  EXPECT_EQ(place(required), "1:1");
}

TEST(Outcome, DataThatFitsHasNone) {
  const Outcome made = outcome(kPerson, R"({"name":"Mia","age":41})");
  EXPECT_TRUE(made.valid);
  EXPECT_EQ(made.count, 0);
  EXPECT_THAT(made.errors, IsEmpty());
}

TEST(Outcome, DataThatCannotBeReadIsAnAnswerToo) {
  for (const auto& [data, code, at] : std::vector<std::tuple<std::string, std::string, std::string>>{
           {"", "invalid_json", "1:1"},
           {"{\n\"a\": 1,}", "invalid_json", "2:8"},
           {R"({"a":1,"a":2})", "duplicate_key", "1:8"},
           {std::string(200, '['), "limit_nesting", "1:129"}}) {
    const Outcome made = outcome("{}", data);
    EXPECT_FALSE(made.valid) << data;
    ASSERT_EQ(made.errors.size(), 1U) << data;
    EXPECT_EQ(made.errors[0].code, code);
    EXPECT_EQ(place(made.errors[0]), at) << data;
    EXPECT_EQ(made.errors[0].keyword, std::nullopt);
  }
}

TEST(Outcome, ListsThirtyTwoFaultsAndCountsAll) {
  std::string data = "[0";
  for (int i = 1; i < 100; ++i) data += ",0";
  const Outcome made = outcome(R"({"items":{"type":"string"}})", data + "]");
  EXPECT_EQ(made.count, 100);
  EXPECT_EQ(made.errors.size(), 32U);
  EXPECT_TRUE(made.truncated);
}

TEST(Outcome, ASchemaThatIsWrongSaysWhereAndTheDataIsReadAllTheSame) {
  const Outcome made = outcome("{\n  \"type\": \"text\",\n  \"minimum\": \"1\"\n}", "{");
  EXPECT_FALSE(made.valid);
  EXPECT_EQ(made.count, 3);
  ASSERT_EQ(made.errors.size(), 3U);
  EXPECT_EQ(made.errors[0].in, Part::Schema);
  EXPECT_EQ(made.errors[0].pointer, "/type");
  EXPECT_EQ(place(made.errors[0]), "2:11");
  EXPECT_EQ(made.errors[1].pointer, "/minimum");
  EXPECT_EQ(place(made.errors[1]), "3:14");
  EXPECT_EQ(made.errors[2].in, Part::Data);
  EXPECT_EQ(made.errors[2].code, "invalid_json");
}

TEST(Outcome, ASchemaThatIsNoJsonHasOneFaultAtItsPlace) {
  const CompiledText text = compile_text("{\"type\":\n}");
  EXPECT_FALSE(text.schema);
  ASSERT_EQ(text.faults.size(), 1U);
  EXPECT_EQ(text.faults[0].code, "invalid_json");
  EXPECT_EQ(place(text.faults[0]), "2:1");
}

TEST(Outcome, HostileSchemasAreRefusedOrBounded) {
  EXPECT_THAT(compile_text(R"x({"pattern":"(?=a)"})x").faults.at(0).message, HasSubstr("look-ahead"));
  EXPECT_EQ(compile_text(R"({"allOf":[{"$ref":"#"}]})").faults.size(), 1U);
  std::string doubling = R"({"$ref":"#/$defs/s0","$defs":{)";  // 2^40 schemas hold for the root
  for (int i = 0; i < 40; ++i) {
    const std::string next = R"({"$ref":"#/$defs/s)" + std::to_string(i + 1) + "\"}";
    doubling += "\"s" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  const CompiledText text = compile_text(doubling + R"("s40":true}})");
  ASSERT_TRUE(text.schema);
  const auto checked = check_text(*text.schema, "1");
  ASSERT_FALSE(checked);
  EXPECT_TRUE(checked.error().is(json_schema::kCheckTooLong));
}

TEST(References, AreThoseThatNameAVersionEachOnce) {
  const auto found = references_in(
      R"({"$ref":"schema:a/1","items":[{"$dynamicRef":"schema:b-2/12#/x"},{"$ref":"schema:a/1#y"}],
          "not":{"$ref":"schema:a/latest"},"if":{"$ref":"schema:A/1"},"then":{"$ref":"schema:a/01"},
          "else":{"$ref":"schema:a"},"$ref2":"schema:c/1","x-note":"$ref","title":"schema:d/1"})");
  std::vector<std::string> uris;
  uris.reserve(found.size());
  for (const SchemaName& name : found) uris.push_back(uri_of(name));
  EXPECT_THAT(uris, ::testing::ElementsAre("schema:a/1", "schema:b-2/12"));
  EXPECT_THAT(references_in("{"), IsEmpty());
}

}  // namespace
}  // namespace tenstone::schemas
