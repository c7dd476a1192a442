#include "dump_text.hpp"

#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
constexpr std::string_view kRestrict = "\\restrict ";
constexpr std::string_view kUnrestrict = "\\unrestrict ";
constexpr std::string_view kConstant = "tenstone";
constexpr std::string_view kTrailer = "-- PostgreSQL database dump complete\n";
constexpr std::size_t kStartBytes = 256;  // the line \restrict is within these
constexpr std::size_t kEndBytes = 64;     // the line \unrestrict is within these

bool blank(std::string_view line) { return line == "\n" || line.starts_with("--"); }

}  // namespace

Result<void> DumpKeeper::write(std::string_view bytes) {
  for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    begun_ += bytes.substr(0, end + 1);
    bytes.remove_prefix(end + 1);
    if (auto kept = line(begun_); !kept) return kept;
    begun_.clear();
  }
  begun_ += bytes;
  return {};
}

Result<void> DumpKeeper::line(std::string_view line) {
  if (preamble_ && token_.empty() && line.starts_with(kRestrict)) {
    token_ = line.substr(kRestrict.size());
    return keep_(std::string(kRestrict).append(kConstant) + '\n');
  }
  preamble_ = preamble_ && blank(line);
  if (!token_.empty() && line.starts_with(kUnrestrict) && line.substr(kUnrestrict.size()) == token_)
    return keep_(std::string(kUnrestrict).append(kConstant) + '\n');
  // [snippet:complete]
  complete_ = line == kTrailer || (complete_ && blank(line));
  // [/snippet:complete]
  return keep_(line);
}

Result<void> DumpKeeper::finish() {
  if (complete_ && begun_.empty()) return {};
  return Error(kBackupDumpIncomplete);
}

Result<std::string_view> DumpLoader::next() {
  ready_.clear();
  while (ready_.empty() && !ended_) {
    const auto piece = read_();
    if (!piece) return piece.error();
    ended_ = piece->empty();
    held_ += *piece;
    if (at_start_ && (ended_ || held_.size() >= kStartBytes)) {
      const std::string line = std::string("\n").append(kRestrict).append(kConstant) + '\n';
      const auto found = std::string_view(held_).substr(0, kStartBytes).find(line);
      restricted_ = found != std::string_view::npos;
      if (restricted_) held_.replace(found, line.size(), std::string("\n").append(kRestrict) + token_ + '\n');
      at_start_ = false;
    }
    if (ended_ && restricted_)
      if (const auto found = held_.rfind(std::string(kUnrestrict).append(kConstant)); found != std::string::npos)
        held_.replace(found, std::string::npos, std::string(kUnrestrict) + token_ + '\n');
    const std::size_t keep = ended_ ? 0 : at_start_ ? held_.size() : std::min(held_.size(), kEndBytes);
    ready_ = held_.substr(0, held_.size() - keep);
    held_.erase(0, held_.size() - keep);
  }
  return std::string_view(ready_);
}

}  // namespace tenstone::backup
