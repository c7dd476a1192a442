// Reads the system catalogs of PostgreSQL 12 and newer.
#pragma once
#include <string>
#include <vector>

#include "tenstone/backup/snapshot.hpp"

namespace tenstone::backup {

// What every session of ours sets: texts of values as pg_dump writes them, and no time-out for a table that takes long.
Result<void> prepare_session(postgres::BlockingConnection& connection);

Result<std::vector<std::string>> tables_to_lock(postgres::BlockingConnection& connection);  // quoted, in an order
Result<std::vector<SourceTable>> list_tables(postgres::BlockingConnection& connection);
Result<std::vector<SequenceEntry>> list_sequences(postgres::BlockingConnection& connection);
// What CREATE DATABASE needs for a database of the same encoding and locale.
Result<std::string> read_database_options(postgres::BlockingConnection& connection);

}  // namespace tenstone::backup
