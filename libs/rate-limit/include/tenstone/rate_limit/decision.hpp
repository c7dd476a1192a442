#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace tenstone::rate_limit {

// Of one policy about one request.
struct Decision {
  bool allowed = true;
  std::int64_t remaining = 0;                // what may still be used at once
  std::chrono::microseconds retry_after{0};  // denied: until it would be allowed
  std::chrono::microseconds next_unit{0};    // until `remaining` grows; zero: it is full
  bool shadow_denied = false;                // of a shadow policy, which allows: it would have denied

  friend bool operator==(const Decision&, const Decision&) = default;
};

// Of several policies: one that denies denies for all, and then nothing was used of any.
struct Verdict {
  std::vector<Decision> each;  // in the order of the policies; one that is open while Redis is away is full
  // The subject is blocked for so long yet, whatever the policies say. Nothing was used.
  std::optional<std::chrono::microseconds> blocked = {};

  bool allowed() const { return !blocked && std::ranges::all_of(each, &Decision::allowed); }
  std::chrono::microseconds retry_after() const {
    std::chrono::microseconds longest = blocked.value_or(std::chrono::microseconds(0));
    for (const Decision& one : each) longest = std::max(longest, one.retry_after);
    return longest;
  }
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace tenstone::rate_limit
