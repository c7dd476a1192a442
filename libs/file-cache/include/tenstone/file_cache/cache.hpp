// A cache of files: each entry is one file, which is there whole or not at all.
#pragma once
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/file_cache/errors.hpp"
#include "tenstone/file_cache/hit.hpp"
#include "tenstone/file_cache/purges.hpp"
#include "tenstone/file_cache/writer.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"

namespace tenstone::file_cache {

// What an entry is written through to the disk with, before it can be seen. Without any, a loss of power may leave
// damaged entries, which are misses.
enum class Sync : std::uint8_t {
  None,
  Data,  // fdatasync of the file
  Full,  // fsync of the file and of its folder
};

struct Options {
  std::filesystem::path folder;                      // of its own; made if missing
  std::uint64_t max_bytes = std::uint64_t{1} << 30;  // on disk, in whole pages of 4 KiB
  std::uint64_t max_entries = 1'000'000;
  std::uint64_t max_entry_bytes = std::uint64_t{512} << 20;  // of a body
  std::uint64_t min_free_bytes = std::uint64_t{256} << 20;   // that the disk must keep
  Sync sync = Sync::None;
  std::chrono::milliseconds sweep_every = std::chrono::seconds(60);  // AsyncCache: from one round to the next
};

// One entry in a list.
struct Listed {
  std::string key, content_type, etag;
  std::vector<std::string> tags;
  std::uint64_t size = 0;
  Time created{};
  std::optional<Time> expires;
};

struct Page {
  std::vector<Listed> entries;
  std::string next;  // the cursor of the next page; "": this was the last
};

struct Stats {
  struct Share {
    std::uint64_t entries = 0, bytes = 0;
  };
  Share total;
  std::map<std::string, Share> namespaces;
  std::uint64_t reserved = 0;  // bytes of entries that are being written
  std::uint64_t hits = 0, quarantined = 0, marks = 0;
  std::map<std::string, std::uint64_t> misses, evictions;  // by reason
  bool loading = false;                                    // the numbers of entries and bytes still grow
};

// What one slice of background work did.
struct SweepStep {
  std::size_t removed = 0;
  bool more = false;  // false: the round is complete
};
struct VerifyStep {
  std::size_t checked = 0, corrupt = 0;
  std::string next;  // where the next slice begins; "": all was checked
};

// Entries by namespace and key, on disk, with a bound of bytes and entries (SIEVE), times to live, and invalidation in
// constant time. One process at a time works on a folder.
//
// Every call may come from any thread. All but try_get(), knows() and stats() BLOCK on the disk: on a loop they go
// through the blocking pool (async_cache.hpp). Errors that every call with a namespace or a key returns:
// invalid_cache_namespace, invalid_cache_key. What the disk refuses for other reasons than space is thrown as Failure
// cache_io.
class FileCache {
 public:
  // Takes the folder and removes what a dead writer left. `clock`, `registry` must outlive the cache.
  // Throws Failure: cache_in_use (names the process, as far as known), cache_folder_foreign, cache_folder_unusable.
  FileCache(Options options, const Clock& clock, logging::Logger log, metrics::Registry& registry);
  ~FileCache();
  FileCache(const FileCache&) = delete;

  // ---- One entry. A key that is not allowed is Absent to get().
  std::expected<Hit, Miss> get(std::string_view ns, std::string_view key);
  // get() without waiting for the disk, for loops. nullopt: it would wait (or quarantine), so call get() on a thread.
  std::optional<std::expected<Hit, Miss>> try_get(std::string_view ns, std::string_view key);
  // Errors: also those of begin() and Writer.
  Result<Stored> put(std::string_view ns, std::string_view key, std::string_view body, PutOptions options = {});
  // For a body that comes in pieces. Reserves its bytes, evicts if need be.
  // Errors: cache_entry_too_large, insufficient_storage, invalid_cache_tag, invalid_cache_ttl,
  // invalid_cache_content_type.
  Result<Writer> begin(std::string_view ns, std::string_view key, std::uint64_t size, PutOptions options = {});
  // False: there was none that could be read. Error: cache_precondition_failed.
  Result<bool> remove(std::string_view ns, std::string_view key, Condition condition = {});

  // ---- Many.
  // Durable, then in force: when it returns, what it names is a miss, after a crash as well. Also what was begun before
  // and is committed later. Errors: invalid_purge, invalid_cache_tag, insufficient_storage (then nothing is purged).
  Result<void> purge(std::string_view ns, const Purge& purge);
  // Entries that can be read, in the order of their keys' hashes. A page may have fewer than `limit` (1 to 1,000), even
  // none, and still a next one: each call looks at 2,000 files at most. Error: invalid_cache_cursor.
  Result<Page> list(std::string_view ns, std::string_view prefix, std::string_view cursor, std::size_t limit);
  Stats stats() const;
  const Options& options() const;
  const Clock& clock() const;
  // Whether such an entry was stored and is not expired, without a look at the disk and without being counted.
  bool knows(std::string_view ns, std::string_view key) const;

  // ---- Background work, in slices; AsyncCache calls these. One thread at a time for each of them.
  // Finds the entries of the folder after a start: until then lookups work, and nothing is evicted that is not known.
  // At most `files` files. True: there are more.
  bool load_slice(std::size_t files = 1000);
  void load();  // all slices
  // Removes expired and invalidated entries, and evicts to 95 % of the bounds when they were reached: at most 200 files
  // or 50 ms.
  SweepStep sweep_slice();
  // Reads and checks entries from `cursor` on ("": from the start), at most 200 files or 16 MiB; what is damaged goes
  // to quarantine. Error: invalid_cache_cursor.
  Result<VerifyStep> verify_slice(std::string_view cursor);

  const logging::Logger& log() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace tenstone::file_cache
