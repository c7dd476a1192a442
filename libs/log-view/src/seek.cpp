#include "seek.hpp"

namespace tenstone::log_view {
namespace {

constexpr std::uint64_t kNearEnough = 256 * 1024;
constexpr int kMostLines = 1000;  // that are looked at for a time

struct Timed {
  std::uint64_t offset;
  Time time;
};

// The first entry with a time at `from` or behind it.
std::optional<Timed> timed_from(const Opened& file, std::uint64_t from, Budget& budget) {
  Budget own(kNearEnough);
  LineReader lines(file.log.file.get(), file.size(), from, Direction::Forward, own);
  Timeline timeline = file.timeline();
  Entry entry;
  std::optional<Timed> found;
  for (int count = 0; !found && count < kMostLines; ++count) {
    const auto line = lines.next();
    if (!line) break;
    if (!file.format.parse(line->bytes, entry) || !entry.stamp.is_set()) continue;
    timeline.settle(entry, Direction::Forward);
    if (entry.time) found = {.offset = line->begin, .time = *entry.time};
  }
  budget.spend(own.scanned());
  return found;
}

// Entries that begin before `begin` are older than `time`, those that begin at `end` or behind it are not.
Bounds around(const Opened& file, Time time, Budget& budget) {
  Bounds known{0, file.size()};
  for (std::uint64_t low = 0, high = file.size(); high > low + kNearEnough;) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto entry = timed_from(file, middle, budget);
    if (!entry || entry->offset >= high) {
      high = middle;
    } else if (entry->time < time) {
      low = known.begin = entry->offset;
    } else {
      high = middle;
      known.end = entry->offset;
    }
  }
  return known;
}

}  // namespace

Bounds bounds_of(const Opened& file, const Query& query, Budget& budget) {
  Bounds out{0, file.size()};
  if (!file.format.writes_years()) return out;
  if (query.begin() != Time::min()) out.begin = around(file, query.begin() - kDisorder, budget).begin;
  if (query.end() != Time::max()) out.end = around(file, query.end() + kDisorder, budget).end;
  if (out.end < out.begin) out.end = out.begin;
  return out;
}

}  // namespace tenstone::log_view
