// When a delivery is tried again. Pure.
#pragma once
#include <chrono>

namespace tenstone::webhooks {

// The pause after so many tries, from 1: the schedule of the Standard Webhooks specification (5 s, 5 min, 30 min, 2 h,
// 5 h, 10 h, 14 h, 20 h, 24 h), and up to a tenth more, so that what failed together comes back apart.
// `random` in [0, 1).
std::chrono::milliseconds pause_after_try(int tries, double random);

// The pause of a delivery that found no free place at its endpoint: 1 to 5 s, and twice as long with every second
// attempt, up to 80 s, so that a long queue asks less often. `attempt` from 1, `random` in [0, 1).
std::chrono::milliseconds pause_before_place(int attempt, double random);

}  // namespace tenstone::webhooks
