#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/http/app.hpp"
#include "tenstone/web/guard.hpp"

namespace tenstone::web {

Task<http::Response> ready(http::Response response);

// One route of a controller and what stands around its handler: guards (as declared) > interceptors (as declared) >
// Accept (406) > body > parameters > handler. Say it all before the server starts.
class Endpoint {
 public:
  // Makes the parameters and calls the handler. `body` is empty unless the handler takes one.
  using Call = std::function<Task<http::Response>(http::Request&, std::string_view body)>;

  Endpoint(http::Method method, std::string_view path) : method_(method), path_(path) {}
  Endpoint(const Endpoint&) = delete;  // requests point at it

  Endpoint& guard(Guard guard);
  Endpoint& intercept(http::NamedMiddleware middleware);  // inside the guards; the body is not read yet
  Endpoint& summary(std::string text);                    // one line for people
  Endpoint& body_limit(std::size_t bytes);                // in place of the server's

  http::Method method() const { return method_; }
  std::string_view path() const { return path_; }
  http::RouteOptions options() const;

  // Throws what an interceptor or the handler throws.
  Task<http::Response> run(http::Request& request) const;

 private:
  friend class Controller;
  Task<http::Response> guarded(http::Request& request) const;
  Task<http::Response> innermost(http::Request& request) const;
  Task<http::Response> call_with_body(http::Request& request) const;

  http::Method method_;
  std::string path_;
  http::RouteOptions options_;
  std::vector<Guard> guards_;
  std::vector<http::NamedMiddleware> interceptors_;
  bool takes_body_ = false, answers_json_ = true;
  Call call_;
  http::Handler innermost_ = [this](http::Request& request) { return innermost(request); };
};

}  // namespace tenstone::web
