// How often somebody may do something.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/error.hpp"

namespace tenstone::rate_limit {

// Closed. What each lets through in any window, also one that begins at the worst moment; tests/guarantee_test.cpp
// holds them to it. When adding one, extend counting.cpp, redis_script.cpp, key.cpp, fault() and to_string().
enum class Algorithm : std::uint8_t {
  Gcra,     // a unit comes back every window/limit, up to `burst` at once: at most burst + limit
  Strict,   // GCRA whose units come back more slowly, limit - burst in a window: never more than limit
  Sliding,  // this window's count, and the last one's by the share of it that is still in sight: less than 2 · limit
  Log,      // the time of each request: never more than limit, for memory that grows with it
  Fixed,    // a counter that starts again when its window is over: 2 · limit around a window's end
};
std::string_view to_string(Algorithm algorithm);  // "gcra", "strict", "sliding", "log", "fixed"
std::optional<Algorithm> parse_algorithm(std::string_view text);

// What holds while Redis, where the counting is shared, is away.
enum class WhenAway : std::uint8_t {
  Local,   // each process counts for itself, its share of the limit (LimiterOptions::nodes); never without one
  Open,    // everything is allowed
  Closed,  // nothing is: temporary_reduced_capacity
};

struct Policy {
  std::string name;  // printable ASCII without '"' and '\': it stands in headers and keys
  Algorithm algorithm = Algorithm::Gcra;
  std::int64_t limit = 60;  // in each window, above 0
  std::chrono::seconds window{60};
  std::int64_t burst = 60;  // Gcra, Strict: at once, above 0; Strict: below limit, so that units come back
  WhenAway when_away = WhenAway::Local;
  bool shadow = false;  // counted and reported, never denies: to try a policy out
  // Fixed: counted under rate:<subject>, a key without a hash tag and without its name: one such policy a subject.
  bool plain_key = false;

  // What can be used at once when nothing has been: what costs more can never pass.
  std::int64_t at_once() const {
    if (algorithm == Algorithm::Gcra) return burst;
    return algorithm == Algorithm::Strict ? std::min(burst, limit) : limit;
  }
  // Gcra, Strict: how long a unit takes to come back. Rounded up, so that a rate is never exceeded for rounding.
  std::chrono::microseconds emission() const {
    const std::chrono::microseconds whole = window;
    const std::int64_t units = algorithm == Algorithm::Strict ? std::max<std::int64_t>(1, limit - at_once()) : limit;
    return (whole + std::chrono::microseconds(units - 1)) / units;
  }
  friend bool operator==(const Policy&, const Policy&) = default;
};

// What is wrong with it, for people; empty: nothing. What passes is counted exactly: all of its numbers fit the 53 bits
// that Lua has. Stores do not ask; whoever reads policies does.
std::string fault(const Policy& policy);

// What one of `nodes` processes may let through, so that all together keep to the policy's rate. Where that is less
// than one in a window, one in a longer window.
Policy share_of(const Policy& policy, std::int64_t nodes);

// The highest rate, in units a second: a microsecond is the smallest time here.
inline constexpr std::int64_t kMostASecond = 1'000'000;

struct Rate {
  std::int64_t limit;
  std::chrono::seconds window;
};
// "30/min", "5/s", "1000/h", "20000/d". Nothing when it is not one, or above a million a second.
std::optional<Rate> parse_rate(std::string_view text);
std::string to_string(const Rate& rate);

inline const ErrorCode kCostExceedsBurst{ErrorKind::Invalid, "cost_exceeds_burst",
                                         "This asks for more at once than its limit ever allows: ask for less"};
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
