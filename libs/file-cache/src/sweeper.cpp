#include "background.hpp"

namespace tenstone::file_cache {
namespace {

constexpr std::size_t kFiles = 200, kPlaces = 200;
constexpr std::chrono::milliseconds kTime{50};

}  // namespace

void Sweeper::begin_round() {
  in_round_ = true;
  place_ = 0;
  purged_.clear();
  Stats stats;
  store_.index.fill(stats);
  for (const auto& [ns, share] : stats.namespaces) purged_.emplace(ns, store_.purges.newest(ns));
}

SweepStep Sweeper::slice() {
  const auto until = std::chrono::steady_clock::now() + kTime;
  if (!in_round_) begin_round();
  const std::int64_t now = store_.clock.now().time_since_epoch().count();
  const auto has_purges = [&](std::string_view ns) {
    const auto purged = purged_.find(ns), swept = swept_.find(ns);
    return purged != purged_.end() && purged->second > (swept == swept_.end() ? 0 : swept->second);
  };
  const Index::Wanted wanted = [&](std::string_view ns, std::int64_t expires) {
    return (expires != 0 && expires <= now) || has_purges(ns);
  };
  SweepStep step{.removed = 0, .more = true};
  std::vector<Index::Place> places;
  // [snippet:slice]
  for (std::size_t looked_at = 0; looked_at < kFiles && std::chrono::steady_clock::now() < until;) {
    places.clear();
    place_ = store_.index.scan(place_, std::min(kPlaces, kFiles - looked_at), wanted, places);
    looked_at += places.size();
    for (const Index::Place& place : places)
      if (store_.remove_dead(place, has_purges(place.ns))) ++step.removed;
    // [/snippet:slice]
    if (place_ != 0) continue;
    // The end of the index. While a restart's entries still come in, some may not have been seen.
    if (!store_.index.loading()) swept_ = purged_;
    step.removed += evict_down(kFiles - std::min(kFiles, looked_at));
    step.more = store_.index.above(100) || store_.disk_short();
    in_round_ = false;
    break;
  }
  return step;
}

// To 95 % of the bounds, once they were reached.
std::size_t Sweeper::evict_down(std::size_t limit) {
  std::size_t evicted = 0;
  const bool disk_short = store_.disk_short();
  if (!store_.index.above(99) && !disk_short) return 0;
  while (evicted < limit && store_.index.above(95) && store_.evict(Evicted::Size)) ++evicted;
  while (disk_short && evicted < limit && store_.disk_short() && store_.evict(Evicted::Disk)) ++evicted;
  return evicted;
}

}  // namespace tenstone::file_cache
