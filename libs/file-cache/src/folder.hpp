// The folder of a cache on disk, taken by this process:
//
//   CACHEDIR.TAG  cache.json  lock  purges  e/<namespace>/<2 hex>/<30 hex>  tmp/<random>  quarantine/
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "spares.hpp"
#include "system.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/core/fd.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {

// "<namespace>/<2 hex>/<30 hex>", without an allocation.
class EntryPath {
 public:
  EntryPath(std::string_view ns, const KeyHash& hash);
  const char* c_str() const { return text_; }
  const char* name() const { return name_; }  // within its shard
  std::string shard() const { return {text_, static_cast<std::size_t>(name_ - 1 - text_)}; }

 private:
  char text_[kMaxNamespaceBytes + 1 + 3 + 30 + 1];
  const char* name_;
};

class Folder {
 public:
  // Makes it if it is missing, takes its lock, empties tmp/. Throws Failure cache_folder_foreign, cache_in_use,
  // cache_folder_unusable. `is_new`: nothing was cached here before.
  Folder(const std::filesystem::path& path, Time now);

  const std::filesystem::path& path() const { return path_; }
  bool is_new() const { return new_; }
  // How often the log of purges was lost. It stands in cache.json, so that what was purged then stays dead.
  std::uint64_t epoch() const { return epoch_; }
  void next_epoch(Time now);  // durable when it returns; throws Failure cache_io
  int root() const { return root_.get(); }
  int entries() const { return entries_.get(); }
  int temporary() const { return temporary_.get(); }
  int quarantine() const { return quarantine_.get(); }

  std::string temporary_name();  // a new one in each call
  Spares& spares() { return spares_; }
  // The folder of an entry's file, made if it is missing and `make`. Not open: errno says why.
  Fd shard(const EntryPath& entry, bool make) const;
  std::vector<std::string> namespaces() const;  // that have a folder, sorted

 private:
  void refuse_foreign() const;
  void take_lock();
  void lay_out(Time now);
  void describe(Time now);
  void put_file(const char* name, std::string_view text);
  void try_rename() const;
  void empty_temporary() const;

  std::filesystem::path path_;
  bool new_ = false;
  std::uint64_t epoch_ = 0;
  Fd root_, lock_, entries_, temporary_, quarantine_;
  Spares spares_;
  std::string random_;
  std::atomic<std::uint64_t> next_ = 0;
};

// The names in a folder but "." and "..", in no order. Throws Failure cache_io.
std::vector<std::string> names_in(int folder, const char* path);
bool is_shard_name(std::string_view name);  // 2 hex digits

}  // namespace tenstone::file_cache
