// The limiter of a process: Redis decides, and each policy says what holds without it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/rate_limit/store.hpp"
#include "tenstone/redis/breaker.hpp"

namespace tenstone::rate_limit {

struct LimiterOptions {
  std::int64_t nodes = 1;  // processes that share a limit: while Redis is away, each lets through its share
  int failures = 5;        // of a loop in a row, after which Redis counts as away for that loop
  std::chrono::milliseconds pause{1000};  // in which the loop does not ask it then
};

// A subject that was denied often, in this process since its start.
struct TopDenied {
  std::string subject;  // as in src/counting/key.hpp: a long or odd one is a hash
  std::string policy;   // that denied; empty: the subject is blocked
  std::uint64_t denials = 0;
  std::uint64_t too_many = 0;  // of which so many may be somebody else's
};

// Asks, in this order: what it remembers of denials (no trip, and exact: src/counting/deny_cache.hpp), whether the loop
// knows Redis to be away (a hanging one would cost every request its deadline, 50 ms), Redis, in one trip. On any loop.
//
// Policies may change as often as they like: of each loop the last 256 are kept ready, and those of requests under way.
// Their metrics stay; the first 1000 names have series of their own, later ones share those of the policy "(others)".
//
// Metrics: tenstone_rate_limit_decisions_total{policy,result}, …_near_limit_total{policy},
// …_keys_created_total{policy}, …_store_seconds, …_store_errors_total, …_breaker_open, …_local_denies_total,
// …_alone_total.
class Limiter {
 public:
  // `redis`, `clock` and `registry` must outlive it. `moved`: as in RedisStore.
  Limiter(redis::Redis& redis, const Clock& clock, std::function<std::optional<Time>()> moved, logging::Logger log,
          metrics::Registry& registry, LimiterOptions options = {});
  ~Limiter();
  Limiter(const Limiter&) = delete;

  // Listens for what other processes give back, on `loop`; without it a denial is remembered for up to a second too
  // long then. stop() before the loops go.
  void start(runtime::Loop& loop);
  void stop();

  // Uses what each charge asks for, of all policies or of none. Suspends. A denial is a Verdict, not an error.
  // Errors: cost_exceeds_burst, when that can never pass; temporary_reduced_capacity, when Redis is away and a policy
  // is closed then.
  Task<Result<Verdict>> take(std::string subject, std::vector<Charge> charges);
  // What take() would find. Uses nothing and counts in no metric; the costs do not matter.
  Task<Result<Verdict>> inspect(std::string subject, std::vector<Charge> charges);

  // Gives each cost back, as if so much of the latest use had not been; never beyond full. Errors as
  // RedisStore::refund(); what this process counted without Redis has been given back then.
  Task<Result<void>> refund(std::string subject, std::vector<Charge> charges);
  // All is unused again; a block stays. Errors as RedisStore::reset().
  Task<Result<void>> reset(std::string subject, std::vector<Charge> charges);
  // Denies everything for so long, whatever the policies say; 0: not any more. While Redis is away, only the process
  // that was asked knows. Errors as RedisStore::block().
  Task<Result<void>> block(std::string subject, std::chrono::seconds length);

  // Who is denied most here, the most often first; at most about 1000 are known.
  std::vector<TopDenied> top_denied(std::size_t most) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::rate_limit
