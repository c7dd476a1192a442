#include "tenstone/rate_limit/policy.hpp"

#include <array>
#include <charconv>
#include <fmt/core.h>

#include "tenstone/rate_limit/counting.hpp"

namespace tenstone::rate_limit {
namespace {

struct TimeUnit {
  std::string_view name;
  std::chrono::seconds window;
};
// Of two names of one unit the first is written.
constexpr std::array kUnits = {TimeUnit{"s", std::chrono::seconds(1)}, TimeUnit{"min", std::chrono::minutes(1)},
                               TimeUnit{"m", std::chrono::minutes(1)}, TimeUnit{"h", std::chrono::hours(1)},
                               TimeUnit{"d", std::chrono::hours(24)}};
constexpr std::int64_t kExact = std::int64_t{1} << 53;  // the integers that a double holds
// The time of day is below 2^51 µs until 2041, and at most twice this is added to it.
constexpr std::int64_t kMostTime = std::int64_t{1} << 51;

struct Named {
  std::string_view name;
  Algorithm algorithm;
};
constexpr std::array kAlgorithms = {Named{"gcra", Algorithm::Gcra}, Named{"strict", Algorithm::Strict},
                                    Named{"sliding", Algorithm::Sliding}, Named{"log", Algorithm::Log},
                                    Named{"fixed", Algorithm::Fixed}};

bool good_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

std::string fault_of_burst(const Policy& policy) {
  if (policy.burst < 1) return "burst must be above 0";
  const bool strict = policy.algorithm == Algorithm::Strict;
  if (strict && policy.burst >= policy.limit)
    return "burst must be below limit: strict gives back only what is between";
  const std::int64_t emission = policy.emission().count();
  if (policy.burst > kMostTime / emission) return "burst is too large for so slow a rate";
  return {};
}

}  // namespace

std::string_view to_string(Algorithm algorithm) {
  return std::ranges::find(kAlgorithms, algorithm, &Named::algorithm)->name;
}

std::optional<Algorithm> parse_algorithm(std::string_view text) {
  for (const Named& named : kAlgorithms)
    if (named.name == text) return named.algorithm;
  return std::nullopt;
}

std::string fault(const Policy& policy) {
  if (!good_name(policy.name)) return "name must be 1 to 64 printable ASCII characters without \" and \\";
  if (policy.limit < 1) return "limit must be above 0";
  if (policy.window.count() < 1) return "window must be at least a second";
  if (policy.window.count() > kMostTime / 2'000'000) return "window is too long";
  if (policy.limit / policy.window.count() > kMostASecond) return "limit must be at most a million a second";
  if (policy.limit > kExact) return "limit is too large";
  if (policy.plain_key && policy.algorithm != Algorithm::Fixed) return "only fixed can have a plain key";
  if (policy.algorithm == Algorithm::Gcra || policy.algorithm == Algorithm::Strict) return fault_of_burst(policy);
  if (policy.algorithm == Algorithm::Sliding &&
      (policy.limit > kExact / kSlidingParts / 4 ||
       std::chrono::microseconds(policy.window).count() > kExact / kSlidingParts))
    return "sliding knows windows of up to 25 days and limits of up to 500,000,000,000";
  return {};
}

Policy share_of(const Policy& policy, std::int64_t nodes) {
  Policy share = policy;
  if (nodes <= 1) return share;
  share.burst = std::max<std::int64_t>(1, policy.burst / nodes);
  share.limit = policy.limit / nodes;
  if (share.limit == 0) {
    share.limit = 1;
    share.window = std::chrono::seconds((policy.window.count() * nodes + policy.limit - 1) / policy.limit);
  }
  return share;
}

std::optional<Rate> parse_rate(std::string_view text) {
  std::int64_t limit = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  std::string_view rest(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
  if (error != std::errc() || limit <= 0 || !rest.starts_with('/')) return std::nullopt;
  rest.remove_prefix(1);
  for (const TimeUnit& unit : kUnits)
    if (rest == unit.name && limit / unit.window.count() <= kMostASecond) return Rate{limit, unit.window};
  return std::nullopt;
}

std::string to_string(const Rate& rate) {
  for (const TimeUnit& unit : kUnits)
    if (unit.window == rate.window) return fmt::format("{}/{}", rate.limit, unit.name);
  return fmt::format("{}/{}s", rate.limit, rate.window.count());
}

}  // namespace tenstone::rate_limit
