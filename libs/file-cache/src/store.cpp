#include "store.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace tenstone::file_cache {
namespace {

constexpr std::array<std::string_view, 4> kMisses{"absent", "expired", "invalidated", "corrupt"};
constexpr std::array<std::string_view, 4> kEvictions{"size", "disk", "expired", "invalidated"};
constexpr std::size_t kMaxPurgedTags = 1000;

std::array<metrics::Counter, 4> each(metrics::Registry& registry, const std::string& name, const std::string& help,
                                     const std::array<std::string_view, 4>& reasons) {
  const auto one = [&](std::size_t i) { return registry.counter(name, help, {{"reason", std::string(reasons[i])}}); };
  return {one(0), one(1), one(2), one(3)};
}

}  // namespace

std::string_view to_string(Miss miss) { return kMisses[static_cast<std::size_t>(miss)]; }

Counters::Counters(metrics::Registry& registry)
    : hits(registry.counter("tenstone_cache_hits_total", "Entries that were found in the file cache")),
      quarantined(registry.counter("tenstone_cache_quarantined_total", "Damaged files that were moved away")),
      misses(each(registry, "tenstone_cache_misses_total", "Entries that were not found in the file cache", kMisses)),
      evictions(each(registry, "tenstone_cache_evictions_total", "Entries that the file cache removed", kEvictions)) {}

Store::Store(Options from, const Clock& time, logging::Logger to, metrics::Registry& registry)
    : options(std::move(from)),
      clock(time),
      log(std::move(to)),
      folder(options.folder, clock.now()),
      counters(registry),
      purges(folder, log, clock.now()),
      index(options.max_bytes, options.max_entries),
      quarantine_(folder, options.max_bytes / 8) {
  const auto watch = [&](const char* name, const char* help, std::function<double()> read) {
    watches_.push_back(registry.watch(name, help, std::move(read)));
  };
  watch("tenstone_cache_entries_count", "Entries in the file cache",
        [this] { return static_cast<double>(index.total().entries); });
  watch("tenstone_cache_stored_bytes", "Bytes on disk of the file cache",
        [this] { return static_cast<double>(index.total().bytes); });
  watch("tenstone_cache_reserved_bytes", "Bytes of entries that are being written",
        [this] { return static_cast<double>(index.reserved()); });
}

bool Store::quarantine(std::string_view ns, const KeyHash& hash, std::optional<FileStamp> seen) {
  const EntryPath path(ns, hash);
  {
    const std::lock_guard guard(key_lock(hash));
    const Fd shard = folder.shard(path, false);
    struct stat status{};
    if (!shard || fstatat(shard.get(), path.name(), &status, AT_SYMLINK_NOFOLLOW) != 0) return false;
    if (!seen && S_ISREG(status.st_mode)) return false;
    if (seen && *seen != stamp_of(status)) return false;  // a new one stands there
    if (!quarantine_.take(shard.get(), path.name(), std::string(ns) + "-" + to_hex(hash), clock.now())) return false;
    index.erase(ns, hash);
  }
  counters.quarantined.add();
  log.warn("cache.entry_quarantined", {{"namespace", ns}, {"file", std::string_view(path.c_str())}});
  return true;
}

Result<void> Store::purge(std::string_view ns, const Purge& purge) {
  if (const auto fits = check_namespace(ns); !fits) return fits;
  if ((purge.tags.empty() && !purge.prefix && !purge.all) || purge.tags.size() > kMaxPurgedTags) return kInvalidPurge;
  if (purge.prefix && purge.prefix->size() > kMaxKeyBytes) return kInvalidPurge;
  for (const std::string& tag : purge.tags)
    if (const auto fits = check_tag(tag); !fits) return fits;
  return purges.purge(ns, purge);
}

bool Store::knows(std::string_view ns, std::string_view key) const {
  const auto place = index.find(ns, hash_key(key));
  return place && (place->expires == 0 || place->expires > clock.now().time_since_epoch().count());
}

Stats Store::stats() const {
  Stats stats;
  index.fill(stats);
  stats.hits = counters.hits.value();
  stats.quarantined = counters.quarantined.value();
  stats.marks = purges.marks();
  for (std::size_t i = 0; i < kMisses.size(); ++i) {
    stats.misses.emplace(kMisses[i], counters.misses[i].value());
    stats.evictions.emplace(kEvictions[i], counters.evictions[i].value());
  }
  return stats;
}

}  // namespace tenstone::file_cache
