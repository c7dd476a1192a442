#include "compiled_versions.hpp"

namespace tenstone::schemas {

CompiledVersionPtr CompiledVersions::find(const Key& key) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, place->second);
  return place->second->version;
}

void CompiledVersions::keep(Key key, CompiledVersionPtr version, std::size_t bytes) {
  std::list<Entry> dropped;  // they go after the lock
  const std::scoped_lock lock(mutex_);
  if (places_.contains(key)) return;
  entries_.push_front({key, std::move(version), bytes});
  places_.emplace(std::move(key), entries_.begin());
  bytes_ += bytes;
  while (entries_.size() > 1 && (entries_.size() > most_ || bytes_ > most_bytes_)) {
    bytes_ -= entries_.back().bytes;
    places_.erase(entries_.back().key);
    dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
  }
}

}  // namespace tenstone::schemas
