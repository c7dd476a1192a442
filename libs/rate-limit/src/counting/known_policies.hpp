#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

#include "tenstone/metrics/metrics.hpp"
#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::rate_limit {

// What a limiter makes once of a policy, so that a decision looks nothing up by name.
struct KnownPolicy {
  std::uint64_t id;  // never given to another one
  Policy policy;
  Policy share;  // of this process, while Redis is away
  metrics::Counter allowed, denied, blocked, shadow_denied, near_limit, keys_created;
};
using KnownPolicyPtr = std::shared_ptr<const KnownPolicy>;

// The known policies of a limiter, by value: a policy that was changed is another one. One lives as long as somebody
// holds it, and two who hold one of the same value hold the same. From any thread; takes a lock.
//
// Metrics stay for the process' life, so their names are bounded: the first kMostNames have series of their own, all
// later ones are counted together under the policy "(others)".
class KnownPolicies {
 public:
  static constexpr std::size_t kMostNames = 1000;

  KnownPolicies(metrics::Registry& registry, std::int64_t nodes) : registry_(registry), nodes_(nodes) {}
  KnownPolicyPtr find(const Policy& policy);
  std::size_t size() const;  // how many somebody holds

 private:
  KnownPolicyPtr make(const Policy& policy);
  std::string name_in_metrics(const std::string& name);

  metrics::Registry& registry_;
  const std::int64_t nodes_;
  mutable std::mutex mutex_;
  std::unordered_multimap<std::string, std::weak_ptr<const KnownPolicy>> all_;  // by name; some have gone
  std::size_t sweep_at_ = 64;  // entries, at which those that have gone are removed
  std::uint64_t last_id_ = 0;
  std::set<std::string> names_;
};

// The policies that a loop asked for last: finding one again takes no lock. Holds kPlaces of them at most; a policy
// that was changed goes when its place is needed. For one thread.
class PolicyTable {
 public:
  static constexpr std::size_t kPlaces = 256;

  explicit PolicyTable(KnownPolicies& all) : all_(all) {}
  const KnownPolicyPtr& find(const Policy& policy);  // good until the next call

 private:
  KnownPolicies& all_;
  // Where the caller's policy lies says where to begin to look; what is there says whether it is the one.
  std::array<KnownPolicyPtr, kPlaces> places_;
};

}  // namespace tenstone::rate_limit
