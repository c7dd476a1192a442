// Transactions and leases: a pooled connection is never reused in the middle of something.
#include "tenstone/runtime/event.hpp"
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;

class SessionTest : public DatabaseTest {
 protected:
  SessionTest() { test_.sql("create table tenstone.t(id bigint primary key)"); }
  std::string rows() const {
    return test_.sql("select coalesce(string_agg(id::text, ',' order by id), '') from tenstone.t");
  }
};

constexpr Statement kInsert{"insert", "insert into t values ($1)"};

Task<> insert_and(Database* on, std::int64_t id, bool commit) {
  auto transaction = co_await on->begin();
  const auto done = co_await transaction.execute(kInsert, id);
  EXPECT_TRUE(done);
  if (commit) co_await transaction.commit();
}

TEST_F(SessionTest, WithoutACommitNothingHappened) {
  run(insert_and(&database(), 1, false));
  run(insert_and(&database(), 2, true));
  EXPECT_EQ(rows(), "2");
}

TEST_F(SessionTest, AnErrorFailsTheWholeTransaction) {
  const auto body = [](Database* on) -> Task<std::string> {
    auto transaction = co_await on->begin();
    const auto first = co_await transaction.execute(kInsert, std::int64_t{1});
    EXPECT_TRUE(first);
    const auto second = co_await transaction.execute(kInsert, std::int64_t{1});
    EXPECT_EQ(second.error().code, "unique_violation");
    co_await transaction.commit();
    co_return "committed";
  };
  EXPECT_THAT(code_of([&] { run(body(&database())); }), HasSubstr("a transaction that has failed"));
  run(insert_and(&database(), 2, true));  // its connection serves again
  EXPECT_EQ(rows(), "2");
}

TEST_F(SessionTest, AConnectionThatIsBusyIsNotReused) {
  Options options = this->options();
  options.pool_size = 1;
  options.statement_timeout = 300ms;
  open(std::move(options));
  const auto body = [](Database* on) -> Task<> {
    auto transaction = co_await on->begin();
    const auto done = co_await transaction.execute(kInsert, std::int64_t{1});
    EXPECT_TRUE(done);
    const auto late = co_await transaction.execute("select pg_sleep(60)");
    EXPECT_TRUE(late);
  };
  EXPECT_THAT(code_of([&] { run(body(&database())); }), HasSubstr("deadline_exceeded"));
  run(insert_and(&database(), 2, true));
  EXPECT_EQ(rows(), "2");
}

TEST_F(SessionTest, AFullPoolMakesCallersWait) {
  Options options = this->options();
  options.pool_size = 2;
  options.statement_timeout = 60s;
  open(std::move(options));
  const auto body = [](Database* on) -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (std::int64_t i = 0; i < 50; ++i) group.spawn(insert_and(on, i, true));
    co_await group.join();
  };
  run(body(&database()));
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t"), "50");
}

TEST_F(SessionTest, APoolThatStaysFullRefuses) {
  Options options = this->options();
  options.pool_size = 2;
  options.statement_timeout = 100ms;
  open(std::move(options));
  const auto body = [](Database* on) -> Task<> {
    const auto a = co_await on->connection();
    const auto b = co_await on->connection();
    const auto c = co_await on->connection();
  };
  EXPECT_THAT(code_of([&] { run(body(&database())); }), HasSubstr("database_busy all 2 connections"));
}

TEST_F(SessionTest, WhatRunsTogetherStandsOrFallsTogether) {
  const auto body = [](Database* on) -> Task<std::string> {
    auto lease = co_await on->connection();
    std::vector<Query> good{Query(kInsert, std::int64_t{1}), Query("select count(*), pg_catalog.now()::text from t"),
                            Query("select pg_catalog.now()::text")};
    const auto rows = co_await lease.run_together(std::move(good));
    EXPECT_EQ(rows->at(1).cell(0, 1).data, rows->at(2).cell(0, 0).data);  // one transaction
    std::vector<Query> bad{Query(kInsert, std::int64_t{2}), Query(kInsert, std::int64_t{1})};
    const auto refused = co_await lease.run_together(std::move(bad));
    co_return refused.error().code;
  };
  EXPECT_EQ(run(body(&database())), "unique_violation");
  EXPECT_EQ(rows(), "1");
}

TEST_F(SessionTest, ATransactionTakesSeveralStatementsAtOnceAndCommitsWithItsLast) {
  const auto body = [](Database* on) -> Task<> {
    auto transaction = co_await on->begin();
    std::vector<Query> first{Query(kInsert, std::int64_t{1}), Query("select count(*) from t")};
    const auto rows = co_await transaction.run_together(std::move(first));
    EXPECT_EQ(rows->at(1).one<std::int64_t>(), 1);
    const auto seen = co_await on->read("select count(*) from t");
    EXPECT_EQ(seen.one<std::int64_t>(), 0);
    const auto last = co_await transaction.commit_with(Query("insert into t values (2), (3)"));
    EXPECT_EQ(last->affected(), 2U);
    auto short_one = co_await on->begin();
    const auto only = co_await short_one.commit_with(Query(kInsert, std::int64_t{4}));
    EXPECT_TRUE(only);
  };
  run(body(&database()));
  EXPECT_EQ(rows(), "1,2,3,4");
}

TEST_F(SessionTest, WhenTheLastStatementFailsNothingIsCommitted) {
  const auto body = [](Database* on) -> Task<std::string> {
    auto transaction = co_await on->begin();
    const auto first = co_await transaction.execute(kInsert, std::int64_t{1});
    EXPECT_TRUE(first);
    const auto last = co_await transaction.commit_with(Query(kInsert, std::int64_t{1}));
    EXPECT_EQ(last.error().code, "unique_violation");
    co_await transaction.commit();
    co_return "committed";
  };
  EXPECT_THAT(code_of([&] { run(body(&database())); }), HasSubstr("a transaction that has failed"));
  run(insert_and(&database(), 2, true));  // its connection serves again
  EXPECT_EQ(rows(), "2");
}

TEST_F(SessionTest, ClosingWaitsForWhatIsUnderWay) {
  const auto body = [](Database* on) -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    group.spawn(insert_and(on, 1, true));
    co_await on->ready();
    co_await on->close(5s);
    co_await group.join();
  };
  run(body(&database()));
  EXPECT_EQ(rows(), "1");
  EXPECT_THAT(code_of([&] { run(database().ready()); }), HasSubstr("the client is closing"));
}

}  // namespace
}  // namespace tenstone::postgres
