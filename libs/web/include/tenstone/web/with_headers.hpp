#pragma once
#include <concepts>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/web/described.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {

using Headers = std::vector<std::pair<std::string, std::string>>;  // names and values

// A result with headers of its own, also on its errors when R is a Result<>:
//
//   co_return web::WithHeaders(SessionAnswer{…}).cookie(session_cookie(token)).header("Cache-Control", "no-store");
template <class R>
struct WithHeaders {
  R value;
  Headers headers;

  template <class V>
    requires std::convertible_to<V, R>
  WithHeaders(V&& of, Headers with = {}) : value(std::forward<V>(of)), headers(std::move(with)) {}

  // As Response::header() and add_header("Set-Cookie", …): what those throw, the answer throws.
  template <class Self>
  Self&& header(this Self&& self, std::string name, std::string text) {
    self.headers.emplace_back(std::move(name), std::move(text));
    return std::forward<Self>(self);
  }
  template <class Self>
  Self&& cookie(this Self&& self, std::string text) {  // the whole value of Set-Cookie
    return std::forward<Self>(self).header("Set-Cookie", std::move(text));
  }
};
template <class R>
WithHeaders(R) -> WithHeaders<R>;

void add_headers(http::Response& response, const Headers& headers);
template <class R>
  requires HandlerResult<R>
struct Into<WithHeaders<R>> {
  static http::Response response(WithHeaders<R> result, http::Request& request) {
    http::Response response = Into<R>::response(std::move(result.value), request);
    add_headers(response, result.headers);
    return response;
  }
};
template <class R>
struct DescribeResult<WithHeaders<R>> : DescribeResult<R> {};
template <class R>
inline constexpr bool kAnswersJson<WithHeaders<R>> = kAnswersJson<R>;

}  // namespace tenstone::web
