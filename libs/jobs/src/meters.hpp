#pragma once
#include <array>
#include <map>
#include <string>
#include <utility>

#include "tenstone/jobs/outcome.hpp"
#include "tenstone/metrics/metrics.hpp"

namespace tenstone::jobs {

inline constexpr std::array<double, 9> kBatchSizes{0, 1, 2, 5, 10, 50, 100, 500, 1000};

// What a worker counts. On its loop.
struct Meters {
  explicit Meters(metrics::Registry& all)
      : registry(all),
        run_seconds(all.histogram("tenstone_job_run_seconds", "How long attempts ran")),
        pickup_seconds(all.histogram("tenstone_job_pickup_seconds", "From ready to running")),
        claim_seconds(all.histogram("tenstone_job_claim_seconds", "Trips to the database that claim or complete")),
        claim_size(all.histogram("tenstone_job_claim_batch_size", "Jobs taken by one claim", kBatchSizes)),
        running(all.gauge("tenstone_jobs_running_count", "Attempts that run now")),
        stuck(all.gauge("tenstone_jobs_stuck_handlers_count",
                        "Handlers that still run though their attempt was given up, because they ignore their stop")),
        fenced(all.counter("tenstone_jobs_fenced_total", "Ends of attempts that came too late and changed nothing")),
        rescued(all.counter("tenstone_jobs_rescued_total", "Jobs taken from dead workers")) {}

  const metrics::Counter& finished(const std::string& kind, RunOutcome outcome) {
    const auto key = std::pair(kind, outcome);
    if (const auto it = by_kind.find(key); it != by_kind.end()) return it->second;
    const auto counter = registry.counter("tenstone_jobs_finished_total", "Attempts that ended",
                                          {{"kind", kind}, {"outcome", std::string(to_string(outcome))}});
    return by_kind.emplace(key, counter).first->second;
  }

  metrics::Registry& registry;
  metrics::Histogram run_seconds, pickup_seconds, claim_seconds, claim_size;
  metrics::Gauge running, stuck;
  metrics::Counter fenced, rescued;
  std::map<std::pair<std::string, RunOutcome>, metrics::Counter> by_kind;
};

}  // namespace tenstone::jobs
