// A connection that stays open, and whose time is moved by hand.
#pragma once
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "memory_transport.hpp"

namespace tenstone::http {

// A read waits until there is something, or the end.
class PatientTransport final : public Transport {
 public:
  explicit PatientTransport(boost::asio::io_context& io) : wake_(io) {}
  std::string input, output;
  bool closed = false, finished = false, stuck = false;  // stuck: the client reads nothing

  Task<Outcome> read(char* to, std::size_t size) override {
    if (input.empty() && !closed) {
      wake_.expires_at(boost::asio::steady_timer::time_point::max());
      co_await wake_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    const auto taken = input.copy(to, size);
    input.erase(0, taken);
    co_return Outcome({}, taken);
  }
  Task<Outcome> write(std::string_view bytes) override {
    while (stuck && !closed) {
      wake_.expires_at(boost::asio::steady_timer::time_point::max());
      co_await wake_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    if (closed) co_return Outcome({}, 0);
    co_return Outcome({}, write_now(bytes));
  }
  std::size_t write_now(std::string_view bytes) override {
    if (stuck) return 0;
    output += bytes;
    return bytes.size();
  }
  Task<Outcome> send_file(int, std::uint64_t, std::uint64_t) override { co_return Outcome({}, 0); }
  void interrupt() override { wake_.cancel(); }
  void finish_writes() override { finished = true; }
  void close() override {
    closed = true;
    wake_.cancel();
  }
  void wake() { wake_.cancel(); }

 private:
  boost::asio::steady_timer wake_;
};

class Conversation {
 public:
  explicit Conversation(const App& app, Limits limits = {}, Timeouts timeouts = {})
      : limits_(limits),
        timeouts_(timeouts),
        transport(io_),
        context_{app, limits_, time_, log_, metrics_, timeouts_},
        session(transport, context_, "127.0.0.1") {
    session.cancel = [this] { stop_.emit(boost::asio::cancellation_type::terminal); };
    session.flush_soon = [this] { boost::asio::post(io_, [this] { session.flush_pending(); }); };
    const auto ended = [this](std::exception_ptr) { over = true; };
    boost::asio::co_spawn(io_, session.run(), boost::asio::bind_cancellation_slot(stop_.slot(), ended));
    run();
  }
  // Returns what has been answered so far.
  const std::string& send(std::string_view bytes) {
    transport.input += bytes;
    transport.wake();
    return run();
  }
  const std::string& pass(std::chrono::seconds time) {
    time_.now += time;
    session.tick();
    return run();
  }
  const std::string& run() {
    io_.restart();
    io_.poll();
    return transport.output;
  }
  bool over = false;

 private:
  boost::asio::io_context io_{1};
  const Limits limits_;
  const Timeouts timeouts_;
  CoarseTime time_{{}, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"};
  const logging::Logger log_;
  RequestMetrics metrics_{nullptr};
  boost::asio::cancellation_signal stop_;

 public:
  PatientTransport transport;

 private:
  SessionContext context_;

 public:
  Session session;
};

}  // namespace tenstone::http
