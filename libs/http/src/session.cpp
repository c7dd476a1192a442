#include "session.hpp"

#include <algorithm>
#include <cstring>

#include "exception_answer.hpp"
#include "logged_path.hpp"
#include "serialise.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {
constexpr std::size_t kRoom = 4096;         // of an idle connection
constexpr std::size_t kKeptBytes = 65'536;  // a larger buffer is given back after its request
}  // namespace

Session::Session(Transport& transport, const SessionContext& context, std::string peer)
    : transport_(transport),
      context_(context),
      peer_(std::move(peer)),
      in_(kRoom, '\0'),
      scanner_(context.limits),
      handler_time_(context.timeouts.handler) {
  request_.peer_ = peer_;
  request_.source_ = this;
  request_.log_ = &context.log;
  enter(Phase::Idle, context_.timeouts.header);
}

void Session::enter(Phase phase, std::chrono::seconds timeout) {
  phase_ = phase;
  deadline_ = context_.time.now + timeout;
}

Task<> Session::run() {
  for (;;) {
    if (out_.size() > context_.limits.waiting_bytes && !flush_now() && !co_await flush()) co_return;
    Step step = next_head();
    while (step == Step::More) {
      if (!flush_now() && !co_await flush()) co_return;
      if (!co_await read_more()) break;
      step = next_head();
    }
    if (step == Step::More && timed_out_ && phase_ == Phase::Head) {
      refusal_ = kRequestTimeout;
      step = Step::Refused;
    }
    if (step == Step::Refused) co_await refuse();
    if (step != Step::Ready) co_return;

    if (!out_.empty() && !std::exchange(flush_asked_, true)) flush_soon();
    enter(Phase::Handler, handler_time_ = context_.timeouts.handler);
    const auto began =
        context_.metrics.on() ? std::chrono::steady_clock::now() : std::chrono::steady_clock::time_point();
    const Response response = co_await respond();
    if (context_.metrics.on())
      context_.metrics.done(request_, expired_ ? 503 : response.status, std::chrono::steady_clock::now() - began);
    if (expired_) co_return;
    const bool goes_on = finish_request(response);
    if (sends_content(response) && !co_await send_content(*response.content, chunked_)) co_return;
    if (goes_on) continue;
    if (flush_now() || co_await flush()) co_await linger();
    co_return;
  }
}

// What is in the buffer, without waiting for more.
Session::Step Session::next_head() {
  const auto skipped = std::min<std::uint64_t>(discard_, end_ - begin_);
  begin_ += static_cast<std::size_t>(skipped);
  discard_ -= skipped;
  if (begin_ == end_) {
    begin_ = end_ = 0;
    return Step::More;
  }
  auto found = scanner_.scan({in_.data() + begin_, end_ - begin_});
  if (found && *found == 0) return Step::More;
  if (found) {
    if (auto begun = begin_request(*found); begun)
      return Step::Ready;
    else
      refusal_ = std::move(begun.error());
  } else {
    refusal_ = std::move(found.error());
  }
  return Step::Refused;
}

Result<void> Session::begin_request(std::size_t head_bytes) {
  make_room(begin_, head_bytes + kRoom / 4);  // chunks of the body are read behind the head
  request_.reset();
  auto parsed = parse_head({in_.data() + begin_, head_bytes}, head_);
  begin_ += head_bytes;
  floor_ = begin_;
  scanner_.reset();
  if (!parsed) return parsed;
  const auto framing = check_framing(head_);
  if (!framing) return framing.error();
  if (head_.target.size() > context_.limits.target_bytes) return Error(kTargetTooLong);
  if (auto good = request_.target_.parse(head_.target); !good) return good;
  framing_ = *framing;
  chunks_ = {};
  body_begun_ = body_read_ = body_failed_ = false;
  streamed_ = 0;
  std::swap(head_.fields, request_.fields_);
  request_.method_ = head_.method;
  request_.raw_target_ = head_.target;
  request_.body_limit_ = context_.limits.body_bytes;
  return {};
}

// Room for `bytes` from `from` on. Moves what is there: only while no request runs.
void Session::make_room(std::size_t from, std::size_t bytes) {
  if (in_.size() - from >= bytes) return;
  if (from > 0) std::memmove(in_.data(), in_.data() + from, end_ - from);
  begin_ -= from;
  end_ -= from;
  if (in_.size() < bytes) in_.resize(std::max(bytes, in_.size() * 2));
}

Task<bool> Session::read_more() {
  if (begin_ == end_ && discard_ == 0) {
    if (draining_) co_return false;
    trim();
    if (served_ > 0) enter(Phase::Idle, context_.timeouts.idle);
  } else if (served_ == 0) {
    phase_ = Phase::Head;  // its time runs since the connection
  } else if (phase_ != Phase::Head) {
    enter(Phase::Head, context_.timeouts.header);
  }
  if (end_ == in_.size()) make_room(begin_, end_ - begin_ + kRoom);
  const auto [error, size] = co_await transport_.read(in_.data() + end_, in_.size() - end_);
  end_ += size;
  co_return size > 0;
}

void Session::limit_time(std::chrono::seconds time) { enter(Phase::Handler, handler_time_ = time); }

Task<Response> Session::respond() {
  try {
    co_return co_await context_.app.handle(request_);
  } catch (...) {
    co_return answer_to_current_exception(request_, context_.log);
  }
}

bool Session::finish_request(const Response& response) {
  const bool rest_is_skipped = skip_rest_of_body();
  const bool unknown_size = !response.body_size();
  chunked_ = unknown_size && head_.minor == 1;
  const bool close = !framing_.keep_alive || (unknown_size && !chunked_) || draining_ || !rest_is_skipped ||
                     ++served_ >= context_.limits.requests_per_connection;
  serialise(out_, response,
            {.date_line = context_.time.date_line,
             .head_only = request_.method() == Method::Head,
             .close = close,
             .chunked = chunked_,
             .keep_alive_line = head_.minor == 0,
             .credentials = shows_credentials(request_)});
  return !close;
}

bool Session::sends_content(const Response& response) const {
  return response.content && request_.method() != Method::Head && response.status != 204 && response.status != 304;
}

// False: too much of it is left, or nobody knows how much; the connection cannot go on.
bool Session::skip_rest_of_body() {
  if (body_failed_) return false;
  if (body_read_ || framing_.kind == Framing::Kind::None) return true;
  if (framing_.expects_continue && begin_ == end_) return false;  // it may come or not
  if (framing_.kind == Framing::Kind::Length) {
    discard_ = framing_.length - streamed_;
    return discard_ <= context_.limits.drained_bytes;
  }
  body_.clear();
  const auto taken = chunks_.decode({in_.data() + begin_, end_ - begin_}, body_, context_.limits.drained_bytes);
  if (!taken) return false;
  begin_ += *taken;
  return chunks_.done();
}

Task<> Session::refuse() {
  const Response response = problem(*refusal_);
  context_.metrics.refused(refusal_->code);
  serialise(out_, response, {.date_line = context_.time.date_line, .close = true});
  if (flush_now() || co_await flush()) co_await linger();
}

// Closing at once would send RST for what the client is still sending, and it would lose our answer.
Task<> Session::linger() {
  transport_.finish_writes();
  enter(Phase::Linger, context_.timeouts.linger);
  for (;;) {
    const auto [error, size] = co_await transport_.read(in_.data(), in_.size());
    if (size == 0) co_return;
  }
}

bool Session::flush_now() {
  flush_asked_ = false;
  if (!out_.empty()) out_.erase(0, transport_.write_now(out_));
  return out_.empty();
}

Task<bool> Session::flush() {
  std::size_t sent = 0;
  while (sent < out_.size()) {
    enter(Phase::Write, context_.timeouts.write);
    const auto [error, size] = co_await transport_.write(std::string_view(out_).substr(sent));
    if (size == 0) co_return false;
    sent += size;
  }
  out_.clear();
  co_return true;
}

void Session::flush_pending() {
  if (phase_ == Phase::Handler && flush_asked_) flush_now();
}

void Session::drain() {
  draining_ = true;
  if (phase_ == Phase::Idle) transport_.close();
  if (sending_ == nullptr) return;
  sending_->end();
  if (phase_ == Phase::Write && sending_->endless()) transport_.close();  // a client that does not read
}

void Session::tick() {
  if (sending_ != nullptr && sending_->endless() && transport_.peer_finished()) sending_->end();
  if (context_.time.now < deadline_ || expired_) return;
  switch (phase_) {
    case Phase::Head:
    case Phase::Body:
      timed_out_ = true;
      transport_.interrupt();
      return;
    case Phase::Handler: {
      expired_ = request_.expired_ = true;
      context_.log.warn(
          "request.timed_out",
          {{"route", request_.route()}, {"path", LoggedPath(request_).text()}, {"request_id", request_.id()}});
      const Response late = problem(kHandlerTimeout);
      serialise(out_, late,
                {.date_line = context_.time.date_line,
                 .head_only = request_.method() == Method::Head,
                 .close = true,
                 .credentials = shows_credentials(request_)});
      flush_now();
      transport_.finish_writes();
      cancel();
      return;
    }
    case Phase::Content:  // its head has gone out, so no answer can say it
      expired_ = request_.expired_ = true;
      context_.log.warn(
          "request.timed_out",
          {{"route", request_.route()}, {"path", LoggedPath(request_).text()}, {"request_id", request_.id()}});
      cancel();
      transport_.close();
      return;
    case Phase::Idle:
    case Phase::Write:
    case Phase::Linger: transport_.close(); return;
  }
}

void Session::trim() {
  if (body_.capacity() >= kKeptBytes) std::string().swap(body_);
  if (out_.capacity() > kKeptBytes) std::string().swap(out_);
  if (in_.size() > kRoom) std::string(kRoom, '\0').swap(in_);
}

}  // namespace tenstone::http
