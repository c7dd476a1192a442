// The control listener: lets a test move time for all processes that share a database, and for this one where there is
// none. Never in production.
#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {
class Loops;
}

namespace tenstone::service {

// Puts the clock that far ahead of the machine's; resumes once every process has renewed what it holds.
using MoveClock = std::function<Task<Result<void>>(std::chrono::microseconds offset)>;

// On 127.0.0.1:
//   GET /clock                      {"now": "2026-11-22T08:15:00.000000Z", "ahead_ms": 0}
//   POST /clock {"advance": "5min"} the clock goes on from five minutes later; answers like GET
//   DELETE /clock                   back to the machine's clock; answers like GET
// What it is given must outlive it; destroy it after the loops have stopped.
class Control {
 public:
  Control(runtime::Loops& loops, MoveClock move, const SystemClock& clock, const logging::Logger& log,
          unsigned short port);
  ~Control();

  Result<void> start();  // errors: port_taken, cannot_listen
  Task<> drain();        // suspends until what is under way is answered, 1 s at most; on a loop

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::service
