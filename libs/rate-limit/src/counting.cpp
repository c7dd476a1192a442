#include "tenstone/rate_limit/counting.hpp"

namespace tenstone::rate_limit {
namespace {

using std::chrono::microseconds;

Step gcra(const Policy& policy, const State& before, Time now, std::int64_t cost) {
  const microseconds emission = policy.emission(), tolerance = emission * policy.burst;
  const Time tat = std::clamp(before.time, now, now + tolerance);
  const Time next = tat + emission * cost;
  const microseconds wait = next - tolerance - now;
  Step step{.decision = {}, .after = {next, 0}};
  step.decision.allowed = cost == 0 || wait <= microseconds(0);
  const microseconds used = (step.decision.allowed ? next : tat) - now;
  step.decision.remaining = (tolerance - used) / emission;
  if (!step.decision.allowed) step.decision.retry_after = wait;
  if (used > microseconds(0)) step.decision.next_unit = used - tolerance + emission * (step.decision.remaining + 1);
  return step;
}

Step fixed(const Policy& policy, const State& before, Time now, std::int64_t cost) {
  const bool over = before.used == 0 || now >= before.time || before.time > now + policy.window;
  const State current = over ? State{now + policy.window, 0} : before;
  Step step{.decision = {}, .after = {current.time, current.used + cost}};
  step.decision.allowed = cost == 0 || step.after.used <= policy.limit;
  const std::int64_t used = step.decision.allowed ? step.after.used : current.used;
  step.decision.remaining = std::max<std::int64_t>(0, policy.limit - used);
  if (!step.decision.allowed) step.decision.retry_after = current.time - now;
  if (used > 0) step.decision.next_unit = current.time - now;
  return step;
}

}  // namespace

Step count(const Policy& policy, const State& before, Time now, std::int64_t cost) {
  return policy.algorithm == Algorithm::Gcra ? gcra(policy, before, now, cost) : fixed(policy, before, now, cost);
}

}  // namespace tenstone::rate_limit
