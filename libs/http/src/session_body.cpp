// The half of a session that reads bodies, for as long as the handler waits for one.
#include <algorithm>
#include <cstring>

#include "session.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {
constexpr std::size_t kStep = 65'536;          // memory grows with what has arrived, not with what was announced
constexpr std::size_t kBytesPerSecond = 1024;  // slower than this, for longer than the time-out, is an attack
}  // namespace

Task<Result<std::string_view>> Session::read_body(std::size_t limit) {
  if (body_read_ || framing_.kind == Framing::Kind::None)
    co_return std::string_view(body_read_ ? body_ : std::string_view());
  if (const auto begun = co_await begin_body(limit); !begun) co_return begun.error();
  body_.clear();
  auto arrived = framing_.kind == Framing::Kind::Length ? read_length() : read_chunks(limit);
  const Result<void> whole = co_await std::move(arrived);
  if (!whole) co_return whole.error();
  body_failed_ = false;
  body_read_ = true;
  enter(Phase::Handler, handler_time_);
  co_return std::string_view(body_);
}

std::optional<std::uint64_t> Session::content_length() const {
  if (framing_.kind == Framing::Kind::Length) return framing_.length;
  if (framing_.kind == Framing::Kind::Chunked || request_.header("Content-Length").empty()) return std::nullopt;
  return 0;
}

// The handler wants the body: what the client waits for goes out first.
Task<Result<void>> Session::begin_body(std::size_t limit) {
  body_failed_ = true;  // until it is whole, or while nothing of a stream is under way
  if (framing_.kind == Framing::Kind::Length && framing_.length > limit) co_return Error(kBodyTooLarge);
  if (framing_.expects_continue && begin_ == end_) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  framing_.expects_continue = false;  // from here on it comes
  if (!flush_now() && !co_await flush()) co_return body_ended();
  body_started_ = context_.time.now;
  body_begun_ = true;
  co_return Result<void>();
}

Task<Result<std::string_view>> Session::read_some(std::size_t limit) {
  if (body_read_ || framing_.kind == Framing::Kind::None) co_return std::string_view();
  if (!body_begun_)
    if (const auto begun = co_await begin_body(limit); !begun) co_return begun.error();
  body_failed_ = true;
  auto arrives = framing_.kind == Framing::Kind::Length ? some_of_length() : some_of_chunks(limit);
  const Result<std::string_view> bytes = co_await std::move(arrives);
  if (!bytes) co_return bytes;
  body_failed_ = false;
  body_read_ = bytes->empty();
  streamed_ += bytes->size();
  enter(Phase::Handler, handler_time_);
  co_return bytes;
}

// First what came with the head, from where it is.
Task<Result<std::string_view>> Session::some_of_length() {
  const std::uint64_t left = framing_.length - streamed_;
  if (left == 0) co_return std::string_view();
  if (begin_ < end_) {
    const std::string_view here(in_.data() + begin_, std::min<std::uint64_t>(left, end_ - begin_));
    begin_ += here.size();
    co_return here;
  }
  if (body_.size() < kStep) body_.resize(kStep);
  const std::size_t size = co_await read_body_bytes(body_.data(), std::min<std::uint64_t>(left, kStep), streamed_);
  if (size == 0) co_return body_ended();
  co_return std::string_view(body_).substr(0, size);
}

Task<Result<std::string_view>> Session::some_of_chunks(std::size_t limit) {
  body_.clear();
  for (;;) {
    const auto taken = chunks_.decode({in_.data() + begin_, end_ - begin_}, body_, limit - streamed_);
    if (!taken) co_return taken.error();
    begin_ += *taken;
    if (!body_.empty() || chunks_.done()) co_return std::string_view(body_);
    begin_ = end_ = floor_;  // all was taken
    const std::size_t size = co_await read_body_bytes(in_.data() + end_, in_.size() - end_, streamed_);
    if (size == 0) co_return body_ended();
    end_ += size;
  }
}

Task<Result<void>> Session::read_length() {
  const auto length = static_cast<std::size_t>(framing_.length);
  const auto here = std::min(length, end_ - begin_);
  body_.assign(in_.data() + begin_, here);
  begin_ += here;
  std::size_t arrived = here;
  while (arrived < length) {
    body_.resize(std::min(length, arrived + kStep));
    const std::size_t size = co_await read_body_bytes(body_.data() + arrived, body_.size() - arrived, arrived);
    if (size == 0) co_return body_ended();
    arrived += size;
  }
  body_.resize(arrived);
  co_return Result<void>();
}

Task<Result<void>> Session::read_chunks(std::size_t limit) {
  std::size_t arrived = 0;
  for (;;) {
    const auto taken = chunks_.decode({in_.data() + begin_, end_ - begin_}, body_, limit);
    if (!taken) co_return taken.error();
    begin_ += *taken;
    if (chunks_.done()) co_return Result<void>();
    begin_ = end_ = floor_;  // all was taken
    const std::size_t size = co_await read_body_bytes(in_.data() + end_, in_.size() - end_, arrived);
    if (size == 0) co_return body_ended();
    end_ += size;
    arrived += size;
  }
}

Task<std::size_t> Session::read_body_bytes(char* to, std::size_t size, std::size_t so_far) {
  phase_ = Phase::Body;
  deadline_ = body_started_ + context_.timeouts.body + std::chrono::seconds(so_far / kBytesPerSecond);
  const auto [error, arrived] = co_await transport_.read(to, size);
  co_return arrived;
}

Error Session::body_ended() const { return timed_out_ ? Error(kBodyTimeout) : Error(kIncompleteBody); }

}  // namespace tenstone::http
