// Lost connections: what is known is told, what is safe is repeated.
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;

using RecoveryTest = DatabaseTest;

Task<std::int64_t> one(Database* on) {
  co_return (co_await on->read("select 1::bigint")).one<std::int64_t>().value_or(0);
}

Task<> insert(Database* on, std::int64_t id) {
  const auto done = co_await on->write("insert into t values ($1)", id);
  EXPECT_TRUE(done);
}

TEST_F(RecoveryTest, AnIdleConnectionThatWasKilledIsReplaced) {
  test_.sql("create table tenstone.t(id bigint primary key)");
  run(one(&database()));
  run(insert(&database(), 1));
  terminate("tenstone read");
  EXPECT_EQ(run(one(&database())), 1);
  terminate("tenstone write");
  while (test_.sql("select count(*) from pg_stat_activity where application_name = 'tenstone write' and datname = '" +
                   test_.name() + "'") != "0")
    std::this_thread::yield();
  // The loop may not have read the end of the connection yet: then the outcome is unknown, and told so.
  const std::string told = code_of([&] { run(insert(&database(), 2)); });
  EXPECT_TRUE(told == "no failure" || told.find("may have happened") != std::string::npos) << told;
  run(insert(&database(), 3));
}

TEST_F(RecoveryTest, AReadThatWasUnderWayIsSentAgain) {
  const auto body = [](Database* on) -> Task<std::int64_t> {
    co_return (co_await on->read("select 5::bigint from pg_sleep(0.5)")).one<std::int64_t>().value_or(0);
  };
  auto result =
      std::async(std::launch::async, [&, task = body(&database())]() mutable { return run(std::move(task)); });
  wait_until_running("pg_sleep");
  terminate("tenstone read");
  EXPECT_EQ(result.get(), 5);
}

TEST_F(RecoveryTest, AWriteThatWasUnderWayHasAnUnknownOutcome) {
  test_.sql("create table tenstone.t(id bigint primary key)");
  const auto slow = [](Database* on) -> Task<> {
    const auto done = co_await on->write("insert into t select 1 from pg_sleep(60)");
    EXPECT_TRUE(done);
  };
  auto told = std::async(std::launch::async,
                         [&, task = slow(&database())]() mutable { return code_of([&] { run(std::move(task)); }); });
  wait_until_running("pg_sleep");
  terminate("tenstone write");
  EXPECT_THAT(told.get(),
              HasSubstr("database_unavailable the connection was lost before the answer came; it may have"));
  run(insert(&database(), 2));
  EXPECT_EQ(test_.sql("select string_agg(id::text, ',') from tenstone.t"), "2");
}

TEST_F(RecoveryTest, AServerThatIsAwayIsSaidToBeSoAndFoundAgain) {
  std::atomic<bool> back = false;
  std::atomic<int> lost = 0, restored = 0;
  Options options = this->options();
  options.statement_timeout = 150ms;
  options.url = "host=/nonexistent dbname=x";
  options.renew_url = [&back, url = test_.url()] { return back ? url : std::string("host=/nonexistent dbname=x"); };
  options.report = [&](std::string_view event, std::string_view) { ++(event == "database.lost" ? lost : restored); };
  open(std::move(options));
  EXPECT_THAT(code_of([&] { run(one(&database())); }), HasSubstr("database_unavailable"));
  back = true;
  std::string told;
  while ((told = code_of([&] { run(one(&database())); })) != "no failure") EXPECT_THAT(told, HasSubstr("unavailable"));
  EXPECT_EQ(lost, 1);
  EXPECT_EQ(restored, 1);
}

TEST_F(RecoveryTest, ATransactionEndsWithItsConnection) {
  test_.sql("create table tenstone.t(id bigint primary key)");
  const auto body = [](Database* on) -> Task<> {
    auto transaction = co_await on->begin();
    const auto first = co_await transaction.execute("insert into t values (1)");
    EXPECT_TRUE(first);
    const auto second = co_await transaction.execute("select pg_terminate_backend(pg_backend_pid())");
    EXPECT_TRUE(second);
    co_await transaction.commit();
  };
  EXPECT_THAT(code_of([&] { run(body(&database())); }), HasSubstr("database_unavailable"));
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t"), "0");
  EXPECT_EQ(run(one(&database())), 1);
}

}  // namespace
}  // namespace tenstone::postgres
