// The algorithms. Pure: state and time in, state and decision out. redis_script.cpp says the same in Lua, and one test
// suite holds both to it.
//
// Gcra, Strict: ATM Forum TM 4.1 §I, virtual scheduling, with cost. Sliding: the approximation that Cloudflare
// describes ("How we built rate limiting capable of scaling to millions of domains", 2017), in whole numbers.
//
// One rule for all when a clock steps back, or a policy becomes smaller: what is stored counts as if it had been used
// now, at the latest. So nobody is locked out for longer than a window (Sliding: two; Gcra, Strict: emission · burst),
// and who waits as he was told is let through. The correction is kept even when the request is denied; else it would be
// made again and again.
#pragma once
#include <cstdint>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::rate_limit {

// What has been counted, seen at one moment.
struct Level {
  Time time{};              // Gcra, Strict: when all is unused again (TAT). Fixed: the window's end. Sliding: its start
  std::int64_t used = 0;    // Fixed, Sliding: in this window. Log: in the log
  std::int64_t before = 0;  // Sliding: in the window before
};

struct Use {
  Time at;
  std::int64_t cost;
};

// What is kept for one policy and one subject. Deadlines are stored and compared; when a store forgets a state is only
// a matter of space. State{}: nobody yet.
struct State {
  Level level;
  std::vector<Use> log;  // Log: oldest first, at most policy.limit
};

// The last window's share is counted in so many parts, rounded up: a product of a count and a time would not fit the
// 53 bits that Lua has.
inline constexpr std::int64_t kSlidingParts = 4096;

// A policy's count of one subject at `now`. Neither may go while it lives. Costs are not negative.
class Count {
 public:
  // Corrects what is in the future, and drops from a log what is over.
  Count(const Policy& policy, State& state, Time now);

  std::int64_t remaining() const;  // what may be used at once, not negative
  // Until `cost` is allowed, if nobody uses anything; zero: it is. What costs more than policy.at_once() never is:
  // then a time above zero.
  std::chrono::microseconds wait(std::int64_t cost) const;
  // What is allowed. wait(cost) must be zero.
  void use(std::int64_t cost);
  // As if so much of the latest use had not been; never beyond full.
  void give_back(std::int64_t cost);

 private:
  const Policy& policy_;
  State& state_;
  Time now_;
  Level level_;
};

// What one policy says: use() has been called for what is allowed, if anything; `waits` is what wait() said before.
Decision decision_of(const Policy& policy, const Count& count, std::chrono::microseconds waits);

// For one policy alone. `cost` 0: a look.
Decision take(const Policy& policy, State& state, Time now, std::int64_t cost);

}  // namespace tenstone::rate_limit
