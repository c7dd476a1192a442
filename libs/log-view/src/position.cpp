#include "tenstone/log_view/position.hpp"

#include <algorithm>
#include <ranges>

#include "read_at.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/log_view/errors.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::log_view {
namespace {

constexpr int kReadings = 8;

std::string head_hash(std::string_view head) { return to_base64url(sha256(head).substr(0, 8)); }

bool is_file(const LogFile& file, const FileIdentity& identity) {
  return file.device == identity.device && file.inode == identity.inode;
}

bool is_same_order(const std::vector<LogFile>& a, const std::vector<LogFile>& b) {
  return std::ranges::equal(a, b, [](const LogFile& one, const LogFile& other) {
    return one.name == other.name && one.inode == other.inode && one.device == other.device;
  });
}

// Nothing: a name of the chain has come to mean another file.
std::optional<Result<OpenLog>> find_in(const std::vector<LogFile>& chain, const Sources& sources,
                                       const Position& position) {
  if (chain.empty()) return kLogNotFound;
  // [snippet:find]
  for (const bool as_copy : {false, true}) {
    if (as_copy && position.file.head_bytes == 0) continue;  // every file begins with nothing
    for (const LogFile& file : chain | std::views::reverse) {
      if (!as_copy && !is_file(file, position.file)) continue;
      auto log = sources.open(file.name);
      if (!log || log->about.inode != file.inode || log->about.device != file.device) return std::nullopt;
      if (log->about.size >= position.offset && grown(log->file.get(), position.file)) return log;
    }
  }
  // [/snippet:find]
  Error gone(kLogGone);
  gone.members.emplace_back("oldest", "");
  validation::write_string(gone.members.back().second, chain.front().name);
  return Result<OpenLog>(std::move(gone));
}

}  // namespace

FileIdentity identity_of(const OpenLog& log) {
  char head[kMostHeadBytes];
  const std::size_t size = read_at(log.file.get(), head, sizeof head, 0);
  return {.device = log.about.device,
          .inode = log.about.inode,
          .head_bytes = static_cast<std::uint32_t>(size),
          .head = head_hash({head, size})};
}

std::optional<FileIdentity> grown(int file, FileIdentity identity) {
  char bytes[kMostHeadBytes];
  const std::string_view head(bytes, read_at(file, bytes, sizeof bytes, 0));
  if (head.size() < identity.head_bytes || head_hash(head.substr(0, identity.head_bytes)) != identity.head)
    return std::nullopt;
  if (head.size() == identity.head_bytes) return identity;
  identity.head_bytes = static_cast<std::uint32_t>(head.size());
  identity.head = head_hash(head);
  return identity;
}

std::optional<std::vector<LogFile>> stable_chain(const Sources& sources, std::string_view name) {
  auto before = sources.chain(name);
  for (int i = 0; i < kReadings; ++i) {
    auto after = sources.chain(name);
    if (is_same_order(before, after)) return after;
    before = std::move(after);
  }
  return std::nullopt;
}

Result<OpenLog> locate(const Sources& sources, std::string_view name, const Position& position) {
  for (int i = 0; i < kReadings; ++i)
    if (const auto chain = stable_chain(sources, name))
      if (auto log = find_in(*chain, sources, position)) return std::move(*log);
  return kBusy;
}

}  // namespace tenstone::log_view
