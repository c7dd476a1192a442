#include "tenstone/postgres/blocking.hpp"

#include <gtest/gtest.h>

#include "tenstone/postgres/errors.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;

TEST(ExecuteBlocking, GivesTheRowsOfTheLastStatement) {
  const auto rows =
      execute_blocking(testing::database_url(), "SELECT 1; SELECT n, nullif(n, 2) FROM generate_series(1, 2) n", 5s);
  ASSERT_TRUE(rows) << rows.error().detail;
  EXPECT_EQ(*rows, (TextRows{{"1", "1"}, {"2", std::nullopt}}));
}

TEST(ExecuteBlocking, SaysWhatTheServerRefused) {
  const auto rows = execute_blocking(testing::database_url(), "SELECT nonsense", 5s);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, kStatementRefused.name());
  EXPECT_TRUE(rows.error().detail.contains("nonsense"));
}

TEST(ExecuteBlocking, EndsAtItsDeadline) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(execute_blocking(testing::database_url(), "SELECT pg_sleep(60)", 200ms));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 30s);
}

TEST(ExecuteBlocking, SaysWhyThereIsNoConnection) {
  for (const char* url : {"postgresql:///x?host=/no/such/folder", "postgresql://127.0.0.1:1/x", "nonsense://"}) {
    const auto rows = execute_blocking(url, "SELECT 1", 5s);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().code, kDatabaseUnavailable.name());
    EXPECT_FALSE(rows.error().detail.empty()) << url;
  }
}

}  // namespace
}  // namespace tenstone::postgres
