#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "tenstone/jobs/queue.hpp"

namespace tenstone::jobs {

// Calls `wake` for a queue at once, or, when that was less than a millisecond ago, once when the millisecond is over:
// never more often, and never not at all. Used on any loop.
class Waker : public std::enable_shared_from_this<Waker> {
 public:
  explicit Waker(Wake wake) : wake_(std::move(wake)) {}
  void call(std::string_view queue);

 private:
  using Steady = std::chrono::steady_clock;
  struct Last {
    Steady::time_point at{};
    bool waits = false;
  };
  static Task<> later(std::shared_ptr<Waker> self, std::string queue);

  const Wake wake_;
  std::mutex mutex_;
  std::map<std::string, Last, std::less<>> last_;
};

}  // namespace tenstone::jobs
