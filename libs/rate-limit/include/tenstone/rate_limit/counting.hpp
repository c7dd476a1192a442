// The algorithms. Pure: state and time in, state and decision out. redis_script.hpp says the same in Lua, and one test
// suite holds both to it.
#pragma once
#include <cstdint>

#include "tenstone/core/clock.hpp"
#include "tenstone/rate_limit/decision.hpp"
#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::rate_limit {

// Gcra: `time` is the theoretical arrival time (TAT), at which all is unused again. Fixed: `used` of the window that
// ends at `time`. The deadline is stored and compared; when a store forgets a state is only a matter of space.
struct State {
  Time time{};
  std::int64_t used = 0;
};

struct Step {
  Decision decision;
  State after;  // to be kept when all policies allow it
};

// GCRA as in ATM Forum TM 4.1 §I, virtual scheduling, with cost. A clock that stepped back and a policy that became
// smaller cannot lock anybody out: what is stored counts for one full burst (one window) at most.
// `cost` 0: a look. `before` of nobody yet: State{}.
Step count(const Policy& policy, const State& before, Time now, std::int64_t cost);

}  // namespace tenstone::rate_limit
