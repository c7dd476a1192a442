// Reads share a Sync, writes never do: what one caller breaks, no other feels.
#include <map>

#include "tenstone/runtime/event.hpp"
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;

using PipelineTest = DatabaseTest;
using Outcomes = std::map<int, std::string>;

// The start of the implicit transaction that it ran in, or what went wrong.
Task<> read_one(Database* from, Outcomes* out, int number, Query query) {
  try {
    const Rows rows = co_await from->read(std::move(query));
    (*out)[number] = rows.one<std::string>().value_or("none");
  } catch (const Failure& failure) {
    (*out)[number] = failure.error().code;
  }
}

constexpr Statement kStart{"start", "select pg_catalog.now()::text"};
constexpr Statement kBreak{"break", "select (1 / 0)::text"};

TEST_F(PipelineTest, ReadsOfOneTickTravelTogether) {
  const auto body = [](Database& on) -> Task<Outcomes> {
    Outcomes seen;
    runtime::TaskGroup group(runtime::Loop::current());
    co_await on.ready();
    for (int i = 0; i < 50; ++i) group.spawn(read_one(&on, &seen, i, kStart));
    co_await group.join();
    co_return seen;
  };
  const auto seen = run(body(database()));
  ASSERT_EQ(seen.size(), 50U);
  for (const auto& [number, start] : seen) EXPECT_EQ(start, seen.at(0)) << number;  // one Sync, one transaction
}

TEST_F(PipelineTest, NeighboursOfAFailedReadAreSentAgain) {
  const auto body = [](Database& on) -> Task<Outcomes> {
    Outcomes seen;
    runtime::TaskGroup group(runtime::Loop::current());
    co_await on.ready();
    for (int i = 0; i < 30; ++i) group.spawn(read_one(&on, &seen, i, i % 10 == 5 ? kBreak : kStart));
    co_await group.join();
    co_return seen;
  };
  const auto seen = run(body(database()));
  for (const auto& [number, outcome] : seen) {
    if (number % 10 == 5)
      EXPECT_EQ(outcome, "database_error") << number;
    else
      EXPECT_THAT(outcome, ::testing::StartsWith("2")) << number;
  }
  EXPECT_NE(seen.at(0), seen.at(29));  // after the failure: a transaction of its own
}

TEST_F(PipelineTest, AReadMayNotWrite) {
  test_.sql("create table tenstone.t(id bigint)");
  const auto body = [](Database& on) -> Task<> { co_await on.read("insert into t values (1)"); };
  EXPECT_THAT(code_of([&] { run(body(database())); }), ::testing::HasSubstr("it needs write()"));
}

struct Tally {
  int inserted = 0, refused = 0, wrong = 0;
};

// Every third number collides with a row that is there; each writer knows what it must hear.
Task<> write_many(Database* on, Tally* tally, std::int64_t from, std::int64_t to) {
  constexpr Statement kInsert{"insert", "insert into t(id) values ($1)"};
  for (std::int64_t id = from; id < to; ++id) {
    const bool taken = id % 3 == 0;
    const auto result = co_await on->write(kInsert, taken ? std::int64_t{-1} : id);
    if (result && !taken)
      ++tally->inserted;
    else if (!result && taken && result.error().code == "unique_violation")
      ++tally->refused;
    else
      ++tally->wrong;
  }
}

TEST_F(PipelineTest, NobodysConstraintErrorChangesAnotherOutcomeUnderLoad) {
  test_.sql("create table tenstone.t(id bigint primary key); insert into tenstone.t values (-1)");
  constexpr int kTasks = 100, kEach = 15;
  const auto body = [](Database& on, std::int64_t base) -> Task<Tally> {
    Tally tally;
    runtime::TaskGroup group(runtime::Loop::current());
    for (std::int64_t i = 0; i < kTasks; ++i)
      group.spawn(write_many(&on, &tally, base + i * kEach, base + (i + 1) * kEach));
    co_await group.join();
    co_return tally;
  };
  auto other = std::async(std::launch::async, [&, task = body(database(), kTasks * kEach)]() mutable {
    return await(loops_[1], std::move(task));
  });
  const Tally one = run(body(database(), 0));
  const Tally two = other.get();
  EXPECT_EQ(one.wrong + two.wrong, 0);
  EXPECT_EQ(one.refused + two.refused, 2 * kTasks * kEach / 3);
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t where id >= 0"), std::to_string(one.inserted + two.inserted));
  EXPECT_EQ(one.inserted + two.inserted, 2 * kTasks * kEach * 2 / 3);
}

TEST_F(PipelineTest, AConstraintThatIsDeferredToTheCommitComesBackToo) {
  test_.sql("create table tenstone.t(id bigint constraint late unique deferrable initially deferred)");
  const auto body = [](Database& on) -> Task<> {
    const auto first = co_await on.write("insert into t values (1)");
    EXPECT_TRUE(first);
    const auto second = co_await on.write("insert into t values (1)");
    EXPECT_FALSE(second);
    EXPECT_EQ(second.error().code, "unique_violation");
    const auto third = co_await on.write("insert into t values (2)");
    EXPECT_TRUE(third);
  };
  run(body(database()));
}

TEST_F(PipelineTest, EachKindOfConstraintHasItsCode) {
  test_.sql(
      "create table tenstone.p(id bigint primary key); create table tenstone.t(id bigint not null, "
      "p bigint constraint t_p references tenstone.p, n int constraint t_n check (n > 0))");
  const auto body = [](Database& on) -> Task<std::string> {
    const auto a = co_await on.write("insert into t values (null, null, null)");
    const auto b = co_await on.write("insert into t values (1, 1, null)");
    const auto c = co_await on.write("insert into t values (1, null, 0)");
    co_return fmt::format("{} {}, {} {}, {} {}", a.error().code, a.error().detail, b.error().code, b.error().detail,
                          c.error().code, c.error().detail);
  };
  EXPECT_EQ(run(body(database())), "not_null_violation id, foreign_key_violation t_p, check_violation t_n");
}

TEST_F(PipelineTest, ADeadlineLeavesNeighboursUnharmed) {
  Options options = this->options();
  options.statement_timeout = 400ms;
  open(std::move(options));
  const auto body = [](Database& on) -> Task<Outcomes> {
    Outcomes seen;
    runtime::TaskGroup group(runtime::Loop::current());
    co_await on.ready();
    constexpr Statement kSleep{"sleep", "select 'x'::text from pg_sleep(60)"};
    for (int i = 0; i < 9; ++i) group.spawn(read_one(&on, &seen, i, i == 4 ? kSleep : kStart));
    co_await group.join();
    co_return seen;
  };
  for (const auto& [number, outcome] : run(body(database()))) {
    if (number == 4)
      EXPECT_EQ(outcome, "deadline_exceeded");
    else
      EXPECT_THAT(outcome, ::testing::StartsWith("2")) << number;
  }
}

TEST_F(PipelineTest, TooMuchIsRefusedAtOnce) {
  const auto body = [](Database& on) -> Task<std::size_t> {
    Outcomes seen;
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 10'500; ++i) group.spawn(read_one(&on, &seen, i, kStart));
    co_await group.join();
    co_return static_cast<std::size_t>(
        std::count_if(seen.begin(), seen.end(), [](const auto& one) { return one.second == "database_busy"; }));
  };
  EXPECT_EQ(run(body(database())), 500U);
}

TEST_F(PipelineTest, AChangedTableDoesNotBreakPreparedStatements) {
  test_.sql("create table tenstone.t(id bigint); insert into tenstone.t values (1)");
  const auto body = [](Database& on) -> Task<std::size_t> {
    co_return (co_await on.read("select * from t")).columns();
  };
  EXPECT_EQ(run(body(database())), 1U);
  test_.sql("alter table tenstone.t add column name text");
  EXPECT_EQ(run(body(database())), 2U);
}

}  // namespace
}  // namespace tenstone::postgres
