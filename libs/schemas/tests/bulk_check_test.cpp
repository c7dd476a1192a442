#include "schemas_fixture.hpp"

namespace tenstone::schemas {
namespace {

class BulkCheckTest : public SchemasTest {
 protected:
  BulkCheckTest() { add("number", R"({"type":"number","minimum":1})"); }
  // What is left of inputs.
  std::string chunks() const { return sql("select count(*) from schema_check_chunks"); }
  static std::string lines(int count, const std::string& line = "1\n") {
    std::string out;
    for (int i = 0; i < count; ++i) out += line;
    return out;
  }

  std::atomic<int> entered_ = 0;
};

TEST_F(BulkCheckTest, TheReportHasEveryRow) {
  start();
  const Check check =
      finished(upload("number", "1\n0\n\n\"x\"\n{\n2\r\n[1,\n{\"a\":1,\"a\":2}\n" + lines(200'000, "3\n") + "-1").id);
  EXPECT_EQ(check.state, CheckState::Succeeded);
  ASSERT_TRUE(check.report);
  EXPECT_EQ(check.report->rows, 200'008);
  EXPECT_EQ(check.report->valid, 200'002);
  EXPECT_EQ(check.report->invalid, 3);
  EXPECT_EQ(check.report->unreadable, 3);
  EXPECT_EQ(check.report->by_code, (std::map<std::string, std::int64_t>{
                                       {"duplicate_key", 1}, {"invalid_json", 2}, {"range", 2}, {"type", 1}}));
  EXPECT_FALSE(check.report->truncated);
  const auto fault = [&](const std::string& pointer) { return testing::json_at(check.report->faults.text, pointer); };
  EXPECT_EQ(fault("/0"), R"({"code":"range","column":1,"message":"must be at least 1","params":{"minimum":1},)"
                         R"("pointer":"","row":2})");
  EXPECT_EQ(fault("/1/row"), "4");
  EXPECT_EQ(fault("/4/code"), "\"duplicate_key\"");
  EXPECT_EQ(fault("/5/row"), "200009");
  EXPECT_EQ(check.progress.bytes, check.progress.total_bytes);
  EXPECT_EQ(check.progress.rows, check.report->rows);
  EXPECT_EQ(chunks(), "0");
}

TEST_F(BulkCheckTest, AThousandFaultsAreKeptAllAreCountedAndTheListHasNone) {
  start();
  const Check check = finished(upload("number", lines(1'500, "0\n")).id);
  EXPECT_EQ(check.report->by_code, (std::map<std::string, std::int64_t>{{"range", 1'500}}));
  EXPECT_TRUE(check.report->truncated);
  EXPECT_EQ(testing::json_at(check.report->faults.text, "/999/row"), "1000");
  EXPECT_EQ(testing::json_at(check.report->faults.text, "/1000"), "");
  const Answer list = get("/v1/checks");
  EXPECT_EQ(list.at("/data/0/report/faults"), "[]");
  EXPECT_EQ(list.at("/data/0/report/truncated"), "true");
  EXPECT_EQ(list.at("/data/0/report/by_code"), R"({"range":1500})");
}

TEST_F(BulkCheckTest, AnEmptyInputHasAnEmptyReport) {
  start();
  const Check check = finished(upload("number", "").id);
  EXPECT_EQ(check.state, CheckState::Succeeded);
  EXPECT_EQ(check.report->rows, 0);
}

// The first attempt leaves what one leaves that dies: progress, and no report.
TEST_F(BulkCheckTest, AnAttemptThatDiesIsFollowedByAnotherWithTheRightReport) {
  handle_ = [this](jobs::Run& run) -> Task<jobs::Outcome> {
    if (run.attempt() > 1) co_return co_await bulk_check_.check(run);
    sql("update schema_checks set bytes = 262144, rows = 131072");
    ++entered_;
    throw std::runtime_error("died");
  };
  start();
  const Check check = finished(upload("number", lines(400'000) + "0\n").id);
  EXPECT_EQ(entered_, 1);
  EXPECT_EQ(check.state, CheckState::Succeeded);
  EXPECT_EQ(check.report->rows, 400'001);
  EXPECT_EQ(check.report->invalid, 1);
}

// One after the other: the second is that of a worker that was taken for dead, and comes late.
TEST_F(BulkCheckTest, AnAttemptAfterTheReportChangesNothing) {
  handle_ = [this](jobs::Run& run) -> Task<jobs::Outcome> {
    const auto first = co_await bulk_check_.check(run);
    const std::string finished_at = sql("select finished_at from schema_checks");
    const auto second = co_await bulk_check_.check(run);
    if (sql("select finished_at from schema_checks") == finished_at) ++entered_;
    co_return second;
  };
  start();
  const Check check = finished(upload("number", lines(1'000)).id);
  EXPECT_TRUE(eventually([&] { return entered_ == 1; }));
  EXPECT_EQ(check.report->rows, 1'000);
}

TEST_F(BulkCheckTest, ACheckThatRunsTellsHowFarItIsAndEndsWhenItIsRemoved) {
  // Each row takes about a tenth of a second: 2^40 schemas hold for it.
  std::string slow = R"({"$ref":"#/$defs/s0","$defs":{)";
  for (int i = 0; i < 40; ++i) {
    const std::string next = R"({"$ref":"#/$defs/s)" + std::to_string(i + 1) + "\"}";
    slow += "\"s" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  add("slow", slow + R"("s40":true}})");
  start();
  const Check check = upload("slow", lines(100'000));
  ASSERT_TRUE(eventually([&] { return find(check.id).progress.rows > 0; }));
  const Check running = find(check.id);
  EXPECT_EQ(running.state, CheckState::Running);
  EXPECT_EQ(running.progress.bytes, 2 * running.progress.rows);
  EXPECT_FALSE(running.report);
  EXPECT_TRUE(run(checks_.remove(kMia.org, check.id)));
  EXPECT_TRUE(eventually([&] { return sql("select count(*) from jobs") == "0"; }));
  EXPECT_TRUE(run(checks_.find(kMia.org, check.id)).error().is(kCheckNotFound));
  EXPECT_EQ(chunks(), "0");
}

TEST_F(BulkCheckTest, WhatTakesTooLongFailsAndSaysSo) {
  BulkCheck hurried(database_, registry_, bulk_pool_, {.turn = 1ms, .longest = 1ms});
  handle_ = [&](jobs::Run& run) { return hurried.check(run); };
  start();
  const Check check = finished(upload("number", lines(2'000'000)).id);
  EXPECT_EQ(check.state, CheckState::Failed);
  ASSERT_TRUE(check.error);
  EXPECT_EQ(check.error->code, "json_schema_check_too_long");
  EXPECT_FALSE(check.report);
  EXPECT_EQ(chunks(), "0");
}

TEST_F(BulkCheckTest, AJobThatCannotBeDoneIsACheckThatFailed) {
  handle_ = [](jobs::Run&) -> Task<jobs::Outcome> { co_return jobs::Discard{"no such thing", "test_failure"}; };
  start();
  const Check check = upload("number", "1\n");
  EXPECT_TRUE(eventually([&] { return find(check.id).state == CheckState::Failed; }));
  EXPECT_EQ(find(check.id).error->code, "test_failure");
}

TEST_F(BulkCheckTest, NoMoreRunAtOnceThanMay) {
  BulkCheck one(database_, registry_, bulk_pool_, {.at_once = 0});
  handle_ = [&](jobs::Run& run) -> Task<jobs::Outcome> {
    if (entered_++ == 0) co_return co_await one.check(run);
    co_return co_await bulk_check_.check(run);
  };
  start();
  const Check check = finished(upload("number", "1\n").id);
  EXPECT_EQ(check.state, CheckState::Succeeded);
  EXPECT_EQ(entered_, 2);  // put back once, and the attempt did not count
  EXPECT_TRUE(eventually([&] { return sql("select count(*) from job_runs") == "1"; }));
}

}  // namespace
}  // namespace tenstone::schemas
