// What both answers to exercise 02 work with.
#pragma once
#include <string>
#include <vector>

namespace exercise {

inline constexpr int kEverybody = 100'000;  // points: thousandths of a percent

// The points `from` to `to` - 1 get `variant`. Whoever has a point outside of all ranges gets the rest.
struct Range {
  std::string variant;
  int from = 0, to = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

inline int share_of(const std::vector<Range>& ranges, const std::string& variant) {
  int points = 0;
  for (const Range& range : ranges)
    if (range.variant == variant) points += range.to - range.from;
  return points;
}

}  // namespace exercise
