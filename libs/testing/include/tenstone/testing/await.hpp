#pragma once
#include <future>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::testing {

// Runs a task on a running loop and blocks the calling (test) thread until it has returned or thrown.
template <class T>
T await(runtime::Loop& loop, Task<T> task) {
  std::promise<T> promise;
  auto body = [](Task<T> inner, std::promise<T>* out) -> Task<> {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(inner);
        out->set_value();
      } else {
        out->set_value(co_await std::move(inner));
      }
    } catch (...) {
      out->set_exception(std::current_exception());
    }
  };
  loop.spawn(body(std::move(task), &promise));
  return promise.get_future().get();
}

}  // namespace tenstone::testing
