// Task<T>: a coroutine that starts when it is awaited, runs on the loop of its caller and returns T or throws.
//
// Parameters by value, or owned elsewhere for the whole run. Name an aggregate or a capturing lambda before awaiting
// it.
#pragma once
#include <boost/asio/awaitable.hpp>

namespace tenstone {

template <class T = void>
using Task = boost::asio::awaitable<T>;

// A task that has its value already, for handlers and guards that do not wait.
template <class T>
Task<T> ready(T value) {
  co_return value;
}

}  // namespace tenstone
