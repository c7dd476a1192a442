#pragma once
#include <chrono>
#include <functional>

#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {
class Loops;
}

namespace tenstone::service {

// Runs `holds` on every loop at the same time. True: it returned true on each of them within `patience`; a call that
// goes on for longer or throws counts as false. `holds` and what it uses must live as long as the loops. Suspends; on a
// loop.
Task<bool> on_every_loop(runtime::Loops& loops, std::function<Task<bool>()> holds, std::chrono::milliseconds patience);

}  // namespace tenstone::service
