// How many may be at work at once: each holds a lease while it works. A lease ends by itself when nobody renews it, so
// that who dies does not keep its place. Both stores pass tests/lease_test.cpp.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/rate_limit/policy.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::rate_limit {

struct Slots {
  std::string name;                          // as Policy::name
  std::int64_t limit = 10;                   // at once, for each subject; above 0
  std::chrono::milliseconds length{30'000};  // of a lease, unless it is renewed
  WhenAway when_away = WhenAway::Local;
};

struct Grant {
  bool granted = false;
  std::int64_t in_use = 0;  // this one among them, if it was granted

  friend bool operator==(const Grant&, const Grant&) = default;
};

// In this process. From any thread. Keeps what is held, and nothing else.
class MemoryLeases {
 public:
  MemoryLeases();
  ~MemoryLeases();
  // A lease that is held already is renewed. One that has ended is taken anew, if there is a place: so this also
  // repairs what a store forgot. `lease` is any text, unique among all processes.
  Grant acquire(std::string_view subject, const Slots& slots, std::string_view lease, Time now);
  void release(std::string_view subject, const Slots& slots, std::string_view lease);

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

// In Redis, shared by all processes: a sorted set by the end of each lease (src/counting/key.hpp).
class RedisLeases {
 public:
  // As RedisStore.
  RedisLeases(redis::Redis& redis, std::function<std::optional<Time>()> moved);

  // As MemoryLeases'. Each suspends. Errors: redis_unavailable, deadline_exceeded, redis_error, busy.
  Task<Result<Grant>> acquire(std::string subject, Slots slots, std::string lease);
  Task<Result<void>> release(std::string subject, Slots slots, std::string lease);

 private:
  redis::Redis& redis_;
  std::function<std::optional<Time>()> moved_;
};

}  // namespace tenstone::rate_limit
