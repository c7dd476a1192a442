#include "tenstone/flags/split.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "murmur3.hpp"

namespace tenstone::flags {
namespace {

constexpr std::string_view kFreed;  // "": no variant has this name

// All points, in order and without gaps: the ranges, and those of the rest.
std::vector<Range> with_rest(const Split& split) {
  std::vector<Range> all;
  int end = 0;
  for (const Range& range : split.ranges) {
    if (range.from > end) all.push_back({split.rest, end, range.from});
    all.push_back(range);
    end = range.to;
  }
  if (end < kEverybody) all.push_back({split.rest, end, kEverybody});
  return all;
}

// Frees the last points of `variant`.
void shrink(std::vector<Range>& all, std::string_view variant, int by) {
  for (std::size_t i = all.size(); i-- > 0 && by > 0;) {
    Range& range = all[i];
    if (range.variant != variant) continue;
    const int to = range.to, taken = std::min(by, to - range.from);
    by -= taken;
    if (range.from == to - taken) {
      range.variant = kFreed;
    } else {
      range.to -= taken;
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(i) + 1, {std::string(kFreed), to - taken, to});
    }
  }
}

// Gives up to `more` points of `from` to `variant`: those behind its own ranges, or any, the lowest first.
void grow(std::vector<Range>& all, const std::string& variant, std::string_view from, bool behind_own, int& more) {
  for (std::size_t i = 0; i < all.size() && more > 0; ++i) {
    Range& range = all[i];
    if (range.variant != from || (behind_own && (i == 0 || all[i - 1].variant != variant))) continue;
    const int start = range.from, taken = std::min(more, range.to - start);
    more -= taken;
    if (range.to == start + taken) {
      range.variant = variant;
    } else {
      range.from += taken;
      all.insert(all.begin() + static_cast<std::ptrdiff_t>(i), {variant, start, start + taken});
    }
  }
}

// Without those of the rest; neighbours of one variant are one.
std::vector<Range> without_rest(std::vector<Range> all, std::string_view rest) {
  std::vector<Range> ranges;
  for (Range& range : all) {
    if (range.variant == rest || range.variant == kFreed) continue;
    if (!ranges.empty() && ranges.back().to == range.from && ranges.back().variant == range.variant)
      ranges.back().to = range.to;
    else
      ranges.push_back(std::move(range));
  }
  return ranges;
}

}  // namespace

// [snippet:point]
int point_of(std::string_view salt, std::string_view unit) {
  return point_of_hash(Murmur3().add(salt).add(kSaltEnd).add(unit).finish());
}
// [/snippet:point]

int share_of(const Split& split, std::string_view variant) {
  int share = 0;
  for (const Range& range : split.ranges)
    if (range.variant == variant) share += range.to - range.from;
  return share;
}

Result<Split> with_shares(Split split, const std::map<std::string, int>& shares) {
  int sum = 0;
  for (const auto& [variant, share] : shares) {
    if (variant == split.rest)
      return Error(kWeightsInvalid, fmt::format("The rest goes to {}: leave its share out", variant));
    if (variant.empty() || share < 0 || share > kEverybody - sum) return kWeightsInvalid;
    sum += share;
  }
  const auto wanted = [&](const std::string& variant) {
    const auto found = shares.find(variant);
    return found == shares.end() ? 0 : found->second;
  };
  std::map<std::string, int> have;
  for (const Range& range : split.ranges) have[range.variant] += range.to - range.from;
  std::vector<Range> all = with_rest(split);
  for (const auto& [variant, share] : have) shrink(all, variant, share - wanted(variant));
  for (const auto& [variant, share] : shares) {
    int more = share - have[variant];
    for (const std::string_view from : {kFreed, std::string_view(split.rest)})
      for (const bool behind_own : {true, false}) grow(all, variant, from, behind_own, more);
  }
  split.ranges = without_rest(std::move(all), split.rest);
  if (split.ranges.size() > kMaxRanges)
    return Error(kWeightsInvalid, fmt::format("The split would have more than {} ranges", kMaxRanges));
  return split;
}

}  // namespace tenstone::flags
