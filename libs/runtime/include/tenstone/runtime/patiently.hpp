#pragma once
#include <chrono>

#include "tenstone/core/result.hpp"
#include "tenstone/runtime/task.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::runtime {

// Calls `step` again while the blocking pool is full: a body that is half sent or half received is worth a wait. The
// time-outs of the server bound it. Suspends.
template <class Step>
std::invoke_result_t<Step&> patiently(Step step) {
  for (;;) {
    auto result = co_await step();
    if (result || !result.error().is(kBusy)) co_return result;
    co_await sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace tenstone::runtime
