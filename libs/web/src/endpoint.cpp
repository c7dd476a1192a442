#include "tenstone/web/endpoint.hpp"

#include "negotiation.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {

Task<http::Response> ready(http::Response response) { co_return response; }

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

http::RouteOptions Endpoint::options() const {
  http::RouteOptions options = options_;
  for (const Guard& guard : guards_) options.guards.push_back(guard.name);
  return options;
}

Task<http::Response> Endpoint::run(http::Request& request) const {
  return guards_.empty() && interceptors_.empty() ? innermost(request) : guarded(request);
}

Task<http::Response> Endpoint::guarded(http::Request& request) const {
  for (const Guard& guard : guards_) {
    const Result<void> passed = co_await guard.check(request);
    if (!passed) co_return http::problem(passed.error());
  }
  http::Next next(interceptors_, innermost_);
  co_return co_await next(request);
}

Task<http::Response> Endpoint::innermost(http::Request& request) const {
  if (answers_json_ && !accepts_json(request)) return ready(http::problem(http::kNotAcceptable));
  return takes_body_ ? call_with_body(request) : call_(request, {});
}

Task<http::Response> Endpoint::call_with_body(http::Request& request) const {
  const Result<std::string_view> body = co_await json_body(request);
  if (!body) co_return refused_body(body.error(), request.method());
  co_return co_await call_(request, *body);
}

}  // namespace tenstone::web
