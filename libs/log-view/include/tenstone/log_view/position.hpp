// A place in a log that stays the same place while the file grows, is renamed by a rotation or is copied by one.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/log_view/lines.hpp"
#include "tenstone/log_view/sources.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::log_view {

inline constexpr std::uint32_t kMostHeadBytes = 1024;

// Which file it is, whatever its name. A file grows, so `head` holds for its first `head_bytes` bytes: those that it
// had when the identity was made, up to kMostHeadBytes.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0;
  std::uint32_t head_bytes = 0;
  std::string head = {};  // the first 8 bytes of the SHA-256, in base64url

  bool operator==(const FileIdentity&) const = default;
};
constexpr auto schema(validation::For<FileIdentity>) {
  return validation::object<FileIdentity>(
      validation::field("d", &FileIdentity::device), validation::field("i", &FileIdentity::inode),
      validation::field("n", &FileIdentity::head_bytes), validation::field("h", &FileIdentity::head));
}

constexpr auto schema(validation::For<Direction>) {
  return validation::enumeration<Direction>({{"forward", Direction::Forward}, {"backward", Direction::Backward}});
}

struct Position {
  FileIdentity file = {};
  std::uint64_t offset = 0;  // of a line's beginning
  Direction direction = Direction::Forward;
  bool is_copy = false;  // the file is one that copytruncate has made: lines may be missing behind its end

  bool operator==(const Position&) const = default;
};
constexpr auto schema(validation::For<Position>) {
  return validation::object<Position>(
      validation::field("file", &Position::file), validation::field("at", &Position::offset),
      validation::field("direction", &Position::direction), validation::field("copy", &Position::is_copy));
}

// Reads the head of a file: blocks.
FileIdentity identity_of(const OpenLog& log);
// The identity of the same file as it is now, when more of its head may be there. Nothing: the file at `file` does not
// begin as `identity` says, so it has been truncated. Blocks.
std::optional<FileIdentity> grown(int file, FileIdentity identity);

// The chain() of a log as it was at one moment: read until two readings agree. Nothing: the files are renamed faster
// than they are read, so look again later. Blocks.
std::optional<std::vector<LogFile>> stable_chain(const Sources& sources, std::string_view name);

// The file in which `position` lies: the one of this identity, under whatever name of the chain; else the newest one
// with the same beginning that reaches to the position, which is the copy that a rotation by copytruncate has made. Two
// files of a log that begin with the same kibibyte are not told apart by this. Blocks. Errors: log_not_found when the
// log has no file; log_gone, whose member "oldest" is the name of the oldest file.
Result<OpenLog> locate(const Sources& sources, std::string_view name, const Position& position);

}  // namespace tenstone::log_view
