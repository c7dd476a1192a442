#include "tenstone/runtime/event.hpp"
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;

TEST_F(DatabaseTest, ReadsIntoPlainStructs) {
  struct Row {
    std::int64_t id;
    std::string name;
    std::optional<std::string> note;
  };
  const auto body = [](Database& on) -> Task<std::vector<Row>> {
    const Rows rows = co_await on.read("select $1::bigint, $2::text, null::text", std::int64_t{7}, "seven");
    co_return rows.as<Row>();
  };
  const auto rows = run(body(database()));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].id, 7);
  EXPECT_EQ(rows[0].name, "seven");
  EXPECT_EQ(rows[0].note, std::nullopt);
}

TEST_F(DatabaseTest, AWriteIsThereWhenItResumesAndItsConstraintComesBack) {
  test_.sql("create table tenstone.t(id bigint constraint t_pkey primary key)");
  const auto body = [](Database& on) -> Task<> {
    const auto first = co_await on.write("insert into t values ($1)", std::int64_t{1});
    EXPECT_TRUE(first);
    const auto second = co_await on.write("insert into t values ($1)", std::int64_t{1});
    EXPECT_FALSE(second);
    EXPECT_EQ(second.error().code, "unique_violation");
    EXPECT_EQ(second.error().detail, "t_pkey");
  };
  run(body(database()));
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t"), "1");
}

TEST_F(DatabaseTest, ATransactionThatIsLetGoIsRolledBack) {
  test_.sql("create table tenstone.t(id bigint primary key)");
  const auto body = [](Database& on) -> Task<> {
    {
      auto transaction = co_await on.begin();
      const auto done = co_await transaction.execute("insert into t values (1)");
      EXPECT_TRUE(done);
    }
    auto transaction = co_await on.begin();
    const auto done = co_await transaction.execute("insert into t values (1)");
    EXPECT_TRUE(done);
    co_await transaction.commit();
  };
  run(body(database()));
  EXPECT_EQ(test_.sql("select count(*) from tenstone.t"), "1");
}

}  // namespace
}  // namespace tenstone::postgres
