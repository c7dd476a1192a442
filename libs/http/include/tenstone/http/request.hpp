#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/http/ip_address.hpp"
#include "tenstone/http/limits.hpp"
#include "tenstone/http/method.hpp"
#include "tenstone/http/target.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::http {

// Where a request's body comes from: the connection, or a test.
class BodySource {
 public:
  virtual ~BodySource() = default;
  virtual Task<Result<std::string_view>> read_body(std::size_t limit) = 0;
  virtual Task<Result<std::string_view>> read_some(std::size_t limit) = 0;
  virtual std::optional<std::uint64_t> content_length() const = 0;
  // How long the handler may take from here on, and again from the end of its body on.
  virtual void limit_time(std::chrono::seconds) {}
};

class Next;
class Trace;
struct Response;

// Lives until its response has been made: a handler may hold it, and every view that it hands out, across awaits, but
// must not keep them when it returns. Used by one loop.
class Request {
 public:
  Request() = default;
  // For tests and other callers without a connection: owns what it is given. Throws Failure if `target` is malformed.
  Request(Method method, std::string target, std::vector<std::pair<std::string, std::string>> fields = {},
          std::string body = {});
  Request(const Request&) = delete;

  Method method() const { return method_; }
  std::string_view target() const { return raw_target_; }   // as sent, without scheme and host
  std::string_view path() const { return target_.path(); }  // decoded, dots resolved: safe to compare
  std::span<const std::string_view> segments() const { return target_.segments; }

  std::span<const Field> headers() const { return fields_; }
  std::string_view header(std::string_view name) const;    // the first of that name, "" if there is none
  std::string joined_header(std::string_view name) const;  // all of that name, with ", " between

  std::span<const Field> query();                                // decoded pairs, in order
  std::optional<std::string_view> query(std::string_view name);  // the first of that name

  // From the route's {braces}, decoded; "" if the route has no such name.
  std::string_view path_parameter(std::string_view name) const;
  std::string_view route() const { return route_; }  // "/notes/{id}", for middleware too; "" if there is none

  std::string_view peer() const { return peer_; }  // the other end of the socket, "127.0.0.1"
  // The client's address: what the client_address middleware found, before it and without it the peer.
  std::string_view client() const { return client_.empty() ? peer_ : client_; }
  void set_client(const IpAddress& address);
  std::string_view id() const { return {id_, id_size_}; }  // "" before the request_id middleware
  void set_id(std::string_view id);                        // at most 128 characters; the rest is cut off

  // The trace id of a valid W3C traceparent, else "".
  std::string_view trace_id() const;
  // The server's log with request_id and trace_id bound. Allocates: for those who have something to say.
  logging::Logger logger() const;
  // Its time was up: the client has a 503, and what the handler awaits is cancelled.
  bool expired() const { return expired_; }

  // Reads the whole body on the first call and remembers it; "" if there is none. Suspends.
  // Errors: body_too_large, body_timeout, incomplete_body, malformed_request (chunks). After one of them the
  // connection closes behind the answer.
  //
  // A client that sent `Expect: 100-continue` is asked for its body by the first call of body() or read_some(), so a
  // handler that answers without either never gets it.
  Task<Result<std::string_view>> body();
  // The body piece by piece, each as it arrives: at most 64 KiB, a view until the next call. "": the body has ended.
  // The limit counts all of it; the rest stays with the client until it is asked for. Suspends. Errors: as body().
  // A request is read by one of the two; throws std::logic_error when both are called.
  Task<Result<std::string_view>> read_some();
  // What Content-Length says, before the body is read. nullopt: it comes in chunks, or nothing is announced.
  std::optional<std::uint64_t> content_length() const;
  void limit_body(std::size_t bytes) { body_limit_ = bytes; }  // before body(); a route's option does this
  void limit_time(std::chrono::seconds time) {                 // likewise
    if (source_ != nullptr) source_->limit_time(time);
  }
  // What the path's routes answer, those of other methods included. Empty: there is no such path.
  MethodSet allowed_methods() const { return allowed_; }

  // Where this request's way is written down; null: nowhere (trace.hpp).
  Trace* trace() const { return trace_; }
  void set_trace(Trace* trace) { trace_ = trace; }

  // What middleware knows about a request (who asks, …), by type.
  template <class T>
  void put(T value) {
    slots_.emplace_back(&kSlot<T>, std::make_shared<T>(std::move(value)));
  }
  template <class T>
  T* get() const {
    for (auto slot = slots_.rbegin(); slot != slots_.rend(); ++slot)
      if (slot->first == &kSlot<T>) return static_cast<T*>(slot->second.get());
    return nullptr;
  }

 private:
  friend class App;
  friend class Router;
  friend class Session;
  friend Task<Response> answered(Request& request, Next next);
  struct Owned;
  template <class T>
  static constexpr char kSlot = 0;  // its address stands for T

  void reset();  // for the next request of the connection; keeps its memory

  Method method_ = Method::Get;
  std::string_view raw_target_, peer_, route_, client_;
  std::array<char, IpAddress::kMaxText + 1> client_text_;
  std::size_t route_number_ = 0;  // the App's: which route it is, and the methods that others of this path answer
  MethodSet allowed_;
  Target target_;
  std::vector<Field> fields_, query_;
  std::string query_text_;
  bool query_read_ = false;
  std::span<const std::string> parameter_names_;
  std::vector<std::string_view> parameters_;
  char id_[128];
  std::size_t id_size_ = 0;
  bool expired_ = false;
  Trace* trace_ = nullptr;
  const logging::Logger* log_ = nullptr;
  std::size_t body_limit_ = Limits().body_bytes;
  BodySource* source_ = nullptr;
  std::optional<Result<std::string_view>> body_;
  bool streamed_ = false;  // by read_some()
  std::vector<std::pair<const void*, std::shared_ptr<void>>> slots_;
  std::shared_ptr<Owned> owned_;
};

}  // namespace tenstone::http
