#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "chunked.hpp"
#include "head.hpp"
#include "request_metrics.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/limits.hpp"
#include "tenstone/http/request.hpp"
#include "transport.hpp"

namespace tenstone::http {

// Time as the sessions of a loop see it: moved once a second, by the loop's tick or by a test.
struct CoarseTime {
  std::chrono::steady_clock::time_point now;
  std::string date_line;  // "Date: Sun, 22 Nov 2026 23:15:00 GMT\r\n"
};

struct SessionContext {
  const App& app;
  const Limits& limits;
  const CoarseTime& time;
  const logging::Logger& log;
  RequestMetrics& metrics;
  const Timeouts& timeouts;
};

// One connection, from its first byte to its last: reads heads, runs the App, writes answers in order.
//
// Invariants:
// * Bytes of the input below floor_ belong to the request that is running: its views point there, nothing moves them.
// * After a refusal (a malformed request, an unread rest that is too long) nothing more of the input is looked at.
// * A request is begun only while out_ holds at most Limits::waiting_bytes.
// * Only run() waits; tick() and flush_pending() do what is possible at once.
class Session final : public BodySource {
 public:
  Session(Transport& transport, const SessionContext& context, std::string peer);

  Task<> run();
  void tick();           // time-outs; after context.time.now has moved
  void drain();          // idle: closes; busy: the answer being made is the last
  void flush_pending();  // answers to pipelined requests that wait behind a slow one

  // Set by the owner. Cancels what run() awaits.
  std::function<void()> cancel = [] {};
  // Calls flush_pending() once the loop has nothing better to do.
  std::function<void()> flush_soon = [] {};

  // An endless answer begins (true) or has ended.
  std::function<void(bool)> endless = [](bool) {};

  std::size_t served() const { return served_; }
  Task<Result<std::string_view>> read_body(std::size_t limit) override;
  Task<Result<std::string_view>> read_some(std::size_t limit) override;
  std::optional<std::uint64_t> content_length() const override;
  void limit_time(std::chrono::seconds time) override;

 private:
  enum class Phase : std::uint8_t { Idle, Head, Handler, Body, Content, Write, Linger };
  enum class Step : std::uint8_t { Ready, More, Refused };

  Step next_head();
  Result<void> begin_request(std::size_t head_bytes);
  Task<bool> read_more();
  Task<Response> respond();
  bool finish_request(const Response& response);  // true: the connection goes on
  bool sends_content(const Response& response) const;
  Task<bool> send_content(Content& content, bool chunked);
  Task<bool> send_pieces(Content& content, bool chunked);
  Task<std::optional<Piece>> next_piece(Content& content);
  Task<bool> send_piece(Piece piece, bool chunked);
  bool skip_rest_of_body();
  Task<> refuse();
  Task<> linger();
  bool flush_now();
  Task<bool> flush();
  Task<Result<void>> begin_body(std::size_t limit);
  Result<std::string_view> end_body();
  Task<Result<std::string_view>> some_of_length();
  Task<Result<std::string_view>> some_of_chunks(std::size_t limit);
  Task<Result<void>> read_length();
  Task<Result<void>> read_chunks(std::size_t limit);
  Task<std::size_t> read_body_bytes(char* to, std::size_t size, std::size_t so_far);
  Error body_ended() const;
  void make_room(std::size_t from, std::size_t bytes);
  void enter(Phase phase, std::chrono::seconds timeout);
  void trim();

  Transport& transport_;
  const SessionContext& context_;
  const std::string peer_;

  std::string in_;  // its size is the room; [begin_, end_) is not yet looked at
  std::size_t begin_ = 0, end_ = 0, floor_ = 0;
  std::uint64_t discard_ = 0;  // what is left of a body that nobody read
  std::string out_, body_;
  HeadScanner scanner_;
  Head head_;
  Framing framing_;
  ChunkedDecoder chunks_;
  Request request_;
  std::optional<Error> refusal_;
  Content* sending_ = nullptr;  // what send_content() sends

  Phase phase_ = Phase::Idle;
  std::chrono::steady_clock::time_point deadline_, body_started_;
  std::chrono::seconds handler_time_;  // of the request that runs
  std::size_t served_ = 0;
  std::uint64_t streamed_ = 0;  // bytes of the body that read_some() has given
  bool chunked_ = false;        // the answer
  bool body_begun_ = false, body_read_ = false, body_failed_ = false, draining_ = false, timed_out_ = false,
       expired_ = false, flush_asked_ = false;
};

}  // namespace tenstone::http
