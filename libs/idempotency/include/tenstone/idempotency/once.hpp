// The result of a handler whose effect happens once: the answer that its first request got.
#pragma once
#include <utility>

#include "tenstone/http/response.hpp"
#include "tenstone/web/described.hpp"

namespace tenstone::idempotency {

// Made by Runner::run(). R, such as web::Created<Order>, is what the effect returns; `response` is what R became: now,
// or when the effect happened.
template <class R>
struct Once {
  http::Response response;
};

}  // namespace tenstone::idempotency

namespace tenstone::web {

template <class R>
  requires HandlerResult<R>
struct Into<idempotency::Once<R>> {
  static http::Response response(idempotency::Once<R> once, http::Request&) { return std::move(once.response); }
};
template <class R>
struct DescribeResult<idempotency::Once<R>> {
  static void to(Operation& operation) {
    const std::size_t before = operation.answers.size();
    DescribeResult<R>::to(operation);
    for (std::size_t i = before; i < operation.answers.size(); ++i)
      operation.answers[i].headers.push_back(
          {"Idempotency-Replayed", "true: the answer of the first request with this key", false});
  }
};
template <class R>
inline constexpr bool kAnswersJson<idempotency::Once<R>> = kAnswersJson<R>;

}  // namespace tenstone::web
