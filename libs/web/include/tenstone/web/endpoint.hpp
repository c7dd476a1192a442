#pragma once
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "tenstone/http/app.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::web {

class Operation;

// One route of a controller and what stands around its handler: guards (as declared) > interceptors (as declared) >
// Accept (406) > body > parameters > handler. Say it all before the server starts.
class Endpoint final : public http::Declared {
 public:
  // Makes the parameters, or says what is wrong with them, and calls the handler, which runs when it is awaited. `body`
  // is empty unless the handler takes one.
  using Call = std::function<Result<Task<http::Response>>(http::Request&, std::string_view body)>;

  Endpoint(http::Method method, std::string_view path) : method_(method), path_(path) {}
  Endpoint(const Endpoint&) = delete;  // requests point at it

  Endpoint& guard(Guard guard);
  Endpoint& intercept(http::NamedMiddleware middleware);  // inside the guards; the body is not read yet
  Endpoint& summary(std::string text);                    // one line for people
  Endpoint& body_limit(std::size_t bytes);                // in place of the server's
  Endpoint& time_limit(std::chrono::seconds time);        // of the handler, in place of the server's
  Endpoint& operation_id(std::string name);               // "listJobs", in place of one made of method and path
  // The codes that the handler itself answers with. Those of guards, parameters and body are known.
  template <std::same_as<ErrorCode>... Code>
  Endpoint& answers(const Code&... codes) {
    (..., answers_.push_back(&codes));
    return *this;
  }

  http::Method method() const { return method_; }
  std::string_view path() const { return path_; }
  http::RouteOptions options() const;
  const std::vector<Guard>& guards() const { return guards_; }
  std::string tag() const;  // the controller's name: "Jobs" for JobsController
  std::string operation_id() const;
  // What the handler's signature says, and the codes of answers() and of interceptors.
  void describe(Operation& operation) const;

  // Throws what an interceptor or the handler throws.
  Task<http::Response> run(http::Request& request) const;

 private:
  friend class Controller;
  Task<http::Response> guarded(http::Request& request) const;
  Task<http::Response> innermost(http::Request& request) const;
  Task<http::Response> call_with_body(http::Request& request) const;
  Task<http::Response> call(http::Request& request, std::string_view body) const;

  http::Method method_;
  std::string path_;
  http::RouteOptions options_;
  std::vector<Guard> guards_;
  std::vector<http::NamedMiddleware> interceptors_;
  std::vector<const ErrorCode*> answers_;
  std::string operation_id_;
  const std::type_info* controller_ = nullptr;
  void (*describe_)(Operation&) = nullptr;
  bool takes_body_ = false, answers_json_ = true;
  Call call_;
  http::Handler innermost_ = [this](http::Request& request) { return innermost(request); };
};

}  // namespace tenstone::web
