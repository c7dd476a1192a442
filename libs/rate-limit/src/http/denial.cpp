#include "tenstone/rate_limit/denial.hpp"

#include <algorithm>
#include <cstring>
#include <random>

#include "tenstone/core/random.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::rate_limit {
namespace {

constexpr int kSpread = 10;  // up to 1/kSpread of a wait on top of it

// The wait in whole seconds, and up to a tenth of it on top, a second at least: half of those who wait for one second
// come back in one, half in two.
std::chrono::seconds seconds_after(std::chrono::microseconds wait, double random) {
  const auto least = std::max(std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(wait));
  const auto choices = (least.count() + kSpread - 1) / kSpread + 1;
  return least + std::chrono::seconds(static_cast<std::int64_t>(static_cast<double>(choices) * random));
}

}  // namespace

std::optional<Error> denial(std::span<const Charge> charges, const Verdict& verdict, double random) {
  std::string violated;
  std::chrono::microseconds wait = verdict.blocked.value_or(std::chrono::microseconds(0));
  for (std::size_t i = 0; i < charges.size(); ++i) {
    const Decision& decision = verdict.each[i];
    if (decision.allowed || charges[i].policy->shadow) continue;
    violated += violated.empty() ? "[" : ",";
    validation::write_string(violated, charges[i].policy->name);
    wait = std::max({wait, decision.retry_after, decision.next_unit});
  }
  if (violated.empty() && !verdict.blocked) return std::nullopt;
  Error error(verdict.blocked ? kAbnormalUsageDetected : kQuotaExceeded);
  error.retry_after = seconds_after(wait, random);
  error.members.emplace_back("violated-policies", violated.empty() ? "[]" : violated + "]");
  return error;
}

double any_fraction() {
  thread_local std::minstd_rand generator = [] {
    std::uint32_t seed = 0;
    random_bytes(std::as_writable_bytes(std::span(&seed, 1)));
    return std::minstd_rand(seed);
  }();
  return static_cast<double>(generator() - std::minstd_rand::min()) /
         static_cast<double>(std::minstd_rand::max() - std::minstd_rand::min() + 1.0);
}

}  // namespace tenstone::rate_limit
