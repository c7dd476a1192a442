// Waiting, on the steady clock: a moved test clock does not touch it.
#pragma once
#include <chrono>

#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {

// Suspends. Throws boost::system::system_error(operation_aborted) when the awaiting task is cancelled.
Task<> sleep_for(std::chrono::steady_clock::duration duration);

class Stopwatch {
 public:
  std::chrono::microseconds elapsed() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start_);
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace tenstone::runtime
