// What a handler may return, plain or in a Result<>: a type with a schema (200), Created, Accepted, NoContent or void,
// Page (pages.hpp), http::Response, a std::variant of these; each of them in WithHeaders, or in Versioned
// (conditions.hpp). Specialise Into<R> to add your own.
#pragma once
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"
#include "tenstone/validation/json.hpp"
#include "tenstone/validation/object.hpp"
#include "tenstone/validation/parse.hpp"

namespace tenstone::web {

template <class T>
struct Created {  // 201
  T value;
  std::string location;
};
template <class T>
struct Accepted {  // 202: it runs; `location` tells how it goes, if anybody may know
  T value;
  std::string location = {};
};
struct NoContent {};  // 204, as void and Result<void>

// static http::Response response(R, http::Request&): the answer that a result becomes. The request is the one that it
// answers.
template <class R>
struct Into;
template <class R>
concept HandlerResult = requires { sizeof(Into<R>); };

// Results whose body is JSON: a request whose Accept excludes JSON is refused before their handler runs.
template <class R>
inline constexpr bool kAnswersJson = true;

// Is JSON by itself. A bare number, text or null is no document, and an optional does not say which error "nothing" is.
template <class R>
inline constexpr bool kIsDocument = validation::HasSchema<R>;
template <>
inline constexpr bool kIsDocument<validation::Json> = true;
template <class E>
inline constexpr bool kIsDocument<std::vector<E>> = true;
template <class E>
inline constexpr bool kIsDocument<std::map<std::string, E>> = true;

http::Response located(int status, std::string json, std::string_view location);
// 304 in place of what a GET's If-None-Match covers (conditions.hpp).
http::Response conditional(const http::Request& request, http::Response response);

template <class R>
  requires kIsDocument<R>
struct Into<R> {
  static http::Response response(const R& value, http::Request&) { return http::json(validation::to_json(value)); }
};
template <class T>
  requires kIsDocument<T>
struct Into<Created<T>> {
  static http::Response response(const Created<T>& made, http::Request&) {
    return located(201, validation::to_json(made.value), made.location);
  }
};
template <class T>
  requires kIsDocument<T>
struct Into<Accepted<T>> {
  static http::Response response(const Accepted<T>& job, http::Request&) {
    return located(202, validation::to_json(job.value), job.location);
  }
};
template <>
struct Into<void> {
  static http::Response response(http::Request&) { return http::Response(204); }
};
template <>
struct Into<NoContent> {
  static http::Response response(NoContent, http::Request& request) { return Into<void>::response(request); }
};
template <>
struct Into<http::Response> {
  static http::Response response(http::Response response, http::Request&) { return response; }
};
template <class T>
  requires HandlerResult<T>
struct Into<Result<T>> {
  static http::Response response(Result<T> result, http::Request& request) {
    if (!result) return http::problem(result.error());
    if constexpr (std::is_void_v<T>)
      return Into<void>::response(request);
    else
      return Into<T>::response(*std::move(result), request);
  }
};
// One of several results: std::variant<Created<T>, T> is 201 or 200.
template <class... R>
  requires(!kIsDocument<std::variant<R...>> && (HandlerResult<R> && ...))
struct Into<std::variant<R...>> {
  static http::Response response(std::variant<R...> result, http::Request& request) {
    return std::visit([&]<class One>(One& one) { return Into<One>::response(std::move(one), request); }, result);
  }
};

template <>
inline constexpr bool kAnswersJson<void> = false;
template <>
inline constexpr bool kAnswersJson<NoContent> = false;
template <>
inline constexpr bool kAnswersJson<http::Response> = false;  // what it holds is its handler's business
template <class T>
inline constexpr bool kAnswersJson<Result<T>> = kAnswersJson<T>;
template <class... R>
inline constexpr bool kAnswersJson<std::variant<R...>> = kIsDocument<std::variant<R...>> || (kAnswersJson<R> && ...);

}  // namespace tenstone::web
