#include "tenstone/rate_limit/headers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace tenstone::rate_limit {
namespace {

using Text = fmt::basic_memory_buffer<char, 256>;

std::string_view view(const Text& text) { return {text.data(), text.size()}; }

std::int64_t seconds_up(std::chrono::microseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(time).count();
}

std::int64_t quota(const Policy& policy) { return policy.algorithm == Algorithm::Gcra ? policy.burst : policy.limit; }

// From the rate and not from emission(), which is rounded up: ten in a minute would come back in 61 s.
std::int64_t window(const Policy& policy) {
  if (policy.algorithm != Algorithm::Gcra) return policy.window.count();
  return (policy.burst * policy.window.count() + policy.limit - 1) / policy.limit;
}

void write_policies(Text& out, std::span<const Line> lines) {
  for (const Line& line : lines) {
    if (&line != lines.data()) out.append(std::string_view(", "));
    fmt::format_to(std::back_inserter(out), "\"{}\";q={}", line.policy->name, quota(*line.policy));
    if (!line.unit.empty()) fmt::format_to(std::back_inserter(out), ";qu=\"{}\"", line.unit);
    fmt::format_to(std::back_inserter(out), ";w={}", window(*line.policy));
  }
}

// The share that is left, without division.
bool is_stricter(const Line& a, const Line& b) {
  if (a.decision->allowed != b.decision->allowed) return !a.decision->allowed;
  const auto left_of_a = static_cast<double>(a.decision->remaining) * static_cast<double>(quota(*b.policy));
  const auto left_of_b = static_cast<double>(b.decision->remaining) * static_cast<double>(quota(*a.policy));
  return left_of_a != left_of_b ? left_of_a < left_of_b : a.decision->next_unit > b.decision->next_unit;
}

// The strictest, in the order of strictness.
struct Strictest {
  explicit Strictest(std::span<const Line> lines) {
    for (const Line& line : lines) {
      std::size_t place = size;
      while (place > 0 && is_stricter(line, *told[place - 1])) --place;
      if (place == kMostTold) continue;
      size = std::min(size + 1, kMostTold);
      std::copy_backward(told + place, told + size - 1, told + size);
      told[place] = &line;
    }
  }
  const Line* told[kMostTold] = {};
  std::size_t size = 0;
};

void write_limits(Text& out, const Strictest& strictest) {
  for (std::size_t i = 0; i < strictest.size; ++i) {
    const Line& line = *strictest.told[i];
    if (i > 0) out.append(std::string_view(", "));
    fmt::format_to(std::back_inserter(out), "\"{}\";r={}", line.policy->name, line.decision->remaining);
    if (line.decision->next_unit.count() > 0)
      fmt::format_to(std::back_inserter(out), ";t={}", seconds_up(line.decision->next_unit));
  }
}

// Sets it, or puts it behind what is there.
void extend(http::Response& response, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  if (const auto before = response.header(name))
    response.header(name, fmt::format("{}, {}", *before, value));
  else
    response.add_header(name, value);
}

void put_legacy(http::Response& response, const Line& line) {
  response.header("X-RateLimit-Limit", std::to_string(quota(*line.policy)));
  response.header("X-RateLimit-Remaining", std::to_string(line.decision->remaining));
  response.header("X-RateLimit-Reset", std::to_string(seconds_up(line.decision->next_unit)));
}

}  // namespace

void put_headers(http::Response& response, std::span<const Line> lines, const HeaderOptions& options) {
  if (lines.empty()) return;
  const Strictest strictest(lines);
  Text policies, limits;
  write_policies(policies, lines);
  write_limits(limits, strictest);
  extend(response, "RateLimit-Policy", view(policies));
  extend(response, "RateLimit", view(limits));
  if (options.legacy) put_legacy(response, *strictest.told[0]);
  if (!options.exposed) return;
  extend(response, "Access-Control-Expose-Headers", "RateLimit, RateLimit-Policy, Retry-After");
  if (options.legacy)
    extend(response, "Access-Control-Expose-Headers", "X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset");
}

std::vector<std::pair<std::string, std::string>> headers(std::span<const Charge> charges, const Verdict& verdict) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < charges.size(); ++i)
    if (!charges[i].policy->shadow) lines.push_back({charges[i].policy, &verdict.each[i]});
  return headers(lines);
}

std::vector<std::pair<std::string, std::string>> headers(std::span<const Line> lines) {
  Text policies, limits;
  write_policies(policies, lines);
  write_limits(limits, Strictest(lines));
  std::vector<std::pair<std::string, std::string>> all;
  if (policies.size() > 0) all.emplace_back("RateLimit-Policy", view(policies));
  if (limits.size() > 0) all.emplace_back("RateLimit", view(limits));
  return all;
}

std::chrono::seconds retry_after_seconds(const Verdict& verdict) {
  return std::chrono::seconds(std::max<std::int64_t>(1, seconds_up(verdict.retry_after())));
}

}  // namespace tenstone::rate_limit
