// The bare style: middleware in the order of its lines, then routes.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/error.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::http {

class Next;
using Handler = std::function<Task<Response>(Request&)>;
// Runs around all that is inside of it: `auto response = co_await next(request);`. May answer without calling next.
using Middleware = std::function<Task<Response>(Request&, Next)>;

// The object that declared a middleware or a route, for a library above that describes them. http only hands it back.
class Declared {
 public:
  virtual ~Declared() = default;
};

struct NamedMiddleware {
  std::string name;
  Middleware run;
  // The codes of its own answers: to any request, and to POST, PUT, PATCH and DELETE only.
  std::vector<const ErrorCode*> answers = {}, answers_to_unsafe = {};
  const Declared* source = nullptr;  // outlives the App
};

// The rest of the onion. Good for one call: a second throws std::logic_error.
class Next {
 public:
  // Both are owned elsewhere (by the App) and outlive the request.
  Next(std::span<const NamedMiddleware> rest, const Handler& last) : rest_(rest), last_(&last) {}
  Next(Next&& other) noexcept : rest_(other.rest_), last_(std::exchange(other.last_, nullptr)) {}
  Task<Response> operator()(Request& request);  // no coroutine itself: what is awaited never points back here

 private:
  std::span<const NamedMiddleware> rest_;
  const Handler* last_;
};

struct RouteOptions {
  std::size_t body_limit = 0;  // bytes; 0: the server's limit
  // For the handler, counted again once its body has been read; 0: the server's (limits.hpp). To the second.
  std::chrono::seconds time_limit{0};
  // For a list of routes: what stands before the handler, and one line for people.
  std::vector<std::string> guards = {};
  std::string summary = {};
  const Declared* source = nullptr;  // outlives the App
};

struct RouteInfo {
  Method method;
  std::string path;
  RouteOptions options;
};

// Build it before the server starts; from then on it does not change and all loops read it.
class App {
 public:
  App();
  ~App();
  App(const App&) = delete;

  // All routes pass through every middleware, so those come first. Throws std::logic_error behind a route: elsewhere
  // such a line is accepted, and the route goes without.
  App& use(Middleware middleware) { return use("(unnamed)", std::move(middleware)); }
  App& use(std::string name, Middleware middleware);
  App& use(NamedMiddleware middleware);

  // "/notes/{id}": a brace takes one whole segment, never an empty one; a literal segment goes before a brace. At the
  // end "{key...}" takes one segment or more with the slashes between, and goes behind both. HEAD is answered from GET,
  // OPTIONS and 405 by the App.
  // Throws std::invalid_argument when the path is malformed, or when it matches what another route of this method
  // matches; the text names both.
  App& add(Method method, std::string_view path, Handler handler, RouteOptions options = {});
  App& get(std::string_view path, Handler handler) { return add(Method::Get, path, std::move(handler)); }
  App& post(std::string_view path, Handler handler) { return add(Method::Post, path, std::move(handler)); }
  App& put(std::string_view path, Handler handler) { return add(Method::Put, path, std::move(handler)); }
  App& patch(std::string_view path, Handler handler) { return add(Method::Patch, path, std::move(handler)); }
  App& del(std::string_view path, Handler handler) { return add(Method::Delete, path, std::move(handler)); }
  App& post(std::string_view path, RouteOptions options, Handler handler) {
    return add(Method::Post, path, std::move(handler), options);
  }
  App& put(std::string_view path, RouteOptions options, Handler handler) {
    return add(Method::Put, path, std::move(handler), options);
  }
  App& patch(std::string_view path, RouteOptions options, Handler handler) {
    return add(Method::Patch, path, std::move(handler), options);
  }

  std::vector<RouteInfo> routes() const;                                       // as added
  std::span<const NamedMiddleware> middleware() const { return middleware_; }  // outermost first
  std::vector<std::string> middleware_names() const;

  // Finds the route, so that middleware knows it, then runs middleware and route. Throws what they throw: the server
  // (or problem_errors) makes an answer of it.
  Task<Response> handle(Request& request) const;

 private:
  struct Routes;
  Task<Response> route(Request& request) const;

  std::vector<NamedMiddleware> middleware_;
  std::unique_ptr<Routes> routes_;
  Handler router_;
};

// The limit of a route's body: app.post("/users", http::body_limit(16 * 1024), handler).
inline RouteOptions body_limit(std::size_t bytes) { return {.body_limit = bytes}; }

}  // namespace tenstone::http
