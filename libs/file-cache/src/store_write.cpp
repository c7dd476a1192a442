#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "file_time.hpp"
#include "hashing.hpp"
#include "writer_state.hpp"

namespace tenstone::file_cache {
namespace {

Error no_space_or_throw(std::string_view doing, std::string_view path) {
  if (!out_of_space(errno)) fail(doing, path);
  return {kInsufficientStorage, {}, std::strerror(errno)};
}

}  // namespace

TemporaryFile::TemporaryFile(Folder& folder) : folder_(folder) {
  Spares::Spare spare = folder.spares().take();
  name_ = spare.file ? std::move(spare.name) : folder.temporary_name();
  file_ = std::move(spare.file);
  size_ = spare.size;
  if (!file_)
    file_ = Fd(openat(folder.temporary(), name_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  there_ = static_cast<bool>(file_);
}

TemporaryFile::~TemporaryFile() {
  const int reason = errno;  // which the caller still reports
  if (there_) unlinkat(folder_.temporary(), name_.c_str(), 0);
  file_ = Fd();
  errno = reason;
}

Result<Draft> Store::draft(std::string_view ns, std::string_view key, std::uint64_t size, PutOptions given) const {
  Draft draft{.ns = std::string(ns),
              .key = std::string(key),
              .hash = hash_key(key),
              .meta = {.content_type = std::move(given.content_type), .tags = std::move(given.tags)},
              .body_size = size,
              .generation = purges.generation(),
              .created = clock.now(),
              .expires = {},
              .condition = std::move(given.condition)};
  if (const auto fits = check_namespace(ns); !fits) return fits.error();
  if (const auto fits = check_key(key); !fits) return fits.error();
  if (const auto fits = check_meta(draft.meta); !fits) return fits.error();
  if (given.ttl && (*given.ttl < std::chrono::seconds(1) || *given.ttl > kMaxTtl)) return kInvalidCacheTtl;
  if (given.ttl) draft.expires = draft.created + *given.ttl;
  if (size > options.max_entry_bytes || on_disk(body_offset(draft.entry()) + size) > options.max_bytes)
    return kCacheEntryTooLarge;
  return draft;
}

bool Store::write_whole(const Draft& draft, const TemporaryFile& file, std::string_view body,
                        std::uint64_t& body_hash) {
  thread_local std::string head;
  body_hash = encode_head(draft.entry(), body, head);
  return file.file() >= 0 && write_two(file.file(), head, body);
}

Result<Stored> Store::put(std::string_view ns, std::string_view key, std::string_view body, PutOptions given) {
  const auto draft = this->draft(ns, key, body.size(), std::move(given));
  if (!draft) return draft.error();
  const std::uint64_t bytes = on_disk(body_offset(draft->entry()) + body.size());
  if (const auto room = make_room(bytes); !room) return room.error();
  const Reservation reservation(*this, bytes);
  for (int attempt = 1;; ++attempt) {
    TemporaryFile file(folder);
    std::uint64_t hash = 0;
    Result<Stored> stored = write_whole(*draft, file, body, hash)
                                ? publish(*draft, file, hash)
                                : Result<Stored>(no_space_or_throw("write", "an entry"));
    if (stored || !stored.error().is(kInsufficientStorage)) return stored;
    if (attempt == 2) {
      disk_full_ = true;
      return stored;
    }
    evict_some(bytes);
  }
}

Result<Stored> Store::publish(const Draft& draft, TemporaryFile& file, std::uint64_t body_hash) {
  const std::uint64_t size = body_offset(draft.entry()) + draft.body_size;
  if (file.size() > size && ftruncate(file.file(), static_cast<off_t>(size)) != 0)
    return no_space_or_throw("write", file.name());
  const bool synced =
      options.sync == Sync::None || (options.sync == Sync::Data ? fdatasync(file.file()) : fsync(file.file())) == 0;
  const timespec times[] = {{.tv_sec = 0, .tv_nsec = UTIME_OMIT}, file_time(draft.expires)};
  if (!synced || futimens(file.file(), times) != 0) return no_space_or_throw("write", file.name());
  const EntryPath path(draft.ns, draft.hash);
  const std::lock_guard guard(key_lock(draft.hash));
  Stored stored{.replaced = false, .etag = Head{.body_hash = body_hash}.etag()};
  if (draft.condition) {
    const auto etag = standing(draft.ns, draft.hash, draft.key);
    if (!draft.condition(etag ? std::optional<std::string_view>(*etag) : std::nullopt)) return kCachePreconditionFailed;
    stored.replaced = etag.has_value();
  } else {
    stored.replaced = stands(draft);
  }
  if (purges.kills(draft.ns, draft.head())) return stored;  // since the writing began; what stands there may be newer
  const bool replaces = index.find(draft.ns, draft.hash).has_value();
  if (!rename_into_place(path, file, replaces)) return no_space_or_throw("publish", path.c_str());
  index.put({draft.ns, draft.hash, on_disk(size), draft.expires ? draft.expires->time_since_epoch().count() : 0});
  if (options.sync == Sync::Full) {
    const Fd folder_of_it = open_below(folder.entries(), path.shard().c_str(), O_RDONLY | O_DIRECTORY);
    if (!folder_of_it || fsync(folder_of_it.get()) != 0) fail("sync", path.c_str());
  }
  return stored;
}

// At once in either way: one file stands there before and the other after. `replaces`: the old file, which changes
// places with the new one, becomes a spare.
bool Store::rename_into_place(const EntryPath& path, TemporaryFile& file, bool replaces) {
  const Fd shard = folder.shard(path, true);
  if (!shard) return false;
  // [snippet:rename]
  const auto rename_by = [&](unsigned how) {
    return renameat2(folder.temporary(), file.name(), shard.get(), path.name(), how) == 0;
  };
  const bool exchanged = replaces && rename_by(RENAME_EXCHANGE);
  if (!exchanged && !rename_by(0)) return false;
  file.published();
  // [/snippet:rename]
  if (exchanged) folder.spares().give(folder.temporary(), file.name());
  return true;
}

// The ETag of an entry that can be read.
std::optional<std::string> Store::standing(std::string_view ns, const KeyHash& hash, std::string_view key) {
  const auto opened = open_entry(ns, hash, false);
  if (!opened || opened->head().key != key || why_dead(ns, opened->head())) return std::nullopt;
  return opened->etag();
}

// Whether there is such an entry; without reading it, if that is known.
bool Store::stands(const Draft& draft) {
  const auto place = index.find(draft.ns, draft.hash);
  if (!place && !index.loading()) return false;
  if (place && place->expires != 0 && place->expires <= clock.now().time_since_epoch().count()) return false;
  if (place && purges.newest(draft.ns) == 0) return true;
  return standing(draft.ns, draft.hash, draft.key).has_value();
}

Result<bool> Store::remove(std::string_view ns, std::string_view key, const Condition& condition) {
  if (const auto fits = check_namespace(ns); !fits) return fits.error();
  if (const auto fits = check_key(key); !fits) return fits.error();
  const KeyHash hash = hash_key(key);
  const std::lock_guard guard(key_lock(hash));
  const auto etag = standing(ns, hash, key);
  if (condition && !condition(etag ? std::optional<std::string_view>(*etag) : std::nullopt))
    return kCachePreconditionFailed;
  const EntryPath path(ns, hash);
  if (!take_away(path) && errno != ENOENT) fail("remove", path.c_str());
  index.erase(ns, hash);
  return etag.has_value();
}

}  // namespace tenstone::file_cache
