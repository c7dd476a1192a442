// The limiter of a process: Redis decides, and each policy says what holds without it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

// Does not ask Redis while it is known to be away: a hanging one would cost every request its deadline (50 ms). On any
// loop.
class Limiter {
 public:
  // `redis`, `clock` and `registry` must outlive it. `moved`: as in RedisStore.
  Limiter(redis::Redis& redis, const Clock& clock, std::function<std::optional<Time>()> moved, logging::Logger log,
          metrics::Registry& registry);
  ~Limiter();

  // Uses what each charge asks for, of all policies or of none. Suspends. A denial is a Verdict, not an error.
  // Error: temporary_reduced_capacity, when Redis is away and a policy is closed then.
  Task<Result<Verdict>> take(std::string subject, std::vector<Charge> charges);
  // All is unused again. Errors as RedisStore::reset().
  Task<Result<void>> reset(std::string subject, std::vector<Charge> charges);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::rate_limit
