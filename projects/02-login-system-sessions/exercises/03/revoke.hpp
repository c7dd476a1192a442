// Exercise 03: a late writer.
//
// A check found no copy, and reads the session from the database. Then the session is revoked: in the database, and
// here. Only now does the check come back and put its copy, which says that the session holds. Here it is believed: a
// session that was signed out opens for kCopyLife again, and may be put again by whoever was slower still.
//
// Change these so that no find() after revoke() says Holds, however late a put() comes (kLate), and that a tombstone
// does not stand for ever: it is removed, by find() too, when it cannot matter any more. Nor is a copy believed for
// longer than the session holds.
#pragma once
#include <algorithm>

#include "cache.hpp"

namespace stub {

// Of a session that the database says holds until `ends_at`.
inline void put(exercise::Cache& cache, const std::string& hash, exercise::Time ends_at, exercise::Time now) {
  cache.copies[hash] = std::max(ends_at, now + exercise::kCopyLife);
}

inline void revoke(exercise::Cache& cache, const std::string& hash, exercise::Time) { cache.copies.erase(hash); }

inline exercise::Answer find(exercise::Cache& cache, const std::string& hash, exercise::Time now) {
  const auto copy = cache.copies.find(hash);
  return copy != cache.copies.end() && now < copy->second ? exercise::Answer::Holds : exercise::Answer::Unknown;
}

}  // namespace stub
