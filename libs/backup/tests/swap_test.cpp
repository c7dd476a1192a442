#include "tenstone/backup/swap.hpp"

#include <gtest/gtest.h>

#include "source_database.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::backup {
namespace {

class SwapTest : public ::testing::Test {
 protected:
  ~SwapTest() override {
    auto admin = value_of(connect_admin(server_));
    const auto names =
        testing::run_sql(url_of("postgres"), "SELECT datname FROM pg_database WHERE starts_with(datname, " +
                                                 quote_literal(live_.name()) + ")");
    for (std::size_t begin = 0; begin < names.size(); begin = names.find('\n', begin) + 1) {
      const auto end = std::min(names.find('\n', begin), names.size());
      (void)drop_database(admin, names.substr(begin, end - begin));
      if (end == names.size()) break;
    }
  }
  std::string server_ = testing::database_url();
  SourceDatabase live_{"CREATE TABLE t AS SELECT 'old' AS state"};
  SourceDatabase restored_{"CREATE TABLE t AS SELECT 'new' AS state"};
  testing::FakeClock clock_;  // 2027-01-15 08:00:00
};

TEST_F(SwapTest, PutsTheRestoredDatabaseInPlaceAndBack) {
  auto user = value_of(postgres::BlockingConnection::open(live_.url(), std::chrono::seconds(5), "user"));
  const std::string old = value_of(swap(server_, live_.name(), restored_.name(), clock_));
  EXPECT_EQ(old, live_.name() + "__old_20270115080000");
  EXPECT_FALSE(user.execute("SELECT 1"));  // its session was ended
  EXPECT_EQ(live_.sql("SELECT state FROM t"), "new");
  EXPECT_THROW(sql_in(old, "SELECT 1"), std::runtime_error);  // nothing writes into it by mistake

  const std::string undone = value_of(swap_back(server_, live_.name(), old, clock_));
  EXPECT_EQ(undone, live_.name() + "__undone_20270115080000");
  EXPECT_EQ(live_.sql("SELECT state FROM t"), "old");
}

TEST_F(SwapTest, KeepsOwnerPrivilegesAndSettings) {
  const std::string name = quote_identifier(live_.name());
  sql_in("postgres", "ALTER DATABASE " + name + " SET search_path = \"a b\", public; ALTER DATABASE " + name +
                         " SET application_name = 'it''s = odd'; ALTER ROLE CURRENT_USER IN DATABASE " + name +
                         " SET work_mem = '7MB'; REVOKE CONNECT ON DATABASE " + name +
                         " FROM PUBLIC; GRANT CREATE ON DATABASE " + name + " TO pg_monitor WITH GRANT OPTION");
  const std::string properties =
      "SELECT array_agg(p ORDER BY p) FROM (SELECT unnest(datacl)::text || datdba AS p FROM "
      "pg_database WHERE datname = " +
      quote_literal(live_.name()) +
      " UNION ALL SELECT setrole || unnest(setconfig) FROM pg_db_role_setting WHERE "
      "setdatabase = (SELECT oid FROM pg_database WHERE datname = " +
      quote_literal(live_.name()) + ")) all_of";
  const std::string before = sql_in("postgres", properties);
  EXPECT_NE(before.find("odd"), std::string::npos);
  ASSERT_TRUE(swap(server_, live_.name(), restored_.name(), clock_));
  EXPECT_EQ(sql_in("postgres", properties), before);
}

TEST_F(SwapTest, ChangesNothingWhenItCannotBeDone) {
  EXPECT_TRUE(swap(server_, live_.name(), "no such", clock_).error().is(kBackupDatabaseMissing));
  EXPECT_TRUE(swap(server_, "no such", restored_.name(), clock_).error().is(kBackupDatabaseMissing));
  sql_in("postgres", "CREATE DATABASE " + quote_identifier(live_.name() + "__old_20270115080000"));
  EXPECT_TRUE(swap(server_, live_.name(), restored_.name(), clock_).error().is(kBackupDatabaseExists));
  EXPECT_EQ(live_.sql("SELECT state FROM t"), "old");
  EXPECT_EQ(restored_.sql("SELECT state FROM t"), "new");
}

}  // namespace
}  // namespace tenstone::backup
