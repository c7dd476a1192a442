// The compiled versions that a process keeps.
#pragma once
#include <compare>
#include <list>
#include <map>
#include <mutex>
#include <string>

#include "tenstone/schemas/registry.hpp"

namespace tenstone::schemas {

// The ones that were used last. Safe on every loop at once: its lock is held for a look into a map, never while
// something is compiled.
// Invariant: as many entries as places, and bytes_ is their sum; both within their limits, unless there is one entry.
class CompiledVersions {
 public:
  struct Key {
    Uuid org;
    std::string name;
    int version;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  CompiledVersions(std::size_t most, std::size_t most_bytes) : most_(most), most_bytes_(most_bytes) {}

  CompiledVersionPtr find(const Key& key);  // nullptr: it is not kept
  void keep(Key key, CompiledVersionPtr version, std::size_t bytes);

 private:
  struct Entry {
    Key key;
    CompiledVersionPtr version;
    std::size_t bytes;
  };
  const std::size_t most_, most_bytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // used last: first
  std::map<Key, std::list<Entry>::iterator> places_;
  std::size_t bytes_ = 0;
};

}  // namespace tenstone::schemas
