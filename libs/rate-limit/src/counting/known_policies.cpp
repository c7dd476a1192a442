#include "known_policies.hpp"

namespace tenstone::rate_limit {

const KnownPolicy& KnownPolicies::find(const Policy& policy) {
  constexpr std::size_t kTries = 8;
  const auto address = reinterpret_cast<std::uintptr_t>(&policy);
  const std::size_t first = address >> 4 ^ address >> 12;
  std::size_t free = 0;
  for (; free < kTries; ++free) {
    const KnownPolicy* known = places_[(first + free) % places_.size()].load(std::memory_order_acquire);
    if (known == nullptr) break;
    if (known->policy == policy) return *known;
  }
  const KnownPolicy& found = find_slowly(policy);
  places_[(first + free % kTries) % places_.size()].store(&found, std::memory_order_release);
  return found;
}

const KnownPolicy& KnownPolicies::find_slowly(const Policy& policy) {
  const std::scoped_lock lock(mutex_);
  for (const auto& known : all_)
    if (known->policy == policy) return *known;
  const auto counter = [&](const char* result) {
    return registry_.counter("tenstone_rate_limit_decisions_total", "What the limiter said",
                             {{"policy", policy.name}, {"result", result}});
  };
  return *all_.emplace_back(new KnownPolicy{
      .policy = policy,
      .share = share_of(policy, nodes_),
      .allowed = counter("allowed"),
      .denied = counter("denied"),
      .blocked = counter("blocked"),
      .shadow_denied = counter("shadow_denied"),
      .near_limit =
          registry_.counter("tenstone_rate_limit_near_limit_total",
                            "Requests that were allowed with four fifths of the limit used", {{"policy", policy.name}}),
      .keys_created = registry_.counter("tenstone_rate_limit_keys_created_total",
                                        "Requests that were the first of their subject, or of its new window",
                                        {{"policy", policy.name}}),
  });
}

}  // namespace tenstone::rate_limit
