#pragma once
#include <atomic>
#include <chrono>

namespace tenstone::rate_limit {

// Says whether something that may be away is worth asking: after kFailures in a row not for kPause, then one asks
// again. From any thread.
class Breaker {
 public:
  using Steady = std::chrono::steady_clock;
  static constexpr int kFailures = 5;
  static constexpr std::chrono::seconds kPause{1};

  // True: ask, and tell succeeded() or failed().
  bool ask(Steady::time_point now) {
    if (failures_.load(std::memory_order_relaxed) < kFailures) return true;
    auto until = closed_until_.load(std::memory_order_relaxed);
    // The one who moves the time on is the one who asks.
    return now >= until && closed_until_.compare_exchange_strong(until, now + kPause, std::memory_order_relaxed);
  }
  void succeeded() { failures_.store(0, std::memory_order_relaxed); }
  // True: it has just become known to be away.
  bool failed(Steady::time_point now) {
    const bool now_away = failures_.fetch_add(1, std::memory_order_relaxed) + 1 == kFailures;
    if (now_away) closed_until_.store(now + kPause, std::memory_order_relaxed);
    return now_away;
  }

 private:
  std::atomic<int> failures_ = 0;
  std::atomic<Steady::time_point> closed_until_{Steady::time_point{}};
};

}  // namespace tenstone::rate_limit
