// One state of a database, which stays while the object lives. Blocks.
#pragma once
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "tenstone/backup/manifest.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::backup {

// A table with rows of its own. Which tables have data in a version is the choice of pg_dump:
// * partitions and tables that inherit are tables of their own; a partitioned table has no rows.
// * unlogged tables have data. Temporary tables are left out.
// * foreign tables and materialized views have none: the first stay where they are, the second are filled again from
//   the restored tables.
// * a table that an extension owns has data if the extension declares it as configuration, and of the rows only those
//   that it names. All others come with CREATE EXTENSION.
// Generated columns are left out, identity columns are not.
struct SourceTable {
  std::string schema;
  std::string name;
  std::vector<std::string> columns = {};
  std::uint64_t pages = 0;     // of 8 KiB; 0: no rows
  std::string condition = {};  // "WHERE …": of an extension's table
  std::uint64_t rows = 0;      // as the planner believes; 0: it does not know
};

class Snapshot {
 public:
  // Locks all tables in the mode ACCESS SHARE first, so that their definitions stay, then takes the snapshot. A lock
  // that takes more than `lock_wait` or a table that appears meanwhile starts this again, three times in all.
  // Errors: backup_source_busy, backup_cancelled, and those of BlockingConnection.
  static Result<Snapshot> take(const std::string& url, std::stop_token stop,
                               std::chrono::milliseconds lock_wait = std::chrono::seconds(5));

  // A connection that sees the snapshot, while this object lives; read only. Errors: those of BlockingConnection.
  Result<postgres::BlockingConnection> connect() const;
  // Errors: backup_large_objects, which names them.
  Result<void> refuse_large_objects();

  const std::string& url() const { return url_; }
  const std::string& id() const { return id_; }  // for pg_dump --snapshot
  const std::string& lsn() const { return lsn_; }
  const std::string& database() const { return database_; }
  const std::string& server_version() const { return server_version_; }       // "15.18"
  int server_version_number() const { return connection_.server_version(); }  // 150018
  const std::string& database_options() const { return database_options_; }
  const std::string& database_properties() const { return database_properties_; }
  const std::vector<SourceTable>& tables() const { return tables_; }
  const std::vector<SequenceEntry>& sequences() const { return sequences_; }

 private:
  Snapshot(std::string url, postgres::BlockingConnection connection)
      : url_(std::move(url)), connection_(std::move(connection)) {}
  Result<void> read_state();

  std::string url_;
  postgres::BlockingConnection connection_;
  std::string id_, lsn_, database_, server_version_, database_options_, database_properties_;
  std::vector<SourceTable> tables_;
  std::vector<SequenceEntry> sequences_;
};

}  // namespace tenstone::backup
