#pragma once
#include <chrono>
#include <functional>
#include <utility>

namespace tenstone::redis {

// Says whether something that may be away is worth asking: after `failures` in a row not for `pause`, then one asks
// again, and not for another pause after it failed, until one succeeds. Each loop has its own, since each loop has a
// connection of its own: what one loop cannot reach, another may. Used on one thread.
class Breaker {
 public:
  using Steady = std::chrono::steady_clock;
  struct Options {
    int failures = 5;
    std::chrono::milliseconds pause{1000};
    // Called each time it becomes known to be away (true) and to be back (false), for a metric. Must not block or
    // throw.
    std::function<void(bool away)> changed = {};
  };

  explicit Breaker(Options options) : options_(std::move(options)) {}

  // True: ask, then call succeeded() or failed().
  bool ask(Steady::time_point now) {
    if (!away()) return true;
    if (now < closed_until_) return false;
    closed_until_ = now + options_.pause;
    return true;
  }
  void succeeded() {
    if (failures_ == 0) return;  // nearly always
    if (std::exchange(failures_, 0) >= options_.failures) tell(false);
  }
  // True: it has just become known to be away.
  bool failed(Steady::time_point now) {
    const bool known = away();
    if (!known) ++failures_;
    if (!away()) return false;
    closed_until_ = now + options_.pause;
    if (!known) tell(true);
    return !known;
  }
  bool away() const { return failures_ >= options_.failures; }

 private:
  void tell(bool away) const {
    if (options_.changed) options_.changed(away);
  }

  const Options options_;
  int failures_ = 0;  // in a row, at most options_.failures
  Steady::time_point closed_until_;
};

}  // namespace tenstone::redis
