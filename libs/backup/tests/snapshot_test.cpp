#include "tenstone/backup/snapshot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source_database.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
using ::testing::ElementsAre;

std::vector<std::string> names_of(const Snapshot& snapshot) {
  std::vector<std::string> names;
  for (const auto& table : snapshot.tables()) names.push_back(table.schema + "." + table.name);
  return names;
}

TEST(Snapshot, ListsTheTablesThatHaveRowsOfTheirOwn) {
  const SourceDatabase source(R"(
    CREATE TABLE plain (a int, gone int, "B ü" text, twice int GENERATED ALWAYS AS (a * 2) STORED,
                        id int GENERATED ALWAYS AS IDENTITY);
    ALTER TABLE plain DROP COLUMN gone;
    CREATE TABLE parent (n int) PARTITION BY LIST (n);
    CREATE TABLE part PARTITION OF parent FOR VALUES IN (1);
    CREATE TABLE heir () INHERITS (plain);
    CREATE UNLOGGED TABLE unlogged (n int);
    CREATE VIEW looked AS SELECT 1 AS one;
    CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
    CREATE SCHEMA "Büro 2"; CREATE TABLE "Büro 2"."T ""x""" ();
    CREATE SEQUENCE counter START 7; SELECT nextval('counter'); SELECT nextval('counter'))");
  auto other = value_of(postgres::BlockingConnection::open(source.url(), std::chrono::seconds(5), "other"));
  ASSERT_TRUE(other.execute("CREATE TEMP TABLE passing (n int)"));
  const auto snapshot = value_of(Snapshot::take(source.url(), {}));
  EXPECT_EQ(snapshot.database(), source.name());
  EXPECT_THAT(names_of(snapshot),
              ElementsAre("Büro 2.T \"x\"", "public.heir", "public.part", "public.plain", "public.unlogged"));
  EXPECT_THAT(snapshot.tables()[3].columns, ElementsAre("a", "B ü", "id"));
  ASSERT_EQ(snapshot.sequences().size(), 2U);
  EXPECT_EQ(snapshot.sequences()[0].name, "counter");
  EXPECT_EQ(snapshot.sequences()[0].last_value, 8);
  EXPECT_TRUE(snapshot.sequences()[0].is_called);
  EXPECT_FALSE(snapshot.sequences()[1].is_called);
}

TEST(Snapshot, StaysAsItWas) {
  const SourceDatabase source("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
  const auto snapshot = value_of(Snapshot::take(source.url(), {}));
  source.sql("UPDATE t SET n = 2");
  auto connection = value_of(snapshot.connect());
  EXPECT_EQ(value_of(connection.execute("SELECT n FROM public.t")).at(0).at(0), "1");
  EXPECT_EQ(connection.execute("DELETE FROM public.t").error().detail.substr(0, 5), "25006");  // read only
}

TEST(Snapshot, HoldsOffChangesOfTablesOnly) {
  const SourceDatabase source("CREATE TABLE t (n int)");
  const auto snapshot = value_of(Snapshot::take(source.url(), {}));
  source.sql("INSERT INTO t VALUES (1)");
  EXPECT_THROW(source.sql("SET lock_timeout = 1; DROP TABLE t"), std::runtime_error);
}

TEST(Snapshot, IsCancelledWhileATableIsLocked) {
  const SourceDatabase source("CREATE TABLE t (n int)");
  auto other = value_of(postgres::BlockingConnection::open(source.url(), std::chrono::seconds(5), "other"));
  ASSERT_TRUE(other.execute("BEGIN"));
  ASSERT_TRUE(other.execute("LOCK TABLE t"));
  std::stop_source stop;
  std::thread watcher([&] {  // a third party sees the wait, and cancels
    const std::string waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass";
    while (source.sql(waits) != "1") std::this_thread::yield();
    stop.request_stop();
  });
  const auto snapshot = Snapshot::take(source.url(), stop.get_token());
  watcher.join();
  ASSERT_FALSE(snapshot);
  EXPECT_TRUE(snapshot.error().is(kBackupCancelled));
}

TEST(Snapshot, GivesUpWhenATableStaysLocked) {
  const SourceDatabase source("CREATE TABLE t (n int)");
  auto other = value_of(postgres::BlockingConnection::open(source.url(), std::chrono::seconds(5), "other"));
  ASSERT_TRUE(other.execute("BEGIN"));
  ASSERT_TRUE(other.execute("LOCK TABLE t"));
  const auto refused = Snapshot::take(source.url(), {}, std::chrono::milliseconds(20));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is(kBackupSourceBusy)) << refused.error().message;
  ASSERT_TRUE(other.execute("ROLLBACK"));
  EXPECT_TRUE(Snapshot::take(source.url(), {}, std::chrono::milliseconds(20)));
}

TEST(Snapshot, NamesLargeObjects) {
  const SourceDatabase source("SELECT lo_create(4711)");
  auto snapshot = value_of(Snapshot::take(source.url(), {}));
  const auto refused = snapshot.refuse_large_objects();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "The database has large objects, which cannot be backed up yet: 4711");
  const SourceDatabase without;
  EXPECT_TRUE(value_of(Snapshot::take(without.url(), {})).refuse_large_objects());
}

}  // namespace
}  // namespace tenstone::backup
