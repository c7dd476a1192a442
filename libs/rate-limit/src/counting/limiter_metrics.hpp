#pragma once
#include <array>

#include "known_policies.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/rate_limit/decision.hpp"

namespace tenstone::rate_limit {

// What belongs to no policy.
struct LimiterMetrics {
  // Upper bounds in seconds: a trip takes a tenth of a millisecond, and is given up after 50.
  static constexpr std::array<double, 9> kTrip{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05};

  explicit LimiterMetrics(metrics::Registry& registry)
      : store_seconds(registry.histogram("tenstone_rate_limit_store_seconds", "How long Redis took to decide", kTrip)),
        store_errors(registry.counter("tenstone_rate_limit_store_errors_total", "Decisions that Redis failed to make")),
        breaker_open(
            registry.gauge("tenstone_rate_limit_breaker_open", "Loops that know Redis to be away and do not ask it")),
        local_denies(registry.counter("tenstone_rate_limit_local_denies_total",
                                      "Denials that were remembered, without a question to Redis")),
        alone(registry.counter("tenstone_rate_limit_alone_total", "Decisions that were made without Redis")) {}

  metrics::Histogram store_seconds;
  metrics::Counter store_errors;
  metrics::Gauge breaker_open;
  metrics::Counter local_denies, alone;
};

inline void count(const KnownPolicy& known, std::int64_t cost, const Decision& decision, bool blocked) {
  if (blocked) return known.blocked.add();
  if (decision.shadow_denied) return known.shadow_denied.add();
  if (!decision.allowed) return known.denied.add();
  known.allowed.add();
  const std::int64_t most = known.policy.at_once();
  if (decision.remaining == most - cost) known.keys_created.add();  // before it, nothing had been used
  if (most - decision.remaining >= most - most / 5) known.near_limit.add();
}

}  // namespace tenstone::rate_limit
