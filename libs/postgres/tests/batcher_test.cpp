#include "tenstone/postgres/batcher.hpp"

#include "test_database.hpp"

namespace tenstone::postgres {
namespace {

using Ids = std::vector<std::int64_t>;
using IdBatcher = Batcher<std::int64_t, std::int64_t>;

class BatcherTest : public DatabaseTest {
 protected:
  BatcherTest() { test_.sql("create table tenstone.t(id bigint primary key); insert into tenstone.t values (-1)"); }
};

// Rows are returned in the order of their items.
Task<Result<Ids>> insert_all(Database* on, std::vector<std::size_t>* sizes, Ids ids) {
  constexpr Statement kInsert{"insert", "insert into t select * from unnest($1) returning id"};
  sizes->push_back(ids.size());
  const auto rows = co_await on->write(kInsert, ids);
  if (!rows) co_return rows.error();
  co_return rows->as<std::int64_t>();
}

Task<> add_one(IdBatcher* batcher, std::int64_t id, int* wrong) {
  const auto result = co_await batcher->add(id);
  const bool right = id == -1 ? !result && result.error().code == "unique_violation" : result && *result == id;
  if (!right) ++*wrong;
}

struct Report {
  int wrong = 0;
  std::vector<std::size_t> sizes;
};

Task<Report> add_many(Database* on, int count, int every_nth_collides) {
  Report report;
  IdBatcher batcher(runtime::Loop::current(), [&](const Ids& ids) { return insert_all(on, &report.sizes, ids); });
  runtime::TaskGroup group(runtime::Loop::current());
  for (int i = 1; i <= count; ++i)
    group.spawn(add_one(&batcher, every_nth_collides != 0 && i % every_nth_collides == 0 ? -1 : i, &report.wrong));
  co_await group.join();
  co_return report;
}

TEST_F(BatcherTest, CallersThatComeTogetherShareAFlush) {
  const Report report = run(add_many(&database(), 200, 0));
  EXPECT_EQ(report.wrong, 0);
  EXPECT_THAT(report.sizes, ::testing::ElementsAre(64, 64, 64, 8));
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t where id > 0"), "200");
}

TEST_F(BatcherTest, OneCallersErrorIsHisAlone) {
  const Report report = run(add_many(&database(), 3000, 97));
  EXPECT_EQ(report.wrong, 0);
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t where id > 0"), std::to_string(3000 - 3000 / 97));
}

TEST_F(BatcherTest, AFlushWhoseOutcomeIsUnknownIsNotRepeated) {
  const auto body = []() -> Task<std::pair<int, std::string>> {
    int flushes = 0;
    std::string told;
    IdBatcher batcher(runtime::Loop::current(), [&](const Ids&) -> Task<Result<Ids>> {
      ++flushes;
      throw Failure(kDatabaseUnavailable);
    });
    const auto caller = [](IdBatcher* on, std::string* out) -> Task<> {
      try {
        const auto result = co_await on->add(1);
        EXPECT_FALSE(result);
      } catch (const Failure& failure) {
        *out += failure.error().code + ";";
      }
    };
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 2; ++i) group.spawn(caller(&batcher, &told));
    co_await group.join();
    co_return std::pair(flushes, told);
  };
  EXPECT_EQ(run(body()), std::pair(1, std::string("database_unavailable;database_unavailable;")));
}

}  // namespace
}  // namespace tenstone::postgres
