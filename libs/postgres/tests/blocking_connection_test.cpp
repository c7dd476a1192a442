#include "tenstone/postgres/blocking_connection.hpp"

#include <gtest/gtest.h>
#include <thread>

#include "scripted_server.hpp"
#include "tenstone/postgres/connection_string.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using namespace std::string_literals;

BlockingConnection connect_to(const std::string& url) {
  auto connection = BlockingConnection::open(url, 5s, "copy test");
  if (!connection) throw Failure(connection.error());
  return std::move(*connection);
}

Result<void> keep_going(std::string_view) { return {}; }

// Gives the pieces one by one, then the end.
auto giving(std::vector<std::string> pieces) {
  return [pieces = std::move(pieces), next = std::size_t{0}]() mutable -> Result<std::string_view> {
    return next == pieces.size() ? std::string_view() : std::string_view(pieces[next++]);
  };
}

class CopyTest : public ::testing::Test {
 protected:
  std::string value(const std::string& sql) {
    const auto rows = connection_.execute(sql);
    if (!rows) throw Failure(rows.error());
    return rows->at(0).at(0).value_or("NULL");
  }
  BlockingConnection connection_ = connect_to(testing::database_url());
};

TEST_F(CopyTest, GivesEachRowAndTheNumberThatTheServerConfirms) {
  std::string all;
  const auto rows =
      connection_.copy_out("COPY (SELECT n, 'a' || chr(9) || n FROM generate_series(1, 3) n) TO STDOUT", [&](auto row) {
        all += row;
        return Result<void>();
      });
  ASSERT_TRUE(rows) << rows.error().detail;
  EXPECT_EQ(*rows, 3U);
  EXPECT_EQ(all, "1\ta\\t1\n2\ta\\t2\n3\ta\\t3\n");
}

TEST_F(CopyTest, StoresRowsWhereverThePiecesAreCut) {
  ASSERT_TRUE(connection_.execute("CREATE TEMP TABLE target (n int, t text)"));
  const auto rows = connection_.copy_in("COPY target FROM STDIN", giving({"1\tone\n2", "\ttw", "o\n3\t\\N\n"}));
  ASSERT_TRUE(rows) << rows.error().detail;
  EXPECT_EQ(*rows, 3U);
  EXPECT_EQ(value("SELECT string_agg(n || '=' || coalesce(t, 'NULL'), ' ' ORDER BY n) FROM target"),
            "1=one 2=two 3=NULL");
}

TEST_F(CopyTest, StoresNothingWhenOneRowIsRefused) {
  ASSERT_TRUE(connection_.execute("CREATE TEMP TABLE target (n int)"));
  const auto rows = connection_.copy_in("COPY target FROM STDIN", giving({"1\n", "nonsense\n", "3\n"}));
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, kStatementRefused.name());
  EXPECT_TRUE(rows.error().detail.starts_with("22P02: ")) << rows.error().detail;
  EXPECT_TRUE(rows.error().detail.contains("line 2")) << rows.error().detail;
  EXPECT_EQ(value("SELECT count(*) FROM target"), "0");
}

TEST_F(CopyTest, StoresNothingWhenTheSenderFails) {
  ASSERT_TRUE(connection_.execute("CREATE TEMP TABLE target (n int)"));
  int pieces = 0;
  const auto rows = connection_.copy_in("COPY target FROM STDIN", [&]() -> Result<std::string_view> {
    if (++pieces == 3) return Error(kInternal, "the chunk is damaged");
    return std::string_view("1\n");
  });
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().message, "the chunk is damaged");
  EXPECT_EQ(value("SELECT count(*) FROM target"), "0");
}

TEST_F(CopyTest, ReturnsTheErrorOfTheReceiverAndCanGoOn) {
  int rows_seen = 0;
  const auto rows = connection_.copy_out("COPY (SELECT generate_series(1, 100000000)) TO STDOUT", [&](auto) {
    return ++rows_seen == 1000 ? Result<void>(Error(kInternal, "the disk is full")) : Result<void>();
  });
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().message, "the disk is full");
  EXPECT_EQ(value("SELECT 7"), "7");
}

TEST_F(CopyTest, IsNoSuccessWhenTheServerFailsAfterSomeRows) {
  int rows_seen = 0;
  const auto rows = connection_.copy_out("COPY (SELECT 1 / (50000 - n) FROM generate_series(1, 100000) n) TO STDOUT",
                                         [&](auto) { return ++rows_seen, Result<void>(); });
  EXPECT_EQ(rows_seen, 49999);
  ASSERT_FALSE(rows);
  EXPECT_TRUE(rows.error().detail.starts_with("22012: ")) << rows.error().detail;
  EXPECT_EQ(value("SELECT 7"), "7");
}

TEST_F(CopyTest, IsNoSuccessWhenTheServerEndsTheConnection) {
  const std::string me = value("SELECT pg_backend_pid()");
  auto other = connect_to(testing::database_url());
  int rows_seen = 0;
  const auto rows = connection_.copy_out("COPY (SELECT generate_series(1, 100000000)) TO STDOUT", [&](auto) {
    if (++rows_seen == 1000) EXPECT_TRUE(other.execute("SELECT pg_terminate_backend(" + me + ")"));
    return Result<void>();
  });
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, kDatabaseUnavailable.name());
  EXPECT_EQ(connection_.execute("SELECT 1").error().code, kDatabaseUnavailable.name());
}

TEST_F(CopyTest, IsCancelledFromAnotherThread) {
  const std::string me = value("SELECT pg_backend_pid()");
  std::thread other([&me, canceller = connection_.canceller()] {
    auto watcher = connect_to(testing::database_url());
    const std::string runs = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " + me;
    while (watcher.execute(runs)->empty()) std::this_thread::yield();
    canceller.cancel();
  });
  const auto rows = connection_.copy_out("COPY (SELECT pg_sleep(600)) TO STDOUT", keep_going);
  other.join();
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, kStatementCancelled.name());
  EXPECT_EQ(value("SELECT 7"), "7");
}

TEST_F(CopyTest, RefusesAStatementThatIsNoCopy) {
  EXPECT_EQ(connection_.copy_out("SELECT 1", keep_going).error().code, kCopyBroken.name());
  EXPECT_EQ(connection_.copy_out("SELECT nonsense", keep_going).error().code, kStatementRefused.name());
}

TEST_F(CopyTest, SaysThatALockIsHeld) {
  const std::string table = "copy_lock_" + value("SELECT pg_backend_pid()");
  ASSERT_TRUE(connection_.execute("CREATE TABLE " + table + "()"));
  ASSERT_TRUE(connection_.execute("BEGIN; LOCK TABLE " + table));
  auto other = connect_to(testing::database_url());
  const auto refused = other.execute("SET lock_timeout = 1; SELECT * FROM " + table);
  EXPECT_TRUE(connection_.execute("DROP TABLE " + table + "; COMMIT"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, kLockNotAvailable.name()) << refused.error().detail;
}

struct Ending {
  const char* name;
  std::string bytes;  // behind two rows
  const ErrorCode& code;
};

class BrokenCopy : public ::testing::TestWithParam<Ending> {};

TEST_P(BrokenCopy, IsNoSuccess) {
  const std::string rows = protocol_message('H', "\0\0\1\0\0"s) + protocol_message('d', "1\n") +
                           protocol_message('d', "2\n") + GetParam().bytes;
  const ScriptedServer server(rows);
  auto connection = connect_to(server.url());
  const auto count = connection.copy_out("COPY t TO STDOUT", keep_going);
  ASSERT_FALSE(count);
  EXPECT_EQ(count.error().code, GetParam().code.name()) << count.error().detail;
}

std::string ended_with(const std::string& tag) {
  return protocol_message('c', "") + protocol_message('C', tag + '\0') + protocol_message('Z', "I");
}

INSTANTIATE_TEST_SUITE_P(All, BrokenCopy,
                         ::testing::Values(Ending{"NoTrailer", "", kDatabaseUnavailable},
                                           Ending{"TrailerWithoutTag", protocol_message('c', ""), kDatabaseUnavailable},
                                           Ending{"FewerRows", ended_with("COPY 1"), kCopyBroken},
                                           Ending{"MoreRows", ended_with("COPY 3"), kCopyBroken},
                                           Ending{"NoNumber", ended_with("COPY "), kCopyBroken},
                                           Ending{"AnotherTag", ended_with("SELECT 2"), kCopyBroken},
                                           Ending{"ErrorBehindTheTrailer",
                                                  protocol_message('c', "") +
                                                      protocol_message('E', "SERROR\0VERROR\0C53100\0Mdisk full\0\0"s) +
                                                      protocol_message('Z', "I"),
                                                  kStatementRefused}),
                         [](const auto& info) { return info.param.name; });

TEST(ConnectionString, BecomesTheVariablesOfLibpqsPrograms) {
  const auto environment = connection_environment("postgresql://mia:s%20t@db.example:6543/shop?sslmode=require");
  ASSERT_TRUE(environment);
  EXPECT_EQ(*environment, (std::map<std::string, std::string>{{"PGHOST", "db.example"},
                                                              {"PGPORT", "6543"},
                                                              {"PGUSER", "mia"},
                                                              {"PGPASSWORD", "s t"},
                                                              {"PGDATABASE", "shop"},
                                                              {"PGSSLMODE", "require"}}));
  EXPECT_EQ(connection_environment("nonsense://").error().code, kConnectionStringInvalid.name());
  for (const char* good : {"postgres://mia:a%40b@db:5432/shop", "postgresql:///shop?host=/run", "host=/run dbname=shop",
                           "postgres://a:1,b:2/shop"})
    EXPECT_TRUE(check_connection_string(good)) << good;
  for (const char* bad : {"postgress://mia:hunter2@db/shop", "postgres://mia:hunter2/x@db/shop",
                          "postgres://mia:hunter2%zz@db/shop", "postgres://mia@db:hunter2/shop"}) {
    const auto checked = check_connection_string(bad);
    ASSERT_FALSE(checked) << bad;
    EXPECT_FALSE((checked.error().message + checked.error().detail).contains("hunter2"));
  }
}

TEST(ConnectionString, KeepsItsSettingsWithAnotherDatabase) {
  const auto changed = with_database("postgresql://mia:it's%5C@/shop?host=/run/pg", "old shop's");
  ASSERT_TRUE(changed);
  EXPECT_EQ(*connection_environment(*changed),
            (std::map<std::string, std::string>{
                {"PGHOST", "/run/pg"}, {"PGUSER", "mia"}, {"PGPASSWORD", "it's\\"}, {"PGDATABASE", "old shop's"}}));
}

}  // namespace
}  // namespace tenstone::postgres
