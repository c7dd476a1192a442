// Where counters live. Every store passes tests/store_test.cpp.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/policy.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::rate_limit {

// What is asked of one policy. `cost` 0: a look, which uses nothing.
struct Charge {
  const Policy* policy;
  std::int64_t cost = 1;
};

// In this process. `subject` is who is counted. From any thread. Keeps at most about 2 · kGeneration states and forgets
// those first that were not asked for longest.
class MemoryStore {
 public:
  static constexpr std::size_t kGeneration = 50'000;

  MemoryStore();
  ~MemoryStore();
  std::vector<Decision> take(const std::string& subject, std::span<const Charge> charges, Time now);
  void reset(const std::string& subject, std::span<const Charge> charges);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

// In Redis, shared by all processes: one script a call, so several policies are one trip and all or nothing. Keys:
// rl:{<subject>}:<policy>:<g or f>; the braces keep a subject's in one slot of a cluster.
class RedisStore {
 public:
  // `moved` gives the time when the clock is not the machine's (tests); nothing: Redis' own TIME counts, so that the
  // processes' clocks need not agree. `redis` must outlive it.
  RedisStore(redis::Redis& redis, std::function<std::optional<Time>()> moved);

  // Suspends. Errors: redis_unavailable, deadline_exceeded, redis_error, busy.
  Task<Result<std::vector<Decision>>> take(std::string subject, std::vector<Charge> charges);
  Task<Result<void>> reset(std::string subject, std::vector<Charge> charges);

 private:
  redis::Redis& redis_;
  std::function<std::optional<Time>()> moved_;
};

}  // namespace tenstone::rate_limit
