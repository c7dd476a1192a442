// A tombstone goes before every copy, and outlives each that a late writer may still put: it can be put kLate after the
// revocation, and is believed for kCopyLife from then.
#pragma once
#include <algorithm>

#include "../cache.hpp"

namespace solution {

inline void put(exercise::Cache& cache, const std::string& hash, exercise::Time ends_at, exercise::Time now) {
  cache.copies[hash] = std::min(ends_at, now + exercise::kCopyLife);
}

inline void revoke(exercise::Cache& cache, const std::string& hash, exercise::Time now) {
  cache.tombstones[hash] = now + exercise::kLate + exercise::kCopyLife;
  cache.copies.erase(hash);
}

inline exercise::Answer find(exercise::Cache& cache, const std::string& hash, exercise::Time now) {
  if (const auto tombstone = cache.tombstones.find(hash); tombstone != cache.tombstones.end()) {
    if (now < tombstone->second) return exercise::Answer::Revoked;
    cache.tombstones.erase(tombstone);
  }
  const auto copy = cache.copies.find(hash);
  return copy != cache.copies.end() && now < copy->second ? exercise::Answer::Holds : exercise::Answer::Unknown;
}

}  // namespace solution
