// A connection without a socket: what the client sends is given piece by piece, what it would receive is collected.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <exception>
#include <string>
#include <unistd.h>

#include "session.hpp"

namespace tenstone::http {

class MemoryTransport final : public Transport {
 public:
  explicit MemoryTransport(std::deque<std::string> pieces) : pieces_(std::move(pieces)) {}
  std::string output;
  bool closed = false;

  Task<Outcome> read(char* to, std::size_t size) override {
    if (closed || pieces_.empty()) co_return Outcome({}, 0);
    std::string& piece = pieces_.front();
    const auto taken = piece.copy(to, size);
    piece.erase(0, taken);
    if (piece.empty()) pieces_.pop_front();
    co_return Outcome({}, taken);
  }
  Task<Outcome> write(std::string_view bytes) override { co_return Outcome({}, write_now(bytes)); }
  std::size_t write_now(std::string_view bytes) override {
    output += bytes;
    return bytes.size();
  }
  Task<Outcome> send_file(int file, std::uint64_t offset, std::uint64_t length) override {
    std::string bytes(std::min<std::uint64_t>(length, 1000), '\0');  // some of it
    const auto size = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    co_return Outcome({}, size > 0 ? write_now(std::string_view(bytes).substr(0, static_cast<std::size_t>(size))) : 0);
  }
  void interrupt() override { closed = true; }
  void finish_writes() override {}
  void close() override { closed = true; }

 private:
  std::deque<std::string> pieces_;
};

// Everything that a client would receive from `app` for these pieces and an end of stream behind them.
inline std::string converse(const App& app, std::deque<std::string> pieces, const Limits& limits = {}) {
  std::erase(pieces, "");  // a read of nothing is an end of stream
  MemoryTransport transport(std::move(pieces));
  const CoarseTime time{{}, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"};
  const logging::Logger log;
  RequestMetrics metrics(nullptr);
  const Timeouts timeouts;
  const SessionContext context{app, limits, time, log, metrics, timeouts};
  Session session(transport, context, "127.0.0.1");
  boost::asio::io_context io(1);
  boost::asio::co_spawn(io, session.run(), [](std::exception_ptr error) {
    if (error) std::rethrow_exception(error);
  });
  io.run();
  return transport.output;
}

}  // namespace tenstone::http
