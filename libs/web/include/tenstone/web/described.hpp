// What the kinds of parameters.hpp and results.hpp say of themselves in the API's description.
#pragma once
#include <concepts>
#include <string>
#include <variant>

#include "tenstone/web/operation.hpp"
#include "tenstone/web/parameters.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {

template <>
struct DescribeParameter<http::Request&> {
  static void to(Operation&) {}
};
template <>
struct DescribeParameter<Principal> {
  static void to(Operation&) {}  // route() put a guard before it, which says it
};
template <class T>
struct DescribeParameter<Body<T>> {
  static void to(Operation& operation) {
    operation.body = {operation.schema<T>(validation::Way::Input)};
    operation.errors_of_body();
  }
};
template <class T>
struct DescribeParameter<Query<T>> {
  static void to(Operation& operation) {
    operation.query(validation::kDescribed<T>);
    operation.errors_of_parameters();
  }
};
template <Name kName, class T>
struct DescribeParameter<Path<kName, T>> {
  static void to(Operation& operation) {
    operation.parameters.push_back(
        {"path", std::string(kName.view()), true, operation.schema<T>(validation::Way::Text)});
    if constexpr (!std::same_as<T, std::string>) operation.errors_of_parameters();
  }
};
template <Name kName, class T>
struct DescribeParameter<Header<kName, T>> {
  static void to(Operation& operation) {
    operation.parameters.push_back(
        {"header", std::string(kName.view()), !validation::kOptional<T>, operation.schema<T>(validation::Way::Text)});
    operation.errors_of_parameters();
  }
};

template <Name kName, class T>
struct DescribeParameter<Cookie<kName, T>> {
  static void to(Operation& operation) {
    operation.parameters.push_back(
        {"cookie", std::string(kName.view()), !validation::kOptional<T>, operation.schema<T>(validation::Way::Text)});
    operation.errors_of_parameters();
  }
};

template <class R>
  requires kIsDocument<R>
struct DescribeResult<R> {
  static void to(Operation& operation) {
    operation.answers.push_back({"200", operation.schema<R>(validation::Way::Output)});
  }
};
template <class T>
struct DescribeResult<Result<T>> : DescribeResult<T> {};
template <class T>
struct DescribeResult<Created<T>> {
  static void to(Operation& operation) {
    operation.answers.push_back(
        {"201", operation.schema<T>(validation::Way::Output), {{"Location", "The path of what was made"}}});
  }
};
template <class T>
struct DescribeResult<Accepted<T>> {
  static void to(Operation& operation) {
    operation.answers.push_back({"202",
                                 operation.schema<T>(validation::Way::Output),
                                 {{"Location", "The path that tells how it goes", false}}});
  }
};
template <>
struct DescribeResult<NoContent> {
  static void to(Operation& operation) { operation.answers.push_back({"204"}); }
};
template <>
struct DescribeResult<void> : DescribeResult<NoContent> {};
template <class... R>
  requires(!kIsDocument<std::variant<R...>>)
struct DescribeResult<std::variant<R...>> {
  static void to(Operation& operation) { (..., DescribeResult<R>::to(operation)); }
};
template <>
struct DescribeResult<http::Response> {
  static void to(Operation& operation) { operation.answers.push_back({"2XX"}); }
};

}  // namespace tenstone::web
