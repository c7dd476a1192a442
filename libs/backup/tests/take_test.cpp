#include "tenstone/backup/take.hpp"

#include <gtest/gtest.h>

#include "source_database.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
namespace fs = std::filesystem;

class TakeTest : public ::testing::Test {
 protected:
  Result<Version> take_version(TakeOptions options = {}) const {
    options.url = source_.url();
    return backup::take(*repository_, repository_.clock, options);
  }
  // No version, and no file of a run that failed.
  void expect_nothing() const {
    EXPECT_TRUE(value_of(repository_->versions()).empty());
    EXPECT_TRUE(repository_.files("packs").empty());
  }
  SourceDatabase source_{"CREATE TABLE t (n int); INSERT INTO t SELECT generate_series(1, 1000); CREATE TABLE none ()"};
  TemporaryRepository repository_;
};

TEST_F(TakeTest, SaysWhatItHas) {
  const auto version = value_of(take_version({.tool_version = "1.2"}));
  const Manifest manifest = repository_.manifest(version);
  EXPECT_EQ(manifest.database, source_.name());
  EXPECT_EQ(manifest.tool_version, "1.2");
  EXPECT_EQ(source_.sql("SHOW server_version").substr(0, manifest.server_version.size()), manifest.server_version);
  EXPECT_EQ(source_.sql("SELECT pg_lsn " + quote_literal(manifest.lsn) + " <= pg_current_wal_lsn()"), "t");
  ASSERT_EQ(manifest.tables.size(), 2U);
  EXPECT_EQ(manifest.tables[0].name, "none");
  EXPECT_EQ(manifest.tables[0].streams.size(), 0U);
  EXPECT_EQ(manifest.tables[1].rows, 1000U);
  EXPECT_EQ(manifest.tables[1].bytes, 3893U);  // digits and newlines
  EXPECT_GT(manifest.pre_data.bytes, 500U);
}

TEST_F(TakeTest, AddsAlmostNothingWhenNothingChanged) {
  value_of(take_version());
  const Manifest second = repository_.manifest(value_of(take_version()));
  EXPECT_EQ(second.new_bytes, 0U);
}

TEST_F(TakeTest, IsRefusedWhenAnotherVersionHasComeMeanwhile) {
  value_of(take_version({.newest = 0}));
  const auto again = take_version({.newest = 0});
  ASSERT_FALSE(again);
  EXPECT_TRUE(again.error().is(kBackupLocked)) << again.error().message;
  EXPECT_EQ(value_of(take_version({.newest = 1})).number, 2U);
}

TEST_F(TakeTest, HashesRowsInAnyOrder) {
  const auto first = repository_.manifest(value_of(take_version())).tables[1].row_hash;
  source_.sql(
      "CREATE TABLE copy AS SELECT n FROM t ORDER BY n DESC; TRUNCATE t; INSERT INTO t SELECT n FROM copy; "
      "DROP TABLE copy");
  EXPECT_EQ(repository_.manifest(value_of(take_version())).tables[1].row_hash, first);
  source_.sql("UPDATE t SET n = n + 1 WHERE n = 1000");
  EXPECT_NE(repository_.manifest(value_of(take_version())).tables[1].row_hash, first);
}

TEST_F(TakeTest, IsNoVersionWhenItIsCancelled) {
  std::stop_source stop;
  const auto version =
      take_version({.on_progress = [&](const Progress&) { stop.request_stop(); }, .stop = stop.get_token()});
  ASSERT_FALSE(version);
  EXPECT_TRUE(version.error().is(kBackupCancelled)) << version.error().detail;
  expect_nothing();
}

TEST_F(TakeTest, IsNoVersionWithLargeObjectsOrAnOldClient) {
  const TemporaryFolder clients;
  EXPECT_TRUE(take_version({.clients = clients / "none"}).error().is(kBackupClientMissing));
  source_.sql("SELECT lo_create(1)");
  EXPECT_TRUE(take_version().error().is(kBackupLargeObjects));
  expect_nothing();
}

// A pg_dump that writes `text` and ends with `code`: what the real one does when it fails cannot be arranged.
class OtherDump {
 public:
  OtherDump(const std::string& text, int code) {
    fs::create_directories(bin());
    std::ofstream(bin() / "pg_dump") << "#!/bin/sh\nprintf '" << text << "'\nexit " << code << "\n";
    std::ofstream(bin() / "psql") << "#!/bin/sh\n";
    for (const char* name : {"pg_dump", "psql"}) fs::permissions(bin() / name, fs::perms::owner_all);
  }
  fs::path clients() const { return folder_ / "clients"; }

 private:
  fs::path bin() const { return clients() / "99" / "bin"; }
  TemporaryFolder folder_;
};

TEST_F(TakeTest, IsNoVersionWhenPgDumpFails) {
  const std::string complete = "-- PostgreSQL database dump complete\\n";
  EXPECT_TRUE(take_version({.clients = OtherDump(complete, 1).clients()}).error().is(kBackupProgramFailed));
  EXPECT_TRUE(
      take_version({.clients = OtherDump("CREATE TABLE t();\\n", 0).clients()}).error().is(kBackupDumpIncomplete));
  EXPECT_TRUE(take_version({.clients = OtherDump("", 0).clients()}).error().is(kBackupDumpIncomplete));
  expect_nothing();
}

TEST_F(TakeTest, IsNoVersionWhenTheServerEndsItsSessions) {
  const std::string end_sessions =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenstone backup' AND datname "
      "= " +
      quote_literal(source_.name());
  const auto version =
      take_version({.workers = 1, .on_progress = [&](const Progress&) { sql_in("postgres", end_sessions); }});
  ASSERT_FALSE(version);
  expect_nothing();
}

}  // namespace
}  // namespace tenstone::backup
