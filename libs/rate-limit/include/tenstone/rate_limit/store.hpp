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

class Subject;
class Words;

// What is asked of one policy. `cost` is not negative; 0: a look, which uses nothing. Of policies with one name, one a
// call.
struct Charge {
  const Policy* policy;
  std::int64_t cost = 1;
};

// In this process. `subject` is who is counted. From any thread. Knows at most about 2 · kGeneration subjects and
// forgets those first that were not asked for longest; of one subject the counts under at most 256 policies.
class MemoryStore {
 public:
  static constexpr std::size_t kGeneration = 50'000;

  MemoryStore();
  ~MemoryStore();
  Verdict take(std::string_view subject, std::span<const Charge> charges, Time now);
  // Gives each cost back, as if so much of the latest use had not been; never beyond full.
  void refund(std::string_view subject, std::span<const Charge> charges, Time now);
  // All is unused again. A block stays.
  void reset(std::string_view subject, std::span<const Charge> charges);
  // Denies everything for so long, whatever the policies say; zero: not any more.
  void block(std::string_view subject, std::chrono::microseconds length, Time now);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

// In Redis, shared by all processes: one script a call, so several policies are one trip and all or nothing, and so is
// the question whether the subject is blocked. src/counting/key.hpp lists what it keeps. refund(), reset() and block()
// publish the subject, so that processes forget what they know of it (src/counting/deny_cache.hpp).
class RedisStore {
 public:
  // `moved` gives the time when the clock is not the machine's (tests); nothing: Redis' own TIME counts, so that the
  // processes' clocks need not agree. `redis` must outlive it.
  RedisStore(redis::Redis& redis, std::function<std::optional<Time>()> moved);

  // As MemoryStore's. Each suspends. Errors: redis_unavailable, deadline_exceeded, redis_error, busy.
  Task<Result<Verdict>> take(std::string subject, std::vector<Charge> charges);
  Task<Result<void>> refund(std::string subject, std::vector<Charge> charges);
  Task<Result<void>> reset(std::string subject, std::vector<Charge> charges);
  Task<Result<void>> block(std::string subject, std::chrono::microseconds length);

 private:
  void add_time(Words& words) const;
  Words begin(const Subject& who, std::span<const Charge> charges) const;  // the keys and the time

  redis::Redis& redis_;
  std::function<std::optional<Time>()> moved_;
};

}  // namespace tenstone::rate_limit
