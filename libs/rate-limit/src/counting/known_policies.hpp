#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "tenstone/metrics/metrics.hpp"
#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::rate_limit {

// What a limiter makes once of a policy, so that a decision looks nothing up by name.
struct KnownPolicy {
  Policy policy;
  Policy share;  // of this process, while Redis is away
  metrics::Counter allowed, denied, blocked, shadow_denied, near_limit, keys_created;
};

// All policies that a limiter has seen, by value: a policy that was changed is another one. They stay as long as the
// limiter, as their metrics do, so policies are to come from the configuration. From any thread; finding one again
// takes no lock.
class KnownPolicies {
 public:
  KnownPolicies(metrics::Registry& registry, std::int64_t nodes) : registry_(registry), nodes_(nodes) {}
  const KnownPolicy& find(const Policy& policy);

 private:
  const KnownPolicy& find_slowly(const Policy& policy);

  metrics::Registry& registry_;
  const std::int64_t nodes_;
  // Where the caller's policy lies says where to begin to look; what is there says whether it is the one.
  std::array<std::atomic<const KnownPolicy*>, 256> places_{};
  std::mutex mutex_;
  std::vector<std::unique_ptr<const KnownPolicy>> all_;
};

}  // namespace tenstone::rate_limit
