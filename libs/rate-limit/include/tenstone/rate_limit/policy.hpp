// How often somebody may do something.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/error.hpp"

namespace tenstone::rate_limit {

enum class Algorithm : std::uint8_t {
  Gcra,     // smooth: a unit comes back every window/limit, and up to `burst` of them may be used at once
  Fixed,    // a counter that starts again when its window is over: twice the limit around a window's end
  Strict,   // GCRA that never allows more than its limit in any window: `burst` at once, the rest spread over it
  Sliding,  // two counters, the one before weighted by what is left of it
  Log,      // the time of each unit: exact, and as large as its limit
};

// What holds while Redis, where the counting is shared, is away.
enum class WhenAway : std::uint8_t {
  Local,   // each process counts for itself: as many times the limit as there are processes, never without one
  Open,    // everything is allowed
  Closed,  // nothing is: temporary_reduced_capacity
};

struct Policy {
  std::string name;  // printable ASCII without '"' and '\': it stands in headers and keys
  Algorithm algorithm = Algorithm::Gcra;
  std::int64_t limit = 60;  // in each window, above 0
  std::chrono::seconds window{60};
  std::int64_t burst = 60;  // Gcra: at once, above 0
  WhenAway when_away = WhenAway::Local;
  bool shadow = false;  // counts and says what it would do, and denies nothing

  // Gcra: how long a unit takes to come back. Rounded up, so that a rate is never exceeded for rounding.
  std::chrono::microseconds emission() const {
    const std::chrono::microseconds whole = window;
    return (whole + std::chrono::microseconds(limit - 1)) / limit;
  }
};

struct Rate {
  std::int64_t limit;
  std::chrono::seconds window;
};
// "30/min", "5/s", "1000/h", "20000/d". Nothing when it is not one, or above a million a second.
std::optional<Rate> parse_rate(std::string_view text);
std::string to_string(const Rate& rate);

// Their types: draft-ietf-httpapi-ratelimit-headers-10 §6.
inline const ErrorCode kQuotaExceeded{ErrorKind::Limited, "quota_exceeded",
                                      "Too many requests: try again after the seconds in Retry-After",
                                      "https://iana.org/assignments/http-problem-types#quota-exceeded"};
inline const ErrorCode kTemporaryReducedCapacity{
    ErrorKind::Unavailable, "temporary_reduced_capacity",
    "The limiter that this needs cannot be reached; try again shortly",
    "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"};
inline const ErrorCode kAbnormalUsageDetected{
    ErrorKind::Limited, "abnormal_usage_detected",
    "Blocked for unusual use: try again after the seconds in Retry-After",
    "https://iana.org/assignments/http-problem-types#abnormal-usage-detected"};

}  // namespace tenstone::rate_limit
