#include "known_policies.hpp"

#include <algorithm>

namespace tenstone::rate_limit {

KnownPolicyPtr KnownPolicies::find(const Policy& policy) {
  const std::scoped_lock lock(mutex_);
  for (auto [known, end] = all_.equal_range(policy.name); known != end; ++known)
    if (auto held = known->second.lock(); held && held->policy == policy) return held;
  if (all_.size() >= sweep_at_) {
    std::erase_if(all_, [](const auto& known) { return known.second.expired(); });
    sweep_at_ = std::max<std::size_t>(64, 2 * all_.size());
  }
  KnownPolicyPtr made = make(policy);
  all_.emplace(policy.name, made);
  return made;
}

std::size_t KnownPolicies::size() const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(all_, [](const auto& one) { return !one.second.expired(); }));
}

KnownPolicyPtr KnownPolicies::make(const Policy& policy) {
  const std::string name = name_in_metrics(policy.name);
  const auto counter = [&](const char* result) {
    return registry_.counter("tenstone_rate_limit_decisions_total", "What the limiter said",
                             {{"policy", name}, {"result", result}});
  };
  return std::make_shared<const KnownPolicy>(KnownPolicy{
      .id = ++last_id_,
      .policy = policy,
      .share = share_of(policy, nodes_),
      .allowed = counter("allowed"),
      .denied = counter("denied"),
      .blocked = counter("blocked"),
      .shadow_denied = counter("shadow_denied"),
      .near_limit =
          registry_.counter("tenstone_rate_limit_near_limit_total",
                            "Requests that were allowed with four fifths of the limit used", {{"policy", name}}),
      .keys_created =
          registry_.counter("tenstone_rate_limit_keys_created_total",
                            "Requests that were the first of their subject, or of its new window", {{"policy", name}}),
  });
}

std::string KnownPolicies::name_in_metrics(const std::string& name) {
  if (names_.size() < kMostNames) names_.insert(name);
  return names_.contains(name) ? name : "(others)";
}

const KnownPolicyPtr& PolicyTable::find(const Policy& policy) {
  constexpr std::size_t kTries = 8;
  const auto address = reinterpret_cast<std::uintptr_t>(&policy);
  const std::size_t first = address >> 4 ^ address >> 12;
  std::size_t free = 0;
  for (; free < kTries; ++free) {
    const KnownPolicyPtr& known = places_[(first + free) % kPlaces];
    if (!known) break;
    if (known->policy == policy) return known;
  }
  return places_[(first + free % kTries) % kPlaces] = all_.find(policy);
}

}  // namespace tenstone::rate_limit
