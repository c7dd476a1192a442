// Splits: each unit (a user, an organisation) gets one of several variants, by a hash and stored ranges. Pure.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/flags/rollout.hpp"

namespace tenstone::flags {

inline constexpr std::size_t kMaxRanges = 1'000;

// The points `from` to `to` - 1 get `variant`. Points are thousandths of a percent: 0 to kEverybody - 1.
struct Range {
  std::string variant;
  int from = 0, to = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

// Invariants of a split that was checked: the ranges are in order, none is empty, none overlaps another, none names
// `rest`; there are kMaxRanges at most.
struct Split {
  std::string by = "targetingKey";  // path of the attribute whose value is the unit
  std::string salt;                 // "": the flag's
  std::vector<Range> ranges;
  std::string rest;  // variant of all points outside of the ranges, and of a context without a unit

  friend bool operator==(const Split&, const Split&) = default;
};

// The unit's point: murmur3-32 of `salt`, a NUL and `unit`, scaled to 0 … kEverybody - 1. Two salts divide people
// differently. The name of the flag has no part in it.
int point_of(std::string_view salt, std::string_view unit);

// Thousandths of a percent of `variant`, which is not `rest`.
int share_of(const Split& split, std::string_view variant);

// The split with these shares (thousandths of a percent). A variant that is not among them loses its ranges; `rest`
// keeps what remains. It moves as few units as possible: each variant that shrinks gives away the end of its last
// range; each one that grows takes these points first, then those of the rest, and of both first what lies behind its
// own ranges. So growing one variant from the rest moves nobody else.
//
// Error: weights_invalid (a negative share, a sum above 100 %, a share of `rest`, more than kMaxRanges ranges).
Result<Split> with_shares(Split split, const std::map<std::string, int>& shares);

}  // namespace tenstone::flags
