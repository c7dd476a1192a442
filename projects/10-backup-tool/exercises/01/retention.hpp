// Exercise 01: the last good copy.
//
// This keeps the newest versions and forgets all others. After some versions that cannot be restored, the last one that
// can is forgotten too. Change to_forget() so that a version stays if one of these keeps it:
//
// - it is pinned;
// - it is the newest version that was drilled;
// - it is one of the `last` newest versions;
// - it is the newest version of a day (UTC), and this day is one of the `daily` newest days that have versions. A day
//   without versions does not count, so nothing is lost while the machine is off.
//
// A policy that is all 0 was forgotten by somebody: it removes nothing.
#pragma once
#include <algorithm>
#include <functional>

#include "version.hpp"

namespace stub {

// The numbers of the versions that go, in ascending order. The versions come in any order.
inline std::vector<std::uint64_t> to_forget(std::span<const exercise::Version> versions,
                                            const exercise::Policy& policy) {
  std::vector<exercise::Version> all(versions.begin(), versions.end());
  std::ranges::sort(all, std::greater(), &exercise::Version::number);
  std::vector<std::uint64_t> going;
  for (std::size_t i = policy.last; i < all.size(); ++i) going.insert(going.begin(), all[i].number);
  return going;
}

}  // namespace stub
