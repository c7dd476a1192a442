#pragma once
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// Threads that work on one run. The first error stops all of them, and so does `outer`.
class Crew {
 public:
  explicit Crew(std::stop_token outer);
  ~Crew();  // stops and joins
  Crew(const Crew&) = delete;

  // Blocking calls in `work` end when the token stops: a connection by its Canceller, a program by its signal.
  void start(std::function<Result<void>(std::stop_token)> work);
  // Waits for all. The first error; backup_cancelled if `outer` stopped the run. Rethrows what a thread threw.
  Result<void> join();

 private:
  void fail(Error error);

  std::stop_source stop_;
  std::stop_token outer_;
  std::stop_callback<std::function<void()>> from_outer_;
  std::mutex mutex_;
  std::optional<Error> first_;
  std::exception_ptr thrown_;
  std::vector<std::jthread> threads_;
};

}  // namespace tenstone::backup
