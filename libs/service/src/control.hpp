// The control listener: lets a test move time for all processes that share a database. Never in production.
#pragma once
#include <memory>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
}
namespace tenstone::runtime {
class Loops;
}

namespace tenstone::service {

// On 127.0.0.1:
//   GET /clock                      {"now": "2026-11-22T08:15:00.000000Z", "ahead_ms": 0}
//   POST /clock {"advance": "5min"} the clock goes on from five minutes later; answers like GET, once every process has
//                                   renewed what it holds
//   DELETE /clock                   back to the machine's clock; answers like GET
// What it is given must outlive it; destroy it after the loops have stopped.
class Control {
 public:
  Control(runtime::Loops& loops, postgres::Database& database, const SystemClock& clock, const logging::Logger& log,
          unsigned short port);
  ~Control();

  Result<void> start();  // errors: port_taken, cannot_listen
  Task<> drain();        // suspends until what is under way is answered, 1 s at most; on a loop

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::service
