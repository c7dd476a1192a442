#pragma once
#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "reply_reader.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/runtime/task.hpp"
#include "url.hpp"

namespace tenstone::runtime {
class Loop;
}

namespace tenstone::redis {

using Replies = Result<std::vector<Reply>>;
using SteadyTime = std::chrono::steady_clock::time_point;

// One connection, from its first byte to its loss; it is never reopened. Lives on one loop.
//
// Invariants: `pending_` holds the calls whose replies are still to come, in the order of their bytes on the wire. A
// call without `done` has been answered by its deadline; its replies are dropped when they come. After close() nothing
// is pending and nothing more is written.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  explicit Wire(runtime::Loop& loop);
  ~Wire();

  // Connects, by TLS if the endpoint has it, says AUTH and SELECT where the endpoint has them, and PING. Empty: it
  // stands. Otherwise why not.
  Task<std::string> open(Endpoint endpoint, std::chrono::milliseconds timeout);
  // Hands out replies until the connection is lost, and says why. A reply that no call asked for goes to `unasked`.
  Task<std::string> read(std::function<void(Reply)> unasked);
  void close(std::string reason);
  // Closes it when two intervals pass without a byte from the server; asks with PING. For subscriptions, where nobody
  // else would notice.
  void beat();

  // Appends to what leaves at the end of this tick.
  void write(std::string_view bytes);
  bool full(std::size_t more_commands, std::size_t more_bytes) const;
  // `done` is called exactly once, later, on the loop; or destroyed with the loop.
  void call(std::string_view bytes, std::size_t replies, SteadyTime deadline,
            std::move_only_function<void(Replies)> done);
  std::uint64_t writes() const { return writes_; }

 private:
  struct Call {
    std::size_t missing;
    SteadyTime deadline;
    std::move_only_function<void(Replies)> done;
    std::vector<Reply> replies = {};
  };

  Task<std::string> connect(const Endpoint& endpoint);
  Task<std::string> secure(const Endpoint& endpoint);
  Task<std::string> log_in(const Endpoint& endpoint);
  void flush();
  void take(Reply reply, const std::function<void(Reply)>& unasked);
  void sweep_later();
  void sweep();

  runtime::Loop& loop_;
  boost::asio::generic::stream_protocol::socket socket_;
  struct Tls;
  std::unique_ptr<Tls> tls_;  // around the socket; null: the bytes go as they are
  boost::asio::steady_timer sweeper_, heartbeat_;
  ReplyReader reader_;
  std::array<char, 16384> in_;
  std::string out_, leaving_;
  bool flush_posted_ = false, writing_ = false, sweeping_ = false, closed_ = false, heard_ = true;
  std::deque<Call> pending_;
  std::size_t commands_ = 0;  // replies to come
  std::uint64_t writes_ = 0;
  std::string reason_;
};

// Append one command as RESP: an array of bulk strings.
inline void append_head(std::string& out, std::size_t words) { ((out += '*') += std::to_string(words)) += "\r\n"; }
inline void append_word(std::string& out, std::string_view word) {
  ((((out += '$') += std::to_string(word.size())) += "\r\n") += word) += "\r\n";
}
template <class Arguments>
void append_command(std::string& out, const Arguments& arguments) {
  append_head(out, std::size(arguments));
  for (const std::string_view argument : arguments) append_word(out, argument);
}

}  // namespace tenstone::redis
