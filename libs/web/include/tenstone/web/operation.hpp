// What a handler takes and answers, for the API's description (openapi.hpp): made from its signature, on demand.
// A kind of parameter or result of your own says it by specialising DescribeParameter<P> or DescribeResult<R>.
#pragma once
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tenstone/validation/describe.hpp"
#include "tenstone/web/conditions.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/parameters.hpp"
#include "tenstone/web/results.hpp"
#include "tenstone/web/with_headers.hpp"

namespace tenstone::web {

// All schemas are JSON.
class Operation {
 public:
  struct Parameter {
    std::string in, name;  // "path", "query", "header" or "cookie"
    bool required;
    std::string schema, description = {};
  };
  struct Body {
    std::string schema;
    std::vector<std::string> types = {"application/json"};
    bool required = true;
  };
  struct Header {
    std::string name, description;
    bool always = true;
  };
  struct Answer {
    std::string status;       // "201", or "2XX": the handler decides
    std::string schema = {};  // "": no body, or, for 2XX, one that is not described
    std::vector<Header> headers = {};
  };

  explicit Operation(validation::Components& components) : components_(components) {}

  std::vector<Parameter> parameters;
  std::optional<Body> body;
  std::vector<Answer> answers;           // those that are no problems
  std::vector<const ErrorCode*> errors;  // of what is read, and of the handler; one may stand there twice

  template <class T>
  std::string schema(validation::Way way) {
    return validation::describe<T>(components_, way);
  }
  // Each member is a parameter of the query.
  void query(std::span<const validation::DescribedMember> members);
  void errors_of_parameters();  // those of Input, when it is not a body that is wrong
  void errors_of_body();        // those of a body that is read as JSON
  void if_match(bool required);
  void with_version(std::size_t first_answer);  // answers from here on carry an ETag

 private:
  validation::Components& components_;
};

template <class P>
struct DescribeParameter;  // static void to(Operation&)

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
template <>
struct DescribeParameter<std::optional<IfMatch>> {
  static void to(Operation& operation) { operation.if_match(false); }
};
template <>
struct DescribeParameter<IfMatch> {
  static void to(Operation& operation) { operation.if_match(true); }
};

template <class R>
struct DescribeResult {  // a type with a schema
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
template <class T>
struct DescribeResult<Page<T>> {
  static void to(Operation& operation) {
    operation.answers.push_back({"200",
                                 operation.schema<Page<T>>(validation::Way::Output),
                                 {{"Link", "The next page, rel=\"next\"; none on the last one", false}}});
  }
};
template <>
struct DescribeResult<void> {
  static void to(Operation& operation) { operation.answers.push_back({"204"}); }
};
template <>
struct DescribeResult<NoContent> : DescribeResult<void> {};
template <>
struct DescribeResult<http::Response> {
  static void to(Operation& operation) { operation.answers.push_back({"2XX"}); }
};
template <class... R>
  requires(!kIsDocument<std::variant<R...>>)
struct DescribeResult<std::variant<R...>> {
  static void to(Operation& operation) { (..., DescribeResult<R>::to(operation)); }
};
template <class R>
struct DescribeResult<WithHeaders<R>> : DescribeResult<R> {};
template <class R>
struct DescribeResult<Versioned<R>> {
  static void to(Operation& operation) {
    const std::size_t before = operation.answers.size();
    DescribeResult<R>::to(operation);
    operation.with_version(before);
  }
};

// One small function a handler; it runs only when somebody asks.
template <class R, class... P>
void describe_handler(Operation& operation) {
  (..., DescribeParameter<P>::to(operation));
  DescribeResult<R>::to(operation);
}

}  // namespace tenstone::web
