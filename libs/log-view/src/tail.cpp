#include "tenstone/log_view/tail.hpp"

#include <algorithm>
#include <sys/stat.h>

#include "read_at.hpp"
#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {

using Kind = TailEvent::Kind;

struct stat status_of(const OpenLog& log) {
  struct stat status{};
  if (fstat(log.file.get(), &status) != 0) fail("look at", log.about.name);
  return status;
}

std::uint64_t size_of(const OpenLog& log) { return static_cast<std::uint64_t>(status_of(log).st_size); }

Time modified_at(const OpenLog& log) {
  const auto& at = status_of(log).st_mtim;
  return Time(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::seconds(at.tv_sec) +
                                                                    std::chrono::nanoseconds(at.tv_nsec)));
}

// The same place in a file that locate() has found. The head stays as it is, and the next read() checks it: one made
// anew could be that of a file that was truncated meanwhile.
Position within(Position position, const LogFile& file) {
  position.is_copy = position.is_copy || position.file.device != file.device || position.file.inode != file.inode;
  position.file.device = file.device;
  position.file.inode = file.inode;
  return position;
}

// True: all of `old` stands at the beginning of `log`, as far as the two ends of `old` say. So it is the copy of a file
// that has not been truncated yet.
bool is_copied_from(const OpenLog& old, const FileIdentity& identity, const OpenLog& log) {
  if (identity.head_bytes == 0 || !grown(log.file.get(), identity)) return false;
  char end[kMostHeadBytes], same[kMostHeadBytes];
  const std::uint64_t size = size_of(old), bytes = std::min<std::uint64_t>(size, sizeof end);
  return read_at(old.file.get(), end, bytes, size - bytes) == bytes &&
         read_at(log.file.get(), same, bytes, size - bytes) == bytes && std::equal(end, end + bytes, same);
}

bool is_same_file(const LogFile& a, const LogFile& b) { return a.device == b.device && a.inode == b.inode; }

}  // namespace

Result<Tail> Tail::from_end(const Sources& sources, std::string name) {
  name = stem(name);
  auto log = sources.open(name);
  if (!log) return log.error();
  const FileIdentity identity = identity_of(*log);
  Budget budget(kMaxLineBytes);
  LineReader back(log->file.get(), log->about.size, log->about.size, Direction::Backward, budget);
  const auto last = back.next();
  const std::uint64_t offset = last && !last->is_ended ? last->begin : log->about.size;
  return Tail(sources, std::move(name), std::move(*log), {identity, offset});
}

Result<Tail> Tail::from(const Sources& sources, std::string name, const Position& position) {
  name = stem(name);
  auto log = locate(sources, name, position);
  if (!log) return log.error();
  Position found = within(position, log->about);
  return Tail(sources, std::move(name), std::move(*log), std::move(found));
}

std::string_view Tail::file_name() const {
  const std::string_view name = name_;
  return name.substr(name.find_last_of(":/") + 1);
}

std::vector<TailEvent> Tail::look(std::uint64_t most_bytes) {
  std::vector<TailEvent> events;
  for (bool goes_on = true; goes_on;) {
    switch (read(false, most_bytes, events)) {
      case Read::All: goes_on = change_over(events, most_bytes); break;
      case Read::Some: goes_on = false; break;
      case Read::Truncated: goes_on = after_truncation(events); break;
    }
  }
  return events;
}

// The lines are read first and the head after them: if it is the old one, nothing was truncated before they were read.
Tail::Read Tail::read(bool is_over, std::uint64_t& left_bytes, std::vector<TailEvent>& events) {
  const std::uint64_t size = size_of(log_);
  if (size < position_.offset) return Read::Truncated;
  if (left_bytes == 0) return Read::Some;
  Budget budget(left_bytes);
  LineReader lines(log_.file.get(), size, position_.offset, Direction::Forward, budget);
  std::vector<TailEvent> read;
  while (const auto line = lines.next()) {
    if (!line->is_ended && !is_over) break;
    read.push_back({.kind = Kind::Line,
                    .behind = {.offset = line->end, .is_copy = position_.is_copy},
                    .line = std::string(line->bytes),
                    .is_cut = line->is_cut});
    if (line->end - position_.offset >= left_bytes) break;
  }
  auto identity = grown(log_.file.get(), position_.file);
  if (!identity || size_of(log_) < size) return Read::Truncated;
  position_.file = std::move(*identity);
  const bool is_all = lines.is_done() || (!read.empty() && read.back().behind.offset == size) || size == lines.at();
  if (!read.empty()) left_bytes -= std::min(left_bytes, read.back().behind.offset - position_.offset);
  for (TailEvent& event : read) {
    event.behind.file = position_.file;
    position_.offset = event.behind.offset;
    events.push_back(std::move(event));
  }
  return is_all ? Read::All : Read::Some;
}

void Tail::enter(OpenLog log, Kind kind, std::vector<TailEvent>& events) {
  position_ = {.file = identity_of(log), .is_copy = position_.is_copy && log.about.name != name_};
  log_ = std::move(log);
  events.push_back({.kind = kind, .behind = position_});
}

// The file after the present one that has content. Files that came after one that has left the log are those that were
// written later than it; the newest one counts as such in any case, since the clock of a file system is coarse.
std::optional<OpenLog> Tail::next_file(Kind& kind) {
  const auto chain = stable_chain(*sources_, name_);
  if (!chain) return std::nullopt;
  auto next = std::ranges::find_if(*chain, [&](const LogFile& each) { return is_same_file(each, log_.about); });
  kind = next == chain->end() ? Kind::Replaced : Kind::Rotated;
  if (next == chain->end()) {
    const Time last = modified_at(log_);
    next = std::ranges::find_if(
        *chain, [&](const LogFile& each) { return each.size > 0 && (each.modified_at > last || each.name == name_); });
  } else {
    next = std::find_if(next + 1, chain->end(), [](const LogFile& each) { return each.size > 0; });
  }
  if (next == chain->end()) return std::nullopt;
  auto log = sources_->open(next->name);
  if (!log || !is_same_file(log->about, *next)) return std::nullopt;  // renamed meanwhile
  if (kind == Kind::Rotated && is_copied_from(log_, position_.file, *log)) {
    position_.is_copy = true;
    return std::nullopt;  // it will be truncated
  }
  if (position_.is_copy) kind = Kind::Truncated;
  return std::move(*log);
}

bool Tail::change_over(std::vector<TailEvent>& events, std::uint64_t& left_bytes) {
  Kind kind{};
  auto next = next_file(kind);
  if (!next) return false;
  const Read rest = read(true, left_bytes, events);
  if (rest == Read::Truncated) return after_truncation(events);
  if (rest == Read::Some) return false;
  enter(std::move(*next), kind, events);
  return true;
}

bool Tail::after_truncation(std::vector<TailEvent>& events) {
  auto log = locate(*sources_, name_, position_);
  if (log) {
    position_ = within(position_, log->about);
    log_ = std::move(*log);
    return true;
  }
  if (!log.error().is(kLogGone)) return false;
  log = sources_->open(name_);
  if (!log || log->about.size == 0) return false;  // waits, as after a rename, until there is content to go to
  enter(std::move(*log), Kind::Truncated, events);
  return true;
}

}  // namespace tenstone::log_view
