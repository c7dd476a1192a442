#include "tenstone/backup/restore.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shapes.hpp"
#include "source_database.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/drill.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/backup/take.hpp"

namespace tenstone::backup {
namespace {
using ::testing::HasSubstr;

class RestoreTest : public ::testing::Test {
 protected:
  Version take_version(const SourceDatabase& source) const {
    return value_of(backup::take(*repository_, repository_.clock, {.url = source.url(), .tool_version = "test"}));
  }
  Result<Restored> restore_version(const Version& version, RestoreOptions options = {}) const {
    options.url = testing::database_url();
    return restore(*repository_, version, repository_.clock, options);
  }
  static void drop(const std::string& database) {
    auto admin = value_of(connect_admin(testing::database_url()));
    EXPECT_TRUE(drop_database(admin, database));
  }
  // Copies the version; `change` alters the copy's manifest.
  Version altered(const Version& version, const std::function<void(Manifest&)>& change) const {
    const auto reading = value_of(repository_->read());
    Manifest manifest = value_of(reading.manifest(version));
    change(manifest);
    return value_of(value_of(repository_->take(version.database)).commit(manifest));
  }
  TemporaryRepository repository_;
};

class EveryShape : public RestoreTest,
                   public ::testing::WithParamInterface<std::pair<std::string_view, std::string_view>> {};

TEST_P(EveryShape, IsTheSameAfterARestore) {
  const SourceDatabase source{std::string(GetParam().second)};
  const std::string before = dump_of(source.name());
  const Version version = take_version(source);
  EXPECT_EQ(version, (Version{source.name(), 1}));
  const auto restored = restore_version(version);
  ASSERT_TRUE(restored) << restored.error().message << " " << restored.error().detail;
  EXPECT_EQ(dump_of(restored->database), before);
  EXPECT_EQ(dump_of(source.name()), before);
  drop(restored->database);
}

INSTANTIATE_TEST_SUITE_P(All, EveryShape, ::testing::ValuesIn(kShapes), [](const auto& info) {
  std::string name(info.param.first);
  std::erase_if(name, [](char c) { return c == ' ' || c == ','; });
  return name;
});

TEST_F(RestoreTest, KeepsTheValuesOfSequences) {
  const SourceDatabase source("CREATE SEQUENCE s START 5; SELECT nextval('s'); CREATE SEQUENCE fresh START 3");
  const auto restored = value_of(restore_version(take_version(source)));
  EXPECT_EQ(sql_in(restored.database, "SELECT nextval('s'), nextval('fresh')"), "6|3");
  drop(restored.database);
}

TEST_F(RestoreTest, HasTheEncodingAndTheLocaleOfTheSource) {
  const SourceDatabase outer;
  const std::string name = outer.name() + "l";
  sql_in("postgres", "CREATE DATABASE " + quote_identifier(name) + " TEMPLATE template0 ENCODING LATIN1 LOCALE 'C'");
  sql_in(name, "CREATE TABLE t (words text); INSERT INTO t VALUES (U&'Gr\\00F6\\00DFe')");
  const auto version = value_of(backup::take(*repository_, repository_.clock, {.url = url_of(name)}));
  const auto restored = value_of(restore_version(version));
  EXPECT_EQ(sql_in(restored.database,
                   "SELECT words = U&'Gr\\00F6\\00DFe', current_setting('server_encoding'), datcollate "
                   "FROM t, pg_database WHERE datname = current_database()"),
            "t|LATIN1|C");
  drop(restored.database);
  drop(name);
}

TEST_F(RestoreTest, HasTheOwnerThePrivilegesAndTheSettingsOfTheSource) {
  const SourceDatabase source("CREATE TABLE t (n int)");
  const std::string name = quote_identifier(source.name());
  sql_in("postgres", "ALTER DATABASE " + name + " SET search_path = \"ä b\", public; ALTER DATABASE " + name +
                         " SET default_transaction_read_only = on; ALTER ROLE CURRENT_USER IN DATABASE " + name +
                         " SET work_mem = '7MB'; REVOKE CONNECT ON DATABASE " + name +
                         " FROM PUBLIC; GRANT CREATE ON DATABASE " + name + " TO pg_monitor WITH GRANT OPTION");
  const auto properties_of = [](const std::string& database) {
    return sql_in("postgres",
                  "SELECT array_agg(p ORDER BY p) FROM (SELECT unnest(datacl)::text || datdba::regrole AS p FROM "
                  "pg_database WHERE datname = " +
                      quote_literal(database) +
                      " UNION ALL SELECT setrole || unnest(setconfig) FROM pg_db_role_setting WHERE setdatabase = "
                      "(SELECT oid FROM pg_database WHERE datname = " +
                      quote_literal(database) + ")) all_of");
  };
  const auto restored = restore_version(take_version(source));
  ASSERT_TRUE(restored) << restored.error().message << " " << restored.error().detail;
  EXPECT_THAT(properties_of(restored->database), HasSubstr("pg_monitor"));
  EXPECT_EQ(properties_of(restored->database), properties_of(source.name()));
  drop(restored->database);
}

TEST_F(RestoreTest, IsGoodWithoutPropertiesThatItMayNotGive) {
  const SourceDatabase source("CREATE TABLE t (n int)");
  const Version version = take_version(source);
  const auto with = [&](const std::string& properties) {
    return restore_version(altered(version, [&](Manifest& manifest) { manifest.database_properties = properties; }));
  };
  for (const char* owner : {"pg_monitor", "nobody_of_this_name"}) {
    const auto restored = with(std::string("ALTER DATABASE tenstone_database_to_be_restored OWNER TO ") + owner);
    ASSERT_TRUE(restored) << restored.error().message << " " << restored.error().detail;
    drop(restored->database);
  }
  EXPECT_FALSE(with("SELECT 1 / 0"));
  EXPECT_EQ(databases_like(version.database), "1");
}

TEST_F(RestoreTest, BuildsIndexesByManySessionsOrByOne) {
  const SourceDatabase source(
      "CREATE TABLE a (id int PRIMARY KEY, x int UNIQUE, y text); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES "
      "a);"
      "INSERT INTO a SELECT n, -n, n FROM generate_series(1, 100) n; INSERT INTO b SELECT n, n FROM generate_series(1, "
      "100) n;"
      "CREATE INDEX ON a (y); CREATE INDEX ON a (x, y); CREATE INDEX ON b (a); COMMENT ON INDEX b_a_idx IS 'of a'");
  const Version version = take_version(source);
  for (const unsigned workers : {1, 2, 6}) {
    const auto restored = restore_version(version, {.workers = workers});
    ASSERT_TRUE(restored) << restored.error().message << " " << restored.error().detail;
    EXPECT_EQ(dump_of(restored->database), dump_of(source.name())) << workers;
    drop(restored->database);
  }
}

TEST_F(RestoreTest, LoadsALargeTableInSeveralStreams) {
  const SourceDatabase source(
      "CREATE TABLE wide (n int, filler text); "
      "INSERT INTO wide SELECT n, repeat(md5(n::text), 32768) FROM generate_series(1, 70) n");
  const Version version = take_version(source);
  const Manifest manifest = repository_.manifest(version);
  EXPECT_EQ(manifest.tables.at(0).streams.size(), 2U);  // of 64 MiB
  EXPECT_EQ(manifest.tables.at(0).rows, 70U);
  const auto restored = value_of(restore_version(version));
  EXPECT_EQ(sql_in(restored.database, "SELECT count(*), sum(n), sum(length(filler)) FROM wide"), "70|2485|73400320");
  drop(restored.database);
}

TEST_F(RestoreTest, IsOneMomentOfADatabaseThatIsWrittenTo) {
  const SourceDatabase source(
      "CREATE TABLE a AS SELECT n AS id, 100 AS sum FROM generate_series(1, 500) n; CREATE TABLE b AS TABLE a");
  std::atomic<bool> enough = false;
  std::atomic<int> moves = 0;
  std::thread writer([&] {
    auto connection = value_of(postgres::BlockingConnection::open(source.url(), std::chrono::seconds(5), "writer"));
    for (; !enough; ++moves) ASSERT_TRUE(connection.execute("UPDATE a SET sum = sum - 1; UPDATE b SET sum = sum + 1"));
  });
  while (moves == 0) std::this_thread::yield();
  const Version version = take_version(source);
  enough = true;
  writer.join();
  const auto restored = value_of(restore_version(version));
  const auto total = "SELECT sum(sum), count(*) FROM (TABLE a UNION ALL TABLE b) both_of";
  EXPECT_EQ(sql_in(restored.database, total), "100000|1000");
  drop(restored.database);
}

TEST_F(RestoreTest, DropsTheDatabaseWhenPsqlFails) {
  const SourceDatabase source("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (1)");
  const Version version = altered(take_version(source), [&](Manifest& manifest) {
    manifest.post_data = manifest.pre_data;  // everything exists already
  });
  const auto restored = restore_version(version);
  ASSERT_FALSE(restored);
  EXPECT_TRUE(restored.error().is(kBackupProgramFailed));
  EXPECT_EQ(restored.error().message, "psql failed with exit code 3");
  EXPECT_THAT(restored.error().detail, HasSubstr("relation \"t\" already exists"));
  EXPECT_EQ(databases_like(version.database), "1");
}

TEST_F(RestoreTest, DropsTheDatabaseWhenRowsDiffer) {
  const SourceDatabase source("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)");
  const Version version = take_version(source);
  const auto fewer = restore_version(altered(version, [](Manifest& manifest) { ++manifest.tables[0].rows; }));
  EXPECT_EQ(fewer.error().message, "The table \"public\".\"t\" got 2 rows, not 3");
  const auto other = restore_version(altered(version, [](Manifest& manifest) { ++manifest.tables[0].row_hash; }));
  EXPECT_EQ(other.error().message, "The restored tables differ from the version: \"public\".\"t\" has other values");
  EXPECT_EQ(databases_like(version.database), "1");
}

TEST_F(RestoreTest, DropsTheDatabaseWhenItIsCancelled) {
  const SourceDatabase source("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
  const Version version = take_version(source);
  for (const std::string_view phase : {"load", "finish", "compare"}) {
    std::stop_source stop;
    const auto cancel = [&](const Progress& progress) {
      if (progress.phase == phase) stop.request_stop();
    };
    const auto restored = restore_version(version, {.on_progress = cancel, .stop = stop.get_token()});
    ASSERT_FALSE(restored) << phase;
    EXPECT_TRUE(restored.error().is(kBackupCancelled)) << phase << restored.error().detail;
  }
  EXPECT_EQ(databases_like(version.database), "1");
}

TEST_F(RestoreTest, WritesIntoAnExistingDatabaseOnlyByItsName) {
  const SourceDatabase source("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
  const SourceDatabase target;
  const Version version = take_version(source);
  EXPECT_EQ(value_of(restore_version(version, {.into = target.name()})).database, target.name());
  EXPECT_EQ(target.sql("SELECT n FROM t"), "1");
  EXPECT_FALSE(restore_version(version, {.into = target.name()}));  // it is not empty any more
  EXPECT_EQ(target.sql("SELECT n FROM t"), "1");
  EXPECT_TRUE(restore_version(version, {.into = "no such"}).error().is(kBackupDatabaseMissing));
}

TEST_F(RestoreTest, OfADrillLeavesNothingBehind) {
  const SourceDatabase source("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); CREATE SEQUENCE s");
  const Version good = take_version(source);
  const RestoreOptions options{.url = testing::database_url()};
  const auto report = value_of(drill(*repository_, good, repository_.clock, options));
  EXPECT_TRUE(report.differences.empty());
  EXPECT_EQ(report.rows, 2U);
  EXPECT_TRUE(report.database.starts_with(kDrillPrefix));
  const Version bad = altered(good, [](Manifest& manifest) { ++manifest.tables[0].row_hash; });
  const auto worse = value_of(drill(*repository_, bad, repository_.clock, options));
  ASSERT_EQ(worse.differences.size(), 1U);
  EXPECT_EQ(worse.differences[0].name, "t");
  EXPECT_EQ(databases_like(kDrillPrefix), "0");
  const auto kept = value_of(repository_->drills(source.name()));
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].version, to_string(bad)) << "the newest first";
  EXPECT_EQ(kept[0].differences.at(0).what, "has other values");
  EXPECT_EQ(kept[1].rows, 2U);
  const auto retained = value_of(repository_->retained(source.name()));
  ASSERT_EQ(retained.size(), 2U);
  EXPECT_TRUE(retained[0].drilled_at);
  EXPECT_FALSE(retained[1].drilled_at);
}

}  // namespace
}  // namespace tenstone::backup
