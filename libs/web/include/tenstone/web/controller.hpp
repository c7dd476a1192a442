// The structured style: a controller declares its routes, its handlers' parameter and return types are the contract.
//
//   class NotesController final : public web::Controller {
//    public:
//     explicit NotesController(Notes& notes) : notes_(notes) {
//       route("GET  /notes/{id}", &NotesController::find);
//       route("POST /notes", &NotesController::create).guard(web::requires_scope("notes:write")).summary("Create a
//       note");
//     }
//     Task<Result<Note>> find(web::Path<"id", Uuid> id);
//     Task<Result<web::Created<Note>>> create(web::Body<CreateNote> note, web::Principal user);
//
// A request's way: middleware > route > guards > interceptors > Accept > body > parameters > handler. What is wrong
// with path, query, headers and body is one 422 with all of it; the handler runs only when nothing is.
#pragma once
#include <concepts>
#include <memory>
#include <span>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "tenstone/http/app.hpp"
#include "tenstone/web/described.hpp"
#include "tenstone/web/endpoint.hpp"
#include "tenstone/web/parameters.hpp"
#include "tenstone/web/results.hpp"
#include "tenstone/web/route.hpp"

namespace tenstone::web {

// The names of H and P stand in the line of the failed static_assert.
template <class H, class P>
struct Parameter {
  static constexpr bool can_be_filled = requires(Input& in) { From<P>::from(in); };
};
template <class H, class P>
constexpr bool check_parameter() {
  static_assert(
      Parameter<H, P>::can_be_filled,
      "a handler takes Body<T>, Query<T>, Path<\"name\", T>, Header<\"name\", T>, Cookie<\"name\", T>, IfMatch or "
      "Principal by value, or http::Request&");
  return Parameter<H, P>::can_be_filled;
}
template <class H, class R>
struct Returned {
  static constexpr bool can_be_sent = HandlerResult<R>;
};
template <class H, class R>
constexpr bool check_result() {
  static_assert(Returned<H, R>::can_be_sent,
                "a handler returns a type with a schema, Created, Accepted, Page, NoContent, void, http::Response or a "
                "variant of "
                "these, plain or in a Result<>, WithHeaders<> or Versioned<>");
  return Returned<H, R>::can_be_sent;
}

// One coroutine a return type, not one a handler.
template <class R>
Task<http::Response> answer(Task<R> running, http::Request& request) {
  if constexpr (std::is_void_v<R>) {
    co_await std::move(running);
    co_return Into<void>::response(request);
  } else {
    co_return conditional(request, Into<R>::response(co_await std::move(running), request));
  }
}

// One serves all loops at once: it holds no state but what is safe to share.
class Controller {
 public:
  Controller(const Controller&) = delete;  // its routes point at it
  virtual ~Controller() = default;
  std::span<const std::unique_ptr<Endpoint>> endpoints() const { return endpoints_; }

 protected:
  Controller() = default;

  // In the constructor. "METHOD /path/{name}", with a Path<"name", T> for each brace (or http::Request&).
  template <class Self, class R, class C, class... P>
  Endpoint& route(this Self& self, std::type_identity_t<Route<P...>> text, Task<R> (C::*handler)(P...)) {
    using Handler = Task<R> (C::*)(P...);
    static_assert(std::derived_from<Self, C>, "a handler is a member of the controller that routes it");
    static_assert((kIsBody<P> + ... + 0) <= 1 && (kIsQuery<P> + ... + 0) <= 1,
                  "a handler takes one Body and one Query at most");
    Endpoint& endpoint = self.add(text, typeid(Self), (kIsBody<P> || ...), kAnswersJson<R>);
    if ((std::same_as<P, Principal> || ...)) endpoint.guard(signed_in());
    if constexpr ((check_parameter<Handler, P>() & ... & check_result<Handler, R>())) {
      endpoint.call_ = [&self, handler](http::Request& request, std::string_view body) {
        return call<R, C, P...>(self, handler, request, body);
      };
      endpoint.describe_ = &describe_handler<R, P...>;
    }
    return endpoint;
  }

 private:
  Endpoint& add(const RouteText& text, const std::type_info& controller, bool takes_body, bool answers_json);

  // No coroutine: a call has the handler's frame and answer()'s.
  template <class R, class C, class... P>
  static Result<Task<http::Response>> call(C& self, Task<R> (C::*handler)(P...), http::Request& request,
                                           std::string_view body) {
    Input input{request, body};
    std::tuple<P...> made{From<P>::from(input)...};  // braces: left to right
    if (!input.good()) return std::move(input).error();
    return answer<R>(
        std::apply([&](auto&&... each) { return (self.*handler)(std::forward<P>(each)...); }, std::move(made)),
        request);
  }

  std::vector<std::unique_ptr<Endpoint>> endpoints_;
};

// Adds its routes to the App. It must outlive the App. Throws what App::add throws.
void mount(http::App& app, Controller& controller);

}  // namespace tenstone::web
