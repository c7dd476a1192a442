// NDJSON held to a schema, line by line: of any size, in constant memory.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/json_schema/schema.hpp"

namespace tenstone::json_schema {

inline const ErrorCode kLimitLine{ErrorKind::Invalid, "limit_line",
                                  "A line of the NDJSON is longer than is allowed here"};

struct LineLimits {
  std::size_t line_bytes = 1024 * 1024;   // without the '\n'; a line takes up to 13 times its size
  std::size_t faults = 1'000;             // that are kept; all are counted
  std::size_t fault_bytes = 1024 * 1024;  // of the texts of those that are kept
  CheckLimits each = {};                  // of one line
};

// What is wrong with a line: an issue of it, or that it cannot be read.
struct LineFault {
  std::uint64_t line;    // from 1; empty lines count
  std::uint64_t column;  // of the value (SchemaIssue::offset), from 1, in characters
  std::string pointer;   // into the line's value
  std::string code;
  std::string message;
  std::string params;  // JSON: {"minimum":1}, {} where nothing is to be said
};

struct LinesReport {
  std::uint64_t lines = 0;  // that are not empty: valid + invalid + unreadable
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
  // No JSON, longer than the limit, or too much work to check (json_schema_check_too_long).
  std::uint64_t unreadable = 0;
  std::map<std::string, std::uint64_t, std::less<>> by_code;  // of all faults, also those that are not kept
  std::vector<LineFault> faults;                              // in the order of the lines
  bool truncated = false;                                     // there are more
};

// Takes NDJSON in chunks that may end anywhere. A line ends with LF or CR LF, the last one also with the text. Lines of
// nothing but white space are empty: they are skipped. A byte order mark at the very beginning is skipped as well.
//
// How the text is cut into chunks makes no difference to the report. Memory: 13 times the longest line that was no
// longer than the limit, and the faults that are kept. Nothing here suspends or blocks; a line takes up to
// LineLimits::each.steps, so a caller who shares his thread gives small chunks (64 KiB) and does other things between
// them. Not for two threads at once.
class LineChecker {
 public:
  explicit LineChecker(Schema schema, LineLimits limits = {});

  void feed(std::string_view chunk);
  // The text ends here. Nothing may be fed after that.
  void finish();

  const LinesReport& report() const { return report_; }  // of the lines that have ended
  std::uint64_t bytes() const { return bytes_; }         // that were fed

 private:
  void keep(std::string_view piece);
  void end_line(std::string_view piece);
  void line(std::string_view text);
  void unreadable(const ErrorCode& code, std::uint64_t column, std::string message);
  void invalid(std::string_view text);
  void add(LineFault fault);

  const Schema schema_;
  const LineLimits limits_;
  Document document_;
  std::uint64_t bytes_ = 0, number_ = 0;
  // The line that has not ended. Its bytes are kept unless it is too long.
  std::string begun_;
  bool is_begun_ = false, is_too_long_ = false;
  // The faults that are kept are the first ones: once there is no room for one, no later one is kept.
  LinesReport report_;
  std::size_t kept_bytes_ = 0;
  bool is_full_ = false;
};

}  // namespace tenstone::json_schema
