#include "tenstone/rate_limit/headers.hpp"

#include <fmt/core.h>

namespace tenstone::rate_limit {
namespace {

std::int64_t seconds_up(std::chrono::microseconds time) {
  return std::chrono::ceil<std::chrono::seconds>(time).count();
}

void append(std::string& list, const std::string& item) {
  if (!list.empty()) list += ", ";
  list += item;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> headers(std::span<const Charge> charges, const Verdict& verdict) {
  std::string policies, limits;
  for (std::size_t i = 0; i < charges.size(); ++i) {
    const Policy& policy = *charges[i].policy;
    const bool gcra = policy.algorithm == Algorithm::Gcra;
    append(policies, fmt::format("\"{}\";q={};w={}", policy.name, gcra ? policy.burst : policy.limit,
                                 gcra ? seconds_up(policy.emission() * policy.burst) : policy.window.count()));
    if (verdict.each.size() != charges.size()) continue;
    const Decision& decision = verdict.each[i];
    std::string told = fmt::format("\"{}\";r={}", policy.name, decision.remaining);
    if (decision.next_unit.count() > 0) told += fmt::format(";t={}", seconds_up(decision.next_unit));
    append(limits, told);
  }
  std::vector<std::pair<std::string, std::string>> all;
  if (!policies.empty()) all.emplace_back("RateLimit-Policy", std::move(policies));
  if (!limits.empty()) all.emplace_back("RateLimit", std::move(limits));
  return all;
}

std::chrono::seconds retry_after_seconds(const Verdict& verdict) {
  return std::chrono::seconds(std::max<std::int64_t>(1, seconds_up(verdict.retry_after())));
}

}  // namespace tenstone::rate_limit
