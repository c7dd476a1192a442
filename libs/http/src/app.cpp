#include "tenstone/http/app.hpp"

#include <fmt/core.h>
#include <stdexcept>

#include "router.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/trace.hpp"

namespace tenstone::http {
namespace {

struct Route {
  RouteInfo info;
  Handler handler;
};

Response not_allowed(MethodSet allowed) {
  Response response = problem(kMethodNotAllowed);
  response.header("Allow", allowed.allow());
  return response;
}

// With what the App answers by itself.
MethodSet complete(MethodSet allowed) {
  if (allowed.has(Method::Get)) allowed.add(Method::Head);
  allowed.add(Method::Options);
  return allowed;
}

Response options(MethodSet allowed) {
  Response response(204);
  response.header("Allow", allowed.allow());
  return response;
}

}  // namespace

struct App::Routes {
  Router router;
  std::vector<Route> list;
};

App::App() : routes_(std::make_unique<Routes>()), router_([this](Request& request) { return route(request); }) {}
App::~App() = default;

Task<Response> Next::operator()(Request& request) {
  const Handler* last = std::exchange(last_, nullptr);
  if (last == nullptr) throw std::logic_error("a middleware called next() twice");
  if (rest_.empty()) return (*last)(request);
  const NamedMiddleware& middleware = rest_.front();
  if (request.trace() == nullptr) return middleware.run(request, Next(rest_.subspan(1), *last));
  return traced(request, "middleware", middleware.name, middleware.run(request, Next(rest_.subspan(1), *last)));
}

App& App::use(std::string name, Middleware middleware) { return use({std::move(name), std::move(middleware)}); }

App& App::use(NamedMiddleware middleware) {
  if (!routes_->list.empty()) {
    const RouteInfo& first = routes_->list.front().info;
    throw std::logic_error(fmt::format("the middleware {} stands behind the route {} {}: put it before all routes",
                                       middleware.name, to_string(first.method), first.path));
  }
  middleware_.push_back(std::move(middleware));
  return *this;
}

App& App::add(Method method, std::string_view path, Handler handler, RouteOptions options) {
  routes_->router.add(method, path, routes_->list.size());
  routes_->list.push_back({{method, std::string(path), options}, std::move(handler)});
  return *this;
}

std::vector<RouteInfo> App::routes() const {
  std::vector<RouteInfo> all;
  for (const Route& route : routes_->list) all.push_back(route.info);
  return all;
}

std::vector<std::string> App::middleware_names() const {
  std::vector<std::string> names;
  for (const NamedMiddleware& middleware : middleware_) names.push_back(middleware.name);
  return names;
}

Task<Response> App::handle(Request& request) const {
  const Router::Match match = routes_->router.find(request.method(), request);
  request.route_number_ = match.route;
  request.allowed_ = match.allowed;
  Next next(middleware_, router_);
  return next(request);
}

Task<Response> App::route(Request& request) const {
  if (request.raw_target_ == "*") return ready(options(complete(routes_->router.methods())));
  if (request.route_number_ != Router::kNone) {
    const Route& route = routes_->list[request.route_number_];
    if (route.info.options.body_limit > 0) request.limit_body(route.info.options.body_limit);
    if (route.info.options.time_limit.count() > 0) request.limit_time(route.info.options.time_limit);
    return route.handler(request);
  }
  if (request.allowed_.empty()) return ready(problem(kNoRoute));
  const MethodSet allowed = complete(request.allowed_);
  return ready(request.method() == Method::Options ? options(allowed) : not_allowed(allowed));
}

}  // namespace tenstone::http
