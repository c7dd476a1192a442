// Work on many entries, in slices.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "store.hpp"

namespace tenstone::file_cache {

// Finds the entries of the folder. First all folders are read, then the entries go into the index in the order in which
// they were stored (the time of the file's last change, which its rename set). One thread at a time.
class Loader {
 public:
  explicit Loader(Store& store) : store_(store) {}
  bool slice(std::size_t files);  // true: there are more

 private:
  struct Found {
    std::uint32_t ns;  // in namespaces_
    KeyHash hash;
    std::uint64_t bytes;
    std::int64_t expires, changed_ns;
  };
  enum class Phase : std::uint8_t { Begin, Scan, Insert, Done } phase_ = Phase::Begin;
  bool next_shard();
  void look_at(const std::string& name);
  void insert(std::size_t count);

  Store& store_;
  std::vector<std::string> namespaces_, shards_, names_;  // the latter two are still to be looked at, from the back
  std::uint32_t ns_ = 0;
  std::string shard_;
  Fd folder_;
  std::vector<Found> found_;
};

// Removes what is dead, and keeps the bounds. One thread at a time.
class Sweeper {
 public:
  explicit Sweeper(Store& store) : store_(store) {}
  SweepStep slice();

 private:
  void begin_round();
  std::size_t evict_down(std::size_t limit);

  Store& store_;
  bool in_round_ = false;
  std::size_t place_ = 0;
  // The newest purge of each namespace: at the start of this round, and what the rounds before have seen to.
  std::map<std::string, std::uint64_t, std::less<>> purged_, swept_;
};

Result<Page> list_entries(Store& store, std::string_view ns, std::string_view prefix, std::string_view cursor,
                          std::size_t limit);
Result<VerifyStep> verify_entries(Store& store, std::string_view cursor);

}  // namespace tenstone::file_cache
