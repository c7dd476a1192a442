#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <utility>

namespace tenstone::redis {

// Says whether something that may be away is worth asking: after `failures` in a row not for `pause`, then one asks
// again, and not for another pause after it failed, until somebody succeeds. From any thread; no lock.
class Breaker {
 public:
  using Steady = std::chrono::steady_clock;
  struct Options {
    int failures = 5;
    std::chrono::milliseconds pause{1000};
    // Told each time it becomes known to be away (true) and to be back (false), for a metric. On the thread that
    // noticed; must not block or throw.
    std::function<void(bool away)> changed = {};
  };

  Breaker() : Breaker(Options{}) {}
  explicit Breaker(Options options) : options_(std::move(options)) {}

  // True: ask, and tell succeeded() or failed().
  bool ask(Steady::time_point now) {
    if (failures_.load(std::memory_order_relaxed) < options_.failures) return true;
    auto until = closed_until_.load(std::memory_order_relaxed);
    // The one who moves the time on is the one who asks.
    return now >= until &&
           closed_until_.compare_exchange_strong(until, now + options_.pause, std::memory_order_relaxed);
  }
  void succeeded() {
    if (failures_.load(std::memory_order_relaxed) == 0) return;  // nearly always: leaves the cache line shared
    if (failures_.exchange(0, std::memory_order_relaxed) >= options_.failures) tell(false);
  }
  // True: it has just become known to be away.
  bool failed(Steady::time_point now) {
    const int failures = failures_.fetch_add(1, std::memory_order_relaxed) + 1;
    if (failures < options_.failures) return false;
    closed_until_.store(now + options_.pause, std::memory_order_relaxed);
    if (failures > options_.failures) return false;
    tell(true);
    return true;
  }
  bool away() const { return failures_.load(std::memory_order_relaxed) >= options_.failures; }

 private:
  void tell(bool away) const {
    if (options_.changed) options_.changed(away);
  }

  const Options options_;
  std::atomic<int> failures_ = 0;
  std::atomic<Steady::time_point> closed_until_{Steady::time_point{}};
};

}  // namespace tenstone::redis
