// What both answers to exercise 03 work with: a log of several files, and the place at which a reader stopped.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace exercise {

// `inode` stays when the file is renamed or truncated.
struct LogFile {
  std::uint64_t inode = 0;
  std::string bytes;
};

// The oldest file first. A rotation gives the newest one another name and begins a new one behind it; the oldest one is
// deleted one day.
using Log = std::vector<LogFile>;

constexpr std::size_t kHead = 16;  // bytes of a file's beginning that tell whether it is still the same

struct Cursor {
  std::uint64_t inode = 0;
  std::string head = {};   // the file began with this: up to kHead bytes
  std::size_t offset = 0;  // of the next line
};

// One line and where to go on. Without a line: there is none yet, so ask again later, with `next`.
struct Step {
  std::optional<std::string> line;
  Cursor next;
};

inline Cursor at(const LogFile& file, std::size_t offset) { return {file.inode, file.bytes.substr(0, kHead), offset}; }
inline Cursor begin(const Log& log) { return log.empty() ? Cursor() : at(log.front(), 0); }

// The line at `offset` without its '\n'. Nothing: there is none, or its end has not been written yet.
inline std::optional<std::string> line_at(const LogFile& file, std::size_t offset) {
  const std::size_t end = file.bytes.find('\n', offset);
  if (end == std::string::npos) return std::nullopt;
  return file.bytes.substr(offset, end - offset);
}

}  // namespace exercise
