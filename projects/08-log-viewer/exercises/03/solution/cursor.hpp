// The inode tells which file it is, and the head whether it still is what it was: a truncated file keeps its inode. The
// head is compared as far as it went when the cursor was made, since a short file grows.
#pragma once
#include <algorithm>

#include "../log.hpp"

namespace solution {

inline bool holds(const exercise::LogFile& file, const exercise::Cursor& cursor) {
  return cursor.offset <= file.bytes.size() && file.bytes.starts_with(cursor.head);
}

inline std::optional<exercise::Step> next(const exercise::Log& log, const exercise::Cursor& cursor) {
  auto file = std::ranges::find(log, cursor.inode, &exercise::LogFile::inode);
  if (file == log.end() || !holds(*file, cursor)) return std::nullopt;
  std::size_t offset = cursor.offset;
  while (offset == file->bytes.size() && file + 1 != log.end()) {
    ++file;
    offset = 0;
  }
  auto line = exercise::line_at(*file, offset);
  if (!line) return exercise::Step{std::nullopt, exercise::at(*file, offset)};
  const std::size_t end = offset + line->size() + 1;
  return exercise::Step{std::move(line), exercise::at(*file, end)};
}

}  // namespace solution
