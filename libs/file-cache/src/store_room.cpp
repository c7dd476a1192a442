#include <cerrno>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "file_time.hpp"
#include "store.hpp"

namespace tenstone::file_cache {
namespace {

constexpr std::size_t kEvictedAtOnce = 64;
constexpr std::chrono::milliseconds kDiskLook{100};  // how long what fstatvfs() said is believed

}  // namespace

// Errors: insufficient_storage. Success: `bytes` are reserved.
Result<void> Store::make_room(std::uint64_t bytes) {
  if (disk_full_) {  // nothing is evicted for a write that will fail
    if (free_bytes(true) < bytes) return kInsufficientStorage;
    disk_full_ = false;
  }
  const std::uint64_t wanted = options.min_free_bytes + bytes;
  if (options.min_free_bytes > 0 && free_bytes(false) < wanted) {
    const std::uint64_t left = free_bytes(true);
    // Others fill the disk: all that is cached would not make the room.
    if (left + index.total().bytes < wanted) return kInsufficientStorage;
    if (left < wanted) evict_some(wanted - left);
    if (free_bytes(true) < wanted) return kInsufficientStorage;
  }
  for (;;) {
    switch (index.reserve(bytes)) {
      case Index::Room::Reserved: return {};
      case Index::Room::TooMuch: return kInsufficientStorage;
      case Index::Room::Full:
        if (!evict(Evicted::Size)) return kInsufficientStorage;
    }
  }
}

bool Store::evict(Evicted reason) {
  const auto place = index.victim();
  if (!place) return false;
  const std::lock_guard guard(key_lock(place->hash));
  if (index.find(place->ns, place->hash)) return true;  // stored anew meanwhile: another file
  if (take_away(EntryPath(place->ns, place->hash))) counters.evictions[static_cast<std::size_t>(reason)].add();
  return true;
}

// For a write of `bytes` that the disk has no space for.
void Store::evict_some(std::uint64_t bytes) {
  const std::uint64_t before = index.total().bytes;
  for (std::size_t i = 0; i < kEvictedAtOnce && index.total().bytes + bytes > before; ++i)
    if (!evict(Evicted::Disk)) return;
}

std::uint64_t Store::free_bytes(bool fresh) {
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard guard(disk_mutex_);
  if (!fresh && now - disk_seen_ < kDiskLook) return disk_free_;
  struct statvfs status{};
  if (fstatvfs(folder.root(), &status) != 0) fail("look at", folder.path().c_str());
  const bool no_inodes = status.f_files > 0 && status.f_favail == 0;
  disk_free_ = no_inodes ? 0 : status.f_bavail * status.f_frsize;
  disk_seen_ = now;
  return disk_free_;
}

bool Store::disk_short() { return options.min_free_bytes > 0 && free_bytes(true) < options.min_free_bytes; }

bool Store::take_away(const EntryPath& path) {
  const Fd shard = folder.shard(path, false);
  if (!shard) return false;
  std::string name = folder.temporary_name();
  if (renameat(shard.get(), path.name(), folder.temporary(), name.c_str()) != 0) {
    if (errno == ENOENT) return false;
    return unlinkat(shard.get(), path.name(), 0) == 0;  // no name can be made on a full disk
  }
  folder.spares().give(folder.temporary(), std::move(name));
  return true;
}

// The index has the time of a file that a restart found, and a copied folder has other times than ours: what the head
// says counts. Puts both right.
bool Store::lives_longer(const Index::Place& place) {
  const auto opened = open_entry(place.ns, place.hash, false);
  if (!opened || opened->head_.expired(clock.now())) return false;
  const timespec times[] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, file_time(opened->head_.expires)};
  (void)futimens(opened->file_.get(), times);  // if it fails, the next restart comes by here again
  index.put({place.ns, place.hash, place.bytes,
             opened->head_.expires ? opened->head_.expires->time_since_epoch().count() : 0});
  return true;
}

bool Store::remove_dead(const Index::Place& place, bool heads) {
  const std::int64_t now = clock.now().time_since_epoch().count();
  const EntryPath path(place.ns, place.hash);
  if (heads) {
    const auto opened = open_entry(place.ns, place.hash, false);
    if (!opened && opened.error().kind == Fault::Damaged) {
      return quarantine(place.ns, place.hash, opened.error().seen);
    }
    if (opened && why_dead(place.ns, opened->head_) != Miss::Invalidated) heads = false;
  }
  const std::lock_guard guard(key_lock(place.hash));
  const auto still = index.find(place.ns, place.hash);
  if (!still) return false;
  const bool expired = still->expires != 0 && still->expires <= now;
  if (!expired && heads) {  // what was read above may have been replaced since
    const auto opened = open_entry(place.ns, place.hash, false);
    heads = !opened || why_dead(place.ns, opened->head_) == Miss::Invalidated;
  }
  if (!expired && !heads) return false;
  if (expired && lives_longer(*still)) return false;
  take_away(path);
  index.erase(place.ns, place.hash);
  counters.evictions[static_cast<std::size_t>(expired ? Evicted::Expired : Evicted::Invalidated)].add();
  return true;
}

}  // namespace tenstone::file_cache
