// Exercise 01: who is in a share.
//
// A rollout of 20 % has to pick the same fifth of all users each time, in every process, and without a list of them. So
// a user's point is computed: a hash of the rollout's salt and of the user. in_share() is what many write first. It has
// these faults:
//
//   - Nobody can be in a share of 0 %, and everybody is in one of 100 %: with `<=` one percent is in at 0 %.
//   - A point is a whole percent, so 0.1 % of the users, which is where a careful rollout begins, cannot be had.
//   - Salt and unit stand one behind the other: "shop" with the user "1mia" and "shop1" with "mia" get one point.
//
// Change point() so that it hashes the salt, a NUL byte and the unit, and scales the hash to 0 … kEverybody - 1 by
// floor(hash · kEverybody / 2^32). The page computes the same in JavaScript, so every point must be exact. Change
// in_share() so that exactly `share` of the kEverybody points are in, the lowest ones: a share that grows loses nobody.
#pragma once
#include <string>
#include <string_view>

#include "hash.hpp"

namespace stub {

inline int point(std::string_view salt, std::string_view unit) {
  return static_cast<int>(exercise::hash(std::string(salt) + std::string(unit)) % 100) * 1'000;
}

// `share`: thousandths of a percent, 0 to kEverybody.
inline bool in_share(std::string_view salt, std::string_view unit, int share) { return point(salt, unit) <= share; }

}  // namespace stub
