// What a version holds.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tenstone/backup/stream.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

inline constexpr std::size_t kMaxTables = 1'000'000;  // of one version; also columns, sequences, streams of one table

struct TableEntry {
  std::string schema;
  std::string name;
  std::vector<std::string> columns = {};  // those that the data has, in its order
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;           // of all streams
  std::uint64_t row_hash = 0;        // the sum of a 64-bit hash of each row: the same in any order of the rows
  std::vector<Stream> streams = {};  // one for each range of the table
};
constexpr auto schema(validation::For<TableEntry>) {
  using validation::field;
  return validation::object<TableEntry>(field("schema", &TableEntry::schema), field("name", &TableEntry::name),
                                        field("columns", &TableEntry::columns).items(0, kMaxTables),
                                        field("rows", &TableEntry::rows), field("bytes", &TableEntry::bytes),
                                        field("row_hash", &TableEntry::row_hash),
                                        field("streams", &TableEntry::streams).items(0, kMaxTables));
}

struct SequenceEntry {
  std::string schema;
  std::string name;
  std::int64_t last_value = 0;
  bool is_called = false;
};
constexpr auto schema(validation::For<SequenceEntry>) {
  using validation::field;
  return validation::object<SequenceEntry>(field("schema", &SequenceEntry::schema), field("name", &SequenceEntry::name),
                                           field("last_value", &SequenceEntry::last_value),
                                           field("is_called", &SequenceEntry::is_called));
}

struct Manifest {
  std::string database = {};
  std::string server_version = {};       // "15.18"
  std::string lsn = {};                  // of the snapshot: "0/1A2B3C4"
  std::string database_options = {};     // for CREATE DATABASE: encoding and locale, as SQL
  std::string database_properties = {};  // owner, privileges, settings, as SQL in UTF-8. See properties_for()
  Time taken_at = {};                    // when the snapshot was made
  std::int64_t duration_ms = 0;
  std::string tool_version = {};
  Stream pre_data = {}, post_data = {};  // SQL by pg_dump: the schema without and with indexes, constraints, triggers
  std::vector<TableEntry> tables = {};
  std::vector<SequenceEntry> sequences = {};
  std::uint64_t total_bytes = 0;  // of all streams. Set by Taking::commit()
  std::uint64_t new_bytes = 0;    // that the version added to the repository. Set by Taking::commit()
};
constexpr auto schema(validation::For<Manifest>) {
  using validation::field;
  return validation::object<Manifest>(
      field("database", &Manifest::database), field("server_version", &Manifest::server_version),
      field("lsn", &Manifest::lsn), field("database_options", &Manifest::database_options),
      field("database_properties", &Manifest::database_properties).or_default(), field("taken_at", &Manifest::taken_at),
      field("duration_ms", &Manifest::duration_ms), field("tool_version", &Manifest::tool_version),
      field("pre_data", &Manifest::pre_data), field("post_data", &Manifest::post_data),
      field("tables", &Manifest::tables).items(0, kMaxTables),
      field("sequences", &Manifest::sequences).items(0, kMaxTables), field("total_bytes", &Manifest::total_bytes),
      field("new_bytes", &Manifest::new_bytes));
}

}  // namespace tenstone::backup
