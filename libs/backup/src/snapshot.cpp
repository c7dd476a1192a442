#include "tenstone/backup/snapshot.hpp"

#include <fmt/core.h>
#include <set>

#include "admin.hpp"
#include "catalog.hpp"
#include "quoting.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;
constexpr std::chrono::seconds kSnapshotTimeout(10);
constexpr int kLockTries = 3;

Result<BlockingConnection> open_session(const std::string& url) {
  auto connection = BlockingConnection::open(url, kSnapshotTimeout, "tenstone backup");
  if (!connection) return connection.error();
  if (auto prepared = prepare_session(*connection); !prepared) return prepared.error();
  return connection;
}

// What the server says against a lock is most often that the role may not read a table: whoever asked must see which.
Error with_its_words(Error error) {
  if (error.is(postgres::kStatementRefused))
    error.message = fmt::format("PostgreSQL refused to lock the tables: {}", error.detail);
  return error;
}

// Begins the transaction with locks on `tables`. LOCK takes no snapshot, so the snapshot is younger than the locks.
Result<void> begin_with_locks(BlockingConnection& connection, const std::vector<std::string>& tables) {
  if (auto begun = connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); !begun) return begun.error();
  constexpr std::size_t kTogether = 500;  // in one statement
  for (std::size_t begin = 0; begin < tables.size(); begin += kTogether) {
    std::string names;
    for (std::size_t i = begin; i < std::min(begin + kTogether, tables.size()); ++i)
      names += fmt::format("{}ONLY {}", i == begin ? "" : ", ", tables[i]);
    if (auto locked = connection.execute(fmt::format("LOCK TABLE {} IN ACCESS SHARE MODE", names)); !locked)
      return with_its_words(locked.error());
  }
  return {};
}

bool holds_all(const std::vector<std::string>& locked, const std::vector<std::string>& needed) {
  const std::set<std::string_view> names(locked.begin(), locked.end());
  return std::ranges::all_of(needed, [&](const std::string& one) { return names.contains(one); });
}

// True: the snapshot is taken. False: a lock was not to be had, or tables came or went.
Result<bool> try_to_lock(BlockingConnection& connection) {
  const auto before = tables_to_lock(connection);
  if (!before) return before.error();
  if (auto locked = begin_with_locks(connection, *before); !locked) {
    const bool gone = locked.error().detail.starts_with("42P01") || locked.error().detail.starts_with("3F000");
    if (!gone && !locked.error().is(postgres::kLockNotAvailable)) return locked.error();
    if (auto ended = connection.execute("ROLLBACK"); !ended) return ended.error();
    return false;
  }
  const auto after = tables_to_lock(connection);
  if (!after) return after.error();
  if (holds_all(*before, *after)) return true;
  if (auto ended = connection.execute("ROLLBACK"); !ended) return ended.error();
  return false;
}

}  // namespace

Result<Snapshot> Snapshot::take(const std::string& url, std::stop_token stop, std::chrono::milliseconds lock_wait) {
  auto connection = open_session(url);
  if (!connection) return connection.error();
  if (auto set = connection->execute(fmt::format("SET lock_timeout = {}", lock_wait.count())); !set) return set.error();
  const std::stop_callback cancel(stop, [canceller = connection->canceller()] { canceller.cancel(); });
  for (int tried = 0; tried < kLockTries; ++tried) {
    if (stop.stop_requested()) return Error(kBackupCancelled);
    const auto locked = try_to_lock(*connection);
    if (!locked) return stop.stop_requested() ? Error(kBackupCancelled) : locked.error();
    if (!*locked) continue;
    Snapshot snapshot(url, std::move(*connection));
    if (auto read = snapshot.read_state(); !read) return stop.stop_requested() ? Error(kBackupCancelled) : read.error();
    return snapshot;
  }
  return Error(kBackupSourceBusy);
}

Result<void> Snapshot::read_state() {
  const auto rows = connection_.execute(
      "SELECT pg_export_snapshot(), current_database(), current_setting('server_version'), "
      "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END");
  if (!rows) return rows.error();
  const auto& row = rows->at(0);
  id_ = *row[0];
  database_ = *row[1];
  server_version_ = row[2]->substr(0, row[2]->find(' '));  // "15.18 (Debian 15.18-0+deb12u1)"
  lsn_ = row[3].value_or("");
  auto options = read_database_options(connection_);
  if (!options) return options.error();
  database_options_ = std::move(*options);
  auto properties = read_properties(connection_, database_);
  if (!properties) return properties.error();
  database_properties_ = std::move(*properties);
  auto tables = list_tables(connection_);
  if (!tables) return tables.error();
  tables_ = std::move(*tables);
  auto sequences = list_sequences(connection_);
  if (!sequences) return sequences.error();
  sequences_ = std::move(*sequences);
  return {};
}

Result<BlockingConnection> Snapshot::connect() const {
  // [snippet:connect]
  auto connection = open_session(url_);
  if (!connection) return connection.error();
  const auto joined = connection->execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT " +
                                          quote_literal(id_));
  if (!joined) return joined.error();
  return connection;
  // [/snippet:connect]
}

Result<void> Snapshot::refuse_large_objects() {
  const auto rows = connection_.execute(
      "SELECT count(*), (SELECT string_agg(oid::text, ', ') FROM (SELECT oid FROM pg_largeobject_metadata ORDER BY oid "
      "LIMIT 10) first), count(*) > 10 FROM pg_largeobject_metadata");
  if (!rows) return rows.error();
  const auto& row = rows->at(0);
  if (row[0] == "0") return {};
  return Error(kBackupLargeObjects, fmt::format("The database has large objects, which cannot be backed up yet: {}{}",
                                                *row[1], row[2] == "t" ? " and more" : ""));
}

}  // namespace tenstone::backup
