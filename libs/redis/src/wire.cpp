#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>

#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/loop.hpp"
#include "wire_tls.hpp"

namespace tenstone::redis {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMaxCommands = 10'000, kMaxBytes = 64UZ << 20;
constexpr auto kTick = 5ms;    // how late a deadline may be
constexpr auto kStalled = 1s;  // so long after a deadline without its reply, the connection is taken for dead
constexpr auto kHeartbeat = 5s;
constexpr std::size_t kKeptBytes = 64UZ << 10;  // of an output buffer between two writes

}  // namespace

Wire::Wire(runtime::Loop& loop) : loop_(loop), socket_(loop.io()), sweeper_(loop.io()), heartbeat_(loop.io()) {}
Wire::~Wire() = default;

void Wire::write(std::string_view bytes) {
  if (closed_) return;
  out_ += bytes;
  if (flush_posted_ || writing_) return;
  flush_posted_ = true;
  loop_.post([self = shared_from_this()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Wire::flush() {
  if (closed_ || writing_ || out_.empty()) return;
  writing_ = true;
  ++writes_;
  std::swap(out_, leaving_);
  auto written = [self = shared_from_this()](const boost::system::error_code& error, std::size_t) {
    self->writing_ = false;
    self->leaving_.clear();
    if (self->leaving_.capacity() > kKeptBytes) self->leaving_ = std::string();
    if (error) return self->close("it cannot be written to: " + error.message());
    self->flush();
  };
  if (tls_)
    boost::asio::async_write(tls_->stream, boost::asio::buffer(leaving_), std::move(written));
  else
    boost::asio::async_write(socket_, boost::asio::buffer(leaving_), std::move(written));
}

bool Wire::full(std::size_t more_commands, std::size_t more_bytes) const {
  return commands_ + more_commands > kMaxCommands || out_.size() + leaving_.size() + more_bytes > kMaxBytes;
}

void Wire::call(std::string_view bytes, std::size_t replies, SteadyTime deadline,
                std::move_only_function<void(Replies)> done) {
  commands_ += replies;
  pending_.push_back({replies, deadline, std::move(done)});
  write(bytes);
  sweep_later();
}

Task<std::string> Wire::read(std::function<void(Reply)> unasked) {
  const auto self = shared_from_this();
  while (!closed_) {
    Read got;
    if (tls_)
      got = co_await tls_->stream.async_read_some(boost::asio::buffer(in_), kTuple);
    else
      got = co_await socket_.async_read_some(boost::asio::buffer(in_), kTuple);
    const auto [error, size] = got;
    if (closed_) break;
    if (error) {
      close(reason_of(error));
      break;
    }
    heard_ = true;
    reader_.feed({in_.data(), size});
    while (!closed_) {
      auto reply = reader_.next();
      if (!reply) break;
      take(std::move(*reply), unasked);
    }
    if (!reader_.broken().empty()) close(reader_.broken());
  }
  co_return reason_;
}

void Wire::take(Reply reply, const std::function<void(Reply)>& unasked) {
  if (pending_.empty()) {
    if (!unasked) return close("the server sent a reply that nobody asked for");
    return unasked(std::move(reply));
  }
  Call& front = pending_.front();
  --commands_;
  if (front.done) front.replies.push_back(std::move(reply));
  if (--front.missing != 0) return;
  Call call = std::move(front);  // `done` may call us
  pending_.pop_front();
  if (call.done) call.done(std::move(call.replies));
}

void Wire::close(std::string reason) {
  if (closed_) return;
  closed_ = true;
  reason_ = std::move(reason);
  boost::system::error_code ignored;
  socket_.close(ignored);
  sweeper_.cancel();
  heartbeat_.cancel();
  commands_ = 0;
  for (Call& call : std::exchange(pending_, {}))
    if (call.done) call.done(Error(kRedisUnavailable, {}, reason_));
}

void Wire::sweep_later() {
  if (sweeping_ || closed_ || pending_.empty()) return;
  sweeping_ = true;
  sweeper_.expires_after(kTick);
  sweeper_.async_wait([self = shared_from_this()](const boost::system::error_code&) {
    self->sweeping_ = false;
    self->sweep();
    self->sweep_later();
  });
}

void Wire::sweep() {
  if (closed_ || pending_.empty()) return;
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now > pending_.front().deadline + kStalled) return close("the server does not answer");
  std::vector<std::move_only_function<void(Replies)>> late;  // they may call us
  for (Call& call : pending_)
    if (call.done && now >= call.deadline) {
      late.push_back(std::exchange(call.done, nullptr));
      call.replies.clear();
    }
  for (auto& done : late) done(Error(kDeadlineExceeded, "Redis did not answer in time"));
}

void Wire::beat() {
  heartbeat_.expires_after(kHeartbeat);
  heartbeat_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error || self->closed_) return;
    if (!std::exchange(self->heard_, false)) return self->close("the server does not answer");
    self->write("*1\r\n$4\r\nPING\r\n");
    self->beat();
  });
}

}  // namespace tenstone::redis
