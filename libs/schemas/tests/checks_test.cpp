#include "schemas_fixture.hpp"

namespace tenstone::schemas {
namespace {

class ChecksTest : public SchemasTest {
 protected:
  ChecksTest() { add("number", R"({"type":"number","minimum":1})"); }
  std::string chunks() const {
    return sql("select count(*) || ' of ' || coalesce(sum(length(bytes)), 0) from schema_check_chunks");
  }
};

TEST_F(ChecksTest, AnInputIsStoredInChunksAndItsJobIsMadeWithIt) {
  const std::string lines(600'000, '1');
  const Answer made = post("/v1/schemas/number/checks", lines);
  EXPECT_EQ(made.status, 202);
  EXPECT_EQ(made.at("/state"), "\"queued\"");
  EXPECT_EQ(made.at("/schema"), R"({"name":"number","version":1})");
  EXPECT_EQ(made.at("/progress"), R"({"bytes":0,"rows":0,"total_bytes":600000})");
  EXPECT_EQ(made.at("/report"), "null");
  EXPECT_EQ(chunks(), "3 of 600000");
  EXPECT_EQ(sql("select max(length(bytes)) from schema_check_chunks"), "262144");
  EXPECT_EQ(sql("select j.public_id = c.id from jobs j, schema_checks c"), "t");
  EXPECT_EQ(made.location, "/v1/checks/" + made.at("/id").substr(1, 36));
  EXPECT_EQ(get(made.location).body, made.body);
}

TEST_F(ChecksTest, WithoutItsSchemaThereIsNoCheck) {
  EXPECT_EQ(post("/v1/schemas/nobody/checks", "1\n").code(), "\"schema_not_found\"");
  EXPECT_EQ(post("/v1/schemas/number/checks?version=7", "1\n").code(), "\"schema_version_not_found\"");
  EXPECT_EQ(sql("select count(*) from schema_checks"), "0");
}

TEST_F(ChecksTest, AnUploadThatBreaksOffIsNotSeenAndGoes) {
  const auto begin = [](Checks* checks) -> Task<Upload> {
    Upload upload = co_await checks->begin(kMia.org, {"number", 1});
    const auto added = co_await checks->add(upload, std::string(300'000, '1'));
    if (!added) throw Failure(added.error());
    co_return upload;
  };
  Upload abandoned = run(begin(&checks_)), left = run(begin(&checks_));
  EXPECT_EQ(chunks(), "2 of 524288");
  EXPECT_TRUE(run(checks_.find(kMia.org, left.id)).error().is(kCheckNotFound));
  EXPECT_TRUE(run(checks_.remove(kMia.org, left.id)).error().is(kCheckNotFound));
  EXPECT_TRUE(run(checks_.list(kMia.org, {}, 10)).empty());
  run(checks_.abandon(abandoned));
  EXPECT_EQ(sql("select count(*) from schema_checks"), "1");

  run(remove_old_checks(database_, 24h * 7));
  EXPECT_EQ(chunks(), "1 of 262144");
  sql("update schema_checks set created_at = created_at - interval '25 hours'");
  run(remove_old_checks(database_, 24h * 7));
  EXPECT_EQ(chunks(), "0 of 0");
  EXPECT_TRUE(run(checks_.commit(left, "")).error().is(kCheckNotFound));
  EXPECT_EQ(sql("select count(*) from jobs"), "0");
}

TEST_F(ChecksTest, OldChecksAreRemovedWithWhatTheyHave) {
  for (int i = 0; i < 20; ++i) upload("number", "1\n");
  sql("update schema_checks set created_at = created_at - interval '8 days'");
  const Check young = upload("number", "1\n");
  run(remove_old_checks(database_, 24h * 7));
  EXPECT_EQ(sql("select id from schema_checks"), to_string(young.id));
  EXPECT_EQ(chunks(), "1 of 2");
}

TEST_F(ChecksTest, ChecksAreListedNewestFirstPageByPageAndAreOfTheirOrganisation) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), to_string(upload("number", "1\n").id));
  std::vector<std::string> seen;
  std::string target = "/v1/checks?limit=2";
  for (int page = 0; page < 3; ++page) {
    const Answer answer = get(target);
    for (int i = 0; i < 2; ++i)
      if (const std::string id = answer.at("/data/" + std::to_string(i) + "/id"); !id.empty())
        seen.push_back(id.substr(1, 36));
    const std::string cursor = answer.at("/next_cursor");
    if (cursor != "null") target = "/v1/checks?limit=2&cursor=" + cursor.substr(1, cursor.size() - 2);
  }
  EXPECT_EQ(seen, ids);
  const auto of_other = [&](http::Method method, const std::string& target_of) {
    return ask(method, target_of, "", {{"X-Org", "other"}}).status;
  };
  EXPECT_EQ(ask(http::Method::Get, "/v1/checks", "", {{"X-Org", "other"}}).at("/data"), "[]");
  EXPECT_EQ(of_other(http::Method::Get, "/v1/checks/" + ids[0]), 404);
  EXPECT_EQ(of_other(http::Method::Delete, "/v1/checks/" + ids[0]), 404);
  EXPECT_EQ(get("/v1/checks/" + ids[0]).status, 200);
}

TEST_F(ChecksTest, ACheckThatWaitsIsRemovedWithInputAndJob) {
  const Check check = upload("number", "1\n2\n");
  EXPECT_EQ(ask(http::Method::Delete, "/v1/checks/" + to_string(check.id)).status, 204);
  EXPECT_EQ(get("/v1/checks/" + to_string(check.id)).code(), "\"check_not_found\"");
  EXPECT_EQ(chunks(), "0 of 0");
  EXPECT_EQ(sql("select (select count(*) from jobs) + (select count(*) from jobs_dead)"), "0");
  EXPECT_EQ(ask(http::Method::Delete, "/v1/checks/" + to_string(check.id)).status, 404);
}

}  // namespace
}  // namespace tenstone::schemas
