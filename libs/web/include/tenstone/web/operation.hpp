// What a handler takes and answers, for the API's description (openapi.hpp): made from its signature, on demand. Each
// kind of parameter and result says it by a specialisation of DescribeParameter<P> or DescribeResult<R>: those of
// parameters.hpp and results.hpp are in described.hpp, one of your own stands beside its From<P> or Into<R>.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/error.hpp"
#include "tenstone/validation/describe.hpp"

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

 private:
  validation::Components& components_;
};

template <class P>
struct DescribeParameter;  // static void to(Operation&)
template <class R>
struct DescribeResult;  // static void to(Operation&)

// One small function a handler; it runs only when somebody asks.
template <class R, class... P>
void describe_handler(Operation& operation) {
  (..., DescribeParameter<P>::to(operation));
  DescribeResult<R>::to(operation);
}

}  // namespace tenstone::web
