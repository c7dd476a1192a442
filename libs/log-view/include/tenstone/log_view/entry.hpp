// An entry of a log: what one call of a logger wrote, on one line or on several.
#pragma once
#include <cstdint>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/log_view/stamp.hpp"

namespace tenstone::log_view {

enum class Level : std::uint8_t { None, Trace, Debug, Info, Warn, Error, Fatal };

std::string_view to_string(Level level);  // "none", "trace", …, "fatal"
// The words, letters and signs that programs write for a level, in either case: "WARNING", "W", Redis' "#". Level::None
// for words that stand in a level's place without being one (PostgreSQL's "DETAIL"). nullopt: any other word.
std::optional<Level> level_of(std::string_view word);

// Where an entry's time comes from.
enum class TimeSource : std::uint8_t {
  None,          // it has no time
  Text,          // all of it is in the text
  Config,        // the text has no zone: the configured one
  Assumed,       // the text has no zone and none is configured: UTC
  InferredYear,  // the text has no year: see Timeline
  Inherited,     // the text has no time: that of the entry before
};
std::string_view to_string(TimeSource source);  // "none", "text", "config", "assumed", "inferred_year", "inherited"

// The views of an entry lead into the text that it was parsed from, or into `kept`.
struct Entry {
  std::string_view raw;      // its lines, without the last line's end; of a truncated one, those that were kept
  std::uint64_t offset = 0;  // of its first byte in the file
  std::uint64_t end = 0;     // behind its last line and that line's end
  std::size_t lines = 0;     // all of them
  bool truncated = false;    // it has more lines or bytes than `raw`

  Stamp stamp;  // as it is in the text
  std::optional<Time> time;
  TimeSource time_source = TimeSource::None;
  Level level = Level::None;
  std::string_view message;  // of several lines if the entry is
  // In the order of the text. Strings are unescaped; numbers, objects and arrays are JSON as they stand there.
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  std::forward_list<std::string> kept;  // texts that had to be changed: unescaped, or without colours

  Entry() = default;
  Entry(Entry&&) = default;
  Entry& operator=(Entry&&) = default;
  Entry(const Entry&) = delete;  // its views would lead into the other's `kept`
  Entry& operator=(const Entry&) = delete;

  // Makes it empty and keeps the memory of `fields`.
  void clear();
  // A copy of `text` that lives as long as the entry.
  std::string_view keep(std::string text) { return kept.emplace_front(std::move(text)); }
  // The first field of that name; in "a.b", where no field has this name, the member "b" of the object "a".
  std::optional<std::string_view> find(std::string_view name) const;
};

}  // namespace tenstone::log_view
