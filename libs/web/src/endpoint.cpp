#include "tenstone/web/endpoint.hpp"

#include <algorithm>

#include "negotiation.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/trace.hpp"
#include "tenstone/validation/type_name.hpp"
#include "tenstone/web/operation.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {

Endpoint& Endpoint::guard(Guard guard) {
  guards_.push_back(std::move(guard));
  return *this;
}
Endpoint& Endpoint::intercept(http::NamedMiddleware middleware) {
  interceptors_.push_back(std::move(middleware));
  return *this;
}
Endpoint& Endpoint::summary(std::string text) {
  options_.summary = std::move(text);
  return *this;
}
Endpoint& Endpoint::body_limit(std::size_t bytes) {
  options_.body_limit = bytes;
  return *this;
}
Endpoint& Endpoint::time_limit(std::chrono::seconds time) {
  options_.time_limit = time;
  return *this;
}
Endpoint& Endpoint::operation_id(std::string name) {
  operation_id_ = std::move(name);
  return *this;
}

http::RouteOptions Endpoint::options() const {
  http::RouteOptions options = options_;
  options.source = this;
  for (const Guard& guard : guards_) options.guards.push_back(guard.name);
  return options;
}

std::string Endpoint::tag() const {
  std::string name = validation::readable_name(validation::demangled(*controller_));
  constexpr std::string_view kKind = "Controller";
  if (name.ends_with(kKind) && name.size() > kKind.size()) name.resize(name.size() - kKind.size());
  return name;
}

// "GET /v1/jobs/{id}": getV1JobsById.
std::string Endpoint::operation_id() const {
  if (!operation_id_.empty()) return operation_id_;
  std::string name;
  for (const char c : to_string(method_)) name += static_cast<char>(c - 'A' + 'a');
  for (std::string_view rest = path_; !rest.empty();) {
    rest.remove_prefix(1);
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(part.size());
    name.append(part.starts_with('{') ? "By" : "").append(validation::pascal_case(part));
  }
  return name;
}

void Endpoint::describe(Operation& operation) const {
  describe_(operation);
  if (method_ == http::Method::Patch && operation.body)
    operation.body->types = {"application/merge-patch+json", "application/json"};  // negotiation.hpp
  const bool tagged = std::ranges::any_of(operation.answers, [](const Operation::Answer& answer) {
    return std::ranges::find(answer.headers, "ETag", &Operation::Header::name) != answer.headers.end();
  });
  if (tagged && method_ == http::Method::Get) operation.answers.push_back({"304"});
  if (answers_json_) operation.errors.push_back(&http::kNotAcceptable);
  operation.errors.insert(operation.errors.end(), answers_.begin(), answers_.end());
  for (const http::NamedMiddleware& each : interceptors_)
    operation.errors.insert(operation.errors.end(), each.answers.begin(), each.answers.end());
}

Task<http::Response> Endpoint::run(http::Request& request) const {
  return guards_.empty() && interceptors_.empty() ? innermost(request) : guarded(request);
}

Task<http::Response> Endpoint::guarded(http::Request& request) const {
  for (const Guard& guard : guards_) {
    http::TraceStep step(request, "guard", guard.name);
    const Result<void> passed = co_await guard.check(request);
    step.ended(passed ? "" : passed.error().code);
    if (!passed) co_return http::problem(passed.error());
  }
  http::Next next(interceptors_, innermost_);
  co_return co_await next(request);
}

Task<http::Response> Endpoint::innermost(http::Request& request) const {
  if (answers_json_ && !accepts_json(request)) return ready(http::problem(http::kNotAcceptable));
  return takes_body_ ? call_with_body(request) : call(request, {});
}

Task<http::Response> Endpoint::call_with_body(http::Request& request) const {
  http::TraceStep step(request, "body");
  const Result<std::string_view> body = co_await json_body(request);
  step.ended(body ? "" : body.error().code);
  if (!body) co_return refused_body(body.error(), request.method());
  co_return co_await call(request, *body);
}

// call_ makes the parameters at once; the handler runs when its task is awaited.
Task<http::Response> Endpoint::call(http::Request& request, std::string_view body) const {
  http::TraceStep parameters(request, "parameters");
  auto running = call_(request, body);
  parameters.ended(running ? "" : running.error().code);
  if (!running) return ready(http::problem(running.error()));
  if (request.trace() == nullptr) return std::move(*running);
  return http::traced(request, "handler", {}, std::move(*running));
}

}  // namespace tenstone::web
