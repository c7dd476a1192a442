// Bulk checks of NDJSON as clients see them.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/json_schema/lines.hpp"
#include "tenstone/schemas/outcome.hpp"

namespace tenstone::schemas {

inline constexpr std::size_t kMaxInputBytes = 64 * 1024 * 1024;

enum class CheckState : std::uint8_t { Queued, Running, Succeeded, Failed, Cancelled };
constexpr auto schema(validation::For<CheckState>) {
  using enum CheckState;
  return validation::enumeration<CheckState>({{"queued", Queued},
                                              {"running", Running},
                                              {"succeeded", Succeeded},
                                              {"failed", Failed},
                                              {"cancelled", Cancelled}});
}

struct Progress {
  std::int64_t bytes = 0, total_bytes = 0;
  std::int64_t rows = 0;  // that are not empty
};
constexpr auto schema(validation::For<Progress>) {
  using validation::field;
  return validation::object<Progress>(field("bytes", &Progress::bytes).about("Of the input, looked at so far"),
                                      field("total_bytes", &Progress::total_bytes), field("rows", &Progress::rows));
}

// A fault of the report, with the number of its line from 1.
struct RowFault {
  std::int64_t row, column;
  std::string pointer, code, message;
  validation::Json params;
};
constexpr auto schema(validation::For<RowFault>) {
  using validation::field;
  return validation::object<RowFault>(field("row", &RowFault::row).about("The line, from 1; empty ones count"),
                                      field("column", &RowFault::column).about("In code points, from 1"),
                                      field("pointer", &RowFault::pointer), field("code", &RowFault::code),
                                      field("message", &RowFault::message), field("params", &RowFault::params));
}

struct Report {
  std::int64_t rows = 0, valid = 0, invalid = 0, unreadable = 0;
  std::map<std::string, std::int64_t> by_code = {};  // of all faults
  validation::Json faults{"[]"};                     // a JSON array of RowFault: the first ones, at most 1,000
  bool truncated = false;                            // there are more than `faults` lists
};
constexpr auto schema(validation::For<Report>) {
  using validation::field;
  return validation::object<Report>(
      field("rows", &Report::rows).about("Lines that are not empty: valid, invalid and unreadable ones"),
      field("valid", &Report::valid), field("invalid", &Report::invalid),
      field("unreadable", &Report::unreadable).about("No JSON, or longer than 1 MiB"),
      field("by_code", &Report::by_code).about("How many faults there are of each code"),
      field("faults", &Report::faults)
          .about(
              "An array of the first 1,000: row, column, pointer, code, message, params; empty in the list of checks"),
      field("truncated", &Report::truncated).about("There are more faults than the list shows"));
}
Report report_of(const json_schema::LinesReport& lines);

struct CheckFailure {
  std::string code, message;
};
constexpr auto schema(validation::For<CheckFailure>) {
  using validation::field;
  return validation::object<CheckFailure>(field("code", &CheckFailure::code), field("message", &CheckFailure::message));
}

struct Check {
  Uuid id;  // also that of its job
  SchemaName schema;
  CheckState state = CheckState::Queued;
  Time created_at;
  std::optional<Time> finished_at = {};
  Progress progress;
  std::optional<Report> report = {};       // of one that succeeded
  std::optional<CheckFailure> error = {};  // of one that failed
};
constexpr auto schema(validation::For<Check>) {
  using validation::field;
  return validation::object<Check>(field("id", &Check::id), field("schema", &Check::schema),
                                   field("state", &Check::state), field("created_at", &Check::created_at),
                                   field("finished_at", &Check::finished_at), field("progress", &Check::progress),
                                   field("report", &Check::report).about("Of one that succeeded"),
                                   field("error", &Check::error).about("Why it failed"));
}

}  // namespace tenstone::schemas
