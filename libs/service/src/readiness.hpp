#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tenstone/runtime/single_flight.hpp"

namespace tenstone::service {

// A condition of /readyz.
struct Check {
  std::string name;
  std::function<Task<bool>()> holds;
};

// How the checks of a process went. They cost round trips to its servers, and anybody may ask: so they are made at most
// once a second, however many ask, and all at the same time: each has its patience, and servers may hang together. Safe
// on every loop.
class Readiness {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;
  static constexpr std::chrono::seconds kKept{1};

  explicit Readiness(Now now = std::chrono::steady_clock::now) : now_(std::move(now)) {}
  void add(Check check) { checks_.push_back(std::move(check)); }  // before the first ask()

  struct Part {
    std::string name;
    bool holds;
  };
  using Parts = std::shared_ptr<const std::vector<Part>>;
  // Of the last second, else new ones; who comes while they are made waits for them. A check that throws does not hold.
  // Suspends.
  Task<Parts> ask();

 private:
  Parts kept();
  Task<Result<Parts>> make();

  std::vector<Check> checks_;
  Now now_;
  runtime::SingleFlight<Parts> making_;
  std::mutex mutex_;  // of the two below
  Parts last_;
  std::chrono::steady_clock::time_point made_at_;
};

}  // namespace tenstone::service
