#pragma once
#include <atomic>

#include "tenstone/core/clock.hpp"

namespace tenstone::testing {

// Stands still until it is told to move. Safe to call from any thread.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(Time start = Time(std::chrono::seconds(1'800'000'000))) : now_(start) {}
  Time now() const override { return now_.load(); }
  void advance(std::chrono::microseconds by) { now_.store(now_.load() + by); }

 private:
  std::atomic<Time> now_;
};

}  // namespace tenstone::testing
