// An age below zero is no age: the clock that wrote it was wrong, or this one is.
#pragma once
#include "../entry.hpp"

namespace solution {

inline bool is_fresh(const exercise::Entry& entry, exercise::Time now) {
  const auto age = now - entry.created;
  return !entry.ttl || (age >= exercise::seconds(0) && age < *entry.ttl);
}

}  // namespace solution
