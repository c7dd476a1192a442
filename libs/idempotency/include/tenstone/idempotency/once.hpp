// The result of a handler whose effect happens once: the answer that its first request got.
#pragma once
#include <utility>

#include "tenstone/http/response.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::idempotency {

// Made by Runner::run(). R, such as web::Created<Order>, is what the effect returns; `response` is what R became: now,
// or when the effect happened.
template <class R>
struct Once {
  http::Response response;
};

}  // namespace tenstone::idempotency

template <class R>
struct tenstone::web::Into<tenstone::idempotency::Once<R>> {
  static http::Response response(idempotency::Once<R> once, http::Request&) { return std::move(once.response); }
};
template <class R>
inline constexpr bool tenstone::web::kAnswersJson<tenstone::idempotency::Once<R>> = kAnswersJson<R>;
