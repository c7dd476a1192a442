// The cache itself, behind FileCache, Hit and Writer. Its parts, each in a file:
//   store.cpp        counts, quarantine, purges     store_read.cpp   get, try_get, blocks of large bodies
//   store_write.cpp  put, begin, commit, remove     store_room.cpp   bounds, eviction, free disk
//   loader, sweeper, walk: background work and lists
#pragma once
#include <array>
#include <mutex>

#include "draft.hpp"
#include "folder.hpp"
#include "index.hpp"
#include "purge_log.hpp"
#include "quarantine.hpp"
#include "tenstone/file_cache/cache.hpp"

namespace tenstone::file_cache {

enum class Evicted : std::uint8_t { Size, Disk, Expired, Invalidated };

// Numbers for people; each is counted once, and stats() reads them from here, too.
struct Counters {
  explicit Counters(metrics::Registry& registry);
  metrics::Counter hits, quarantined;
  std::array<metrics::Counter, 4> misses, evictions;  // by Miss and Evicted
};

class Store {
 public:
  Store(Options options, const Clock& clock, logging::Logger log, metrics::Registry& registry);

  // ---- As in FileCache.
  std::expected<Hit, Miss> get(std::string_view ns, std::string_view key);
  std::optional<std::expected<Hit, Miss>> try_get(std::string_view ns, std::string_view key);
  Result<Stored> put(std::string_view ns, std::string_view key, std::string_view body, PutOptions options);
  Result<Writer> begin(std::string_view ns, std::string_view key, std::uint64_t size, PutOptions options);
  Result<bool> remove(std::string_view ns, std::string_view key, const Condition& condition);
  Result<void> purge(std::string_view ns, const Purge& purge);
  Stats stats() const;
  bool knows(std::string_view ns, std::string_view key) const;

  // ---- For Hit and Writer.
  Result<std::string_view> read_block(Hit& hit, std::size_t index, std::string& buffer);
  Result<Stored> publish(const Draft& draft, TemporaryFile& file, std::uint64_t body_hash);

  // ---- For what reads, checks or removes many.
  struct Fault {
    enum Kind : std::uint8_t { Absent, Damaged, WouldWait } kind;
    std::optional<FileStamp> seen = {};  // of the file that is damaged, when it could be opened
  };
  // Opens an entry's file and verifies its head, and its body if that is small and wanted. Counts nothing.
  std::expected<Hit, Fault> open_entry(std::string_view ns, const KeyHash& hash, bool body, Wait wait = Wait::Yes);
  std::optional<Miss> why_dead(std::string_view ns, const Head& head) const;
  // Moves the file of a damaged entry away, if it is still the one that was `seen`; nullopt: if it is no file at all.
  // False: it is not, so that nothing is known to be damaged.
  bool quarantine(std::string_view ns, const KeyHash& hash, std::optional<FileStamp> seen);
  // Removes what is expired (by its file's time) or, when `heads` are to be read, invalidated. True: it was.
  bool remove_dead(const Index::Place& place, bool heads);
  bool evict(Evicted reason);  // the next victim. False: there is none.
  bool disk_short();           // fewer bytes free than min_free_bytes, by a fresh look
  std::mutex& key_lock(const KeyHash& hash) { return key_locks_[hash.high % key_locks_.size()]; }

  const Options options;
  const Clock& clock;
  logging::Logger log;
  Folder folder;
  Counters counters;
  PurgeLog purges;
  Index index;

 private:
  friend class Reservation;
  friend class Writer;
  std::expected<Hit, Miss> judge(std::expected<Hit, Fault> opened, std::string_view ns, std::string_view key,
                                 const KeyHash& hash);
  Miss missed(Miss why) const;
  void forget_absent(std::string_view ns, const KeyHash& hash);
  std::optional<Fault::Kind> read_entry(Hit& hit, bool body, Wait wait) const;
  Result<Draft> draft(std::string_view ns, std::string_view key, std::uint64_t size, PutOptions options) const;
  static bool write_whole(const Draft& draft, const TemporaryFile& file, std::string_view body,
                          std::uint64_t& body_hash);
  std::optional<std::string> standing(std::string_view ns, const KeyHash& hash, std::string_view key);
  bool stands(const Draft& draft);
  Result<void> make_room(std::uint64_t bytes);
  void evict_some(std::uint64_t bytes);
  std::uint64_t free_bytes(bool fresh);
  bool rename_into_place(const EntryPath& path, TemporaryFile& file, bool replaces);
  bool lives_longer(const Index::Place& place);
  bool take_away(const EntryPath& path);  // the file becomes a spare. False: errno says why.

  Quarantine quarantine_;
  std::array<std::mutex, 256> key_locks_;  // taken before the locks of index, purges and quarantine
  std::mutex disk_mutex_;                  // guards the two below
  std::chrono::steady_clock::time_point disk_seen_{};
  std::uint64_t disk_free_ = 0;
  std::atomic<bool> disk_full_ = false;  // since a write failed, until there are free bytes for the next one
  std::vector<metrics::Registry::Watch> watches_;
};

}  // namespace tenstone::file_cache
