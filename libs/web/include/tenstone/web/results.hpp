// What a handler may return, plain or in a Result<>: a type with a schema (200), Created, Accepted, Page, NoContent,
// http::Response. Specialise Into<R> to add your own.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/response.hpp"
#include "tenstone/validation/object.hpp"
#include "tenstone/validation/parse.hpp"

namespace tenstone::web {

template <class T>
struct Created {  // 201
  T value;
  std::string location;
};
template <class T>
struct Accepted {  // 202: it runs; `location` tells how it goes
  T value;
  std::string location;
};
template <class T>
struct Page {
  std::vector<T> data;
  std::optional<std::string> next_cursor = {};  // nothing: this is the last one
};
template <class T>
constexpr auto schema(validation::For<Page<T>>) {
  return validation::object<Page<T>>(validation::field("data", &Page<T>::data),
                                     validation::field("next_cursor", &Page<T>::next_cursor));
}
struct NoContent {};  // 204

http::Response located(int status, std::string json, std::string_view location);

template <class R>
struct Into {
  static http::Response response(R value) { return http::json(validation::to_json(value)); }
};
template <class T>
struct Into<Created<T>> {
  static http::Response response(Created<T> made) {
    return located(201, validation::to_json(made.value), made.location);
  }
};
template <class T>
struct Into<Accepted<T>> {
  static http::Response response(Accepted<T> job) { return located(202, validation::to_json(job.value), job.location); }
};
template <>
struct Into<NoContent> {
  static http::Response response(NoContent) { return http::Response(204); }
};
template <>
struct Into<http::Response> {
  static http::Response response(http::Response response) { return response; }
};
template <class T>
struct Into<Result<T>> {
  static http::Response response(Result<T> result) {
    return result ? Into<T>::response(std::move(*result)) : http::problem(result.error());
  }
};
template <>
struct Into<void>;  // say NoContent
template <>
struct Into<Result<void>>;

}  // namespace tenstone::web
