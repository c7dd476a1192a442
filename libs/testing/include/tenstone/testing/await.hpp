#pragma once
#include <exception>
#include <future>
#include <optional>
#include <type_traits>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::testing {

// Runs a task on a running loop and blocks the calling (test) thread until it has returned or thrown.
template <class T>
T await(runtime::Loop& loop, Task<T> task) {
  struct Call {
    std::conditional_t<std::is_void_v<T>, bool, std::optional<T>> value{};
    std::exception_ptr error;
    std::promise<void> ended;
  } call;
  const auto body = [](Task<T> inner, Call* out) -> Task<> {
    try {
      if constexpr (std::is_void_v<T>) {
        co_await std::move(inner);
      } else {
        out->value.emplace(co_await std::move(inner));
      }
    } catch (...) {
      out->error = std::current_exception();
    }
    out->ended.set_value();  // here, where the loop no longer holds the exception: ThreadSanitizer cannot see its count
  };
  loop.spawn(body(std::move(task), &call));
  call.ended.get_future().get();
  if (call.error) std::rethrow_exception(std::move(call.error));
  if constexpr (!std::is_void_v<T>) return std::move(*call.value);
}

}  // namespace tenstone::testing
