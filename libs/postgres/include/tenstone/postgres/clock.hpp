// tenstone.now(), the clock of all SQL, and how development moves it. Production starts with an unmoved one only.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/postgres/options.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {
class Loops;
}

namespace tenstone::postgres {

class BlockingConnection;
class Database;

// An advisory lock. Who moves the clock holds it alone until all who live have renewed what they hold; who takes
// something away because its time is over (a dead worker's jobs) holds it shared, or else leaves it for later. So a
// jump takes nothing from the living.
inline constexpr std::int64_t kClockLock = 0x74656e636c6f636b;  // "tenclock" in ASCII

inline const ErrorCode kClockNotFollowed{ErrorKind::Unavailable, "clock_not_followed",
                                         "The clock was moved, but a process did not follow it in time"};

// True: the body of tenstone.now() is not what the first migration made it. Blocks. Errors: as execute().
Result<bool> clock_is_replaced(BlockingConnection& connection);
// How far tenstone.now() is ahead of the machine's clock. Blocks. Errors: as execute().
Result<std::chrono::microseconds> clock_offset(BlockingConnection& connection);

// Sets that for everybody, zero restores the clock, and Resumes when every ClockFollower
// of this database that lives has followed. The moved clock goes on running.
// Error: clock_not_followed (after `patience`, with the number of those who did not). Throws as Database::write().
Task<Result<void>> move_clock(Database& database, std::chrono::microseconds offset, std::chrono::milliseconds patience);

// Takes part in each move, from start() to stop(), through reconnections. It has a connection of its own, by whose name
// it is known to be there and to have followed.
class ClockFollower {
 public:
  // Called on loops[0] with the offset at the start and whenever it has changed: sets the process's clock, and renews
  // with the database's new time what the process holds there. What it throws is reported as the end of the
  // supervised task "clock" (runtime/supervisor.hpp) and tried again, a second later at the most.
  using OnMoved = std::function<Task<>(std::chrono::microseconds offset)>;
  ClockFollower(runtime::Loops& loops, Options options, OnMoved on_moved);
  ~ClockFollower();
  ClockFollower(const ClockFollower&) = delete;

  void start();   // from any thread
  Task<> stop();  // on loops[0]; resumes when nothing of it runs any more

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::postgres
