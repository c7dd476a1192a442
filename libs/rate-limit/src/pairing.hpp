#pragma once
#include <span>

#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

// Calls each(policy, decision) for all charges. While Redis is away only the Local ones have been decided: the others'
// decision is null.
template <class Each>
void for_each_decision(std::span<const Charge> charges, const Verdict& verdict, Each each) {
  const bool all = verdict.each.size() == charges.size();
  std::size_t next = 0;
  for (const Charge& charge : charges) {
    const bool decided = (all || charge.policy->when_away == WhenAway::Local) && next < verdict.each.size();
    each(*charge.policy, decided ? &verdict.each[next++] : nullptr);
  }
}

}  // namespace tenstone::rate_limit
