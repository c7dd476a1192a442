// Redis for loops: commands that never block, never throw and never wait longer than they may.
//
//   const auto reply = co_await redis.command({"GET", key});
//   if (!reply) …                                            // Redis is away: go on without it
//   if (!reply->is_nil()) use(reply->text);
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/redis/reply.hpp"
#include "tenstone/redis/script.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {
class Loop;
class Loops;
}  // namespace tenstone::runtime

namespace tenstone::redis {

inline const ErrorCode kRedisUnavailable{ErrorKind::Unavailable, "redis_unavailable", "Redis cannot be reached"};
inline const ErrorCode kRedisError{ErrorKind::Internal, "redis_error", "Redis refused a command"};
inline const ErrorCode kRedisUrlInvalid{ErrorKind::Invalid, "redis_url_invalid", "The address of Redis is malformed"};

struct Options {
  // unix:///path or redis://[[user]:password@]host[:port][/db]. rediss:// is TLS 1.2 or later; the server's certificate
  // must be for this host, by an authority that the system trusts, or by that of ?sslrootcert=/path.
  std::string url;
  std::chrono::milliseconds deadline{50};           // of a command that names none
  std::chrono::milliseconds connect_timeout{1000};  // of one attempt: address, connection, TLS, AUTH, SELECT, PING

  // Asked for the address before each reconnection, on a thread of its own: it may block for 10 s, then the old address
  // serves. What it throws is reported as redis.unrenewed. Unset: the address stays.
  std::function<std::string()> renew_url = {};
  // Told what happens, as a log event and its detail: redis.connected, redis.lost, redis.unreachable (once per outage
  // and reason), redis.unrenewed. Called on any loop; must not block. Never told the password.
  std::function<void(std::string_view event, std::string_view detail)> report = {};
};

// Redis sends "message": called on the subscription's loop; must not throw.
using OnMessage = std::function<void(std::string_view payload)>;

class Subscription;

// One a process, with one connection per loop. Commands of one tick of a loop leave in one write, and replies come back
// in order (implicit pipelining). A lost connection fails what was on it, is rebuilt in the background (pauses 10 ms to
// 1 s), and until then every call fails at once. A call that comes before the first attempt to connect has ended waits
// for that end, within its deadline. Nothing is ever sent twice: a command that failed with redis_unavailable or
// deadline_exceeded may have run or not.
//
// Connections are shared, so these commands are not for here: what changes the connection's state or its replies
// (SELECT, AUTH, SUBSCRIBE, MONITOR, HELLO, CLIENT REPLY), what blocks (BLPOP), and WATCH. MULTI … EXEC goes through
// commands().
//
// Calls are made on a loop and resume on it. The loops must outlive it; it may go while they run or when they have
// stopped, and what waits then gets redis_unavailable or is destroyed with the loops.
class Redis {
 public:
  // Starts connecting. Throws Failure(redis_url_invalid), whose message says how to write it.
  Redis(runtime::Loops& loops, Options options);
  ~Redis();
  Redis(const Redis&) = delete;

  using Arguments = std::initializer_list<std::string_view>;
  using Deadline = std::chrono::milliseconds;  // zero: that of the options. Kept to 5 ms

  // One command. Arguments may hold any bytes and are copied at once. Suspends.
  // Errors: redis_unavailable; redis_error, with the server's text as detail; deadline_exceeded, its late reply is
  // dropped; busy, when this loop has 10,000 commands or 64 MiB on their way, or 10,000 commands wait for the first
  // attempt to connect: nothing was sent.
  Task<Result<Reply>> command(Arguments arguments, Deadline deadline = {});
  Task<Result<Reply>> command(std::span<const std::string> arguments, Deadline deadline = {});

  // Several commands in one write, answered together; one deadline for all. Errors as above, but a command that the
  // server refuses stays in its place as a Reply of kind Error.
  Task<Result<std::vector<Reply>>> commands(std::span<const std::vector<std::string>> each, Deadline deadline = {});

  // Runs the script by its name, and with its text when Redis does not know it (yet, or any more): two trips then.
  // Suspends. Errors as command(). `script` must outlive the call.
  Task<Result<Reply>> evaluate(const Script& script, std::vector<std::string> keys, std::vector<std::string> arguments,
                               Deadline deadline = {});
  // The same without copies: the first `keys` of `words` are the keys. What they look at must outlive the call.
  Task<Result<Reply>> evaluate(const Script& script, std::size_t keys, std::span<const std::string_view> words,
                               Deadline deadline = {});

  Task<bool> ping();
  bool connected() const;  // on the calling loop

  // Waits until the calling loop's connection stands. Error: redis_unavailable, with the reason of the last attempt.
  Task<Result<void>> ready(std::chrono::milliseconds timeout);

  // Waits until the calling loop's first attempt to connect has ended, whether it succeeded or failed. False: `timeout`
  // passed first.
  Task<bool> first_attempt(std::chrono::milliseconds timeout);

  runtime::Loops& loops() const;  // those that it was made with

  // Calls `on_message` for every message to `channel`, on `loop`, over a connection of its own that is rebuilt as
  // above. `on_subscribed` is called each time the subscription stands, also the first time: what was published before
  // then is not seen, so reload what you mirror. Suspends nobody. From any thread.
  [[nodiscard]] Subscription subscribe(runtime::Loop& loop, std::string channel, OnMessage on_message,
                                       std::function<void()> on_subscribed = {});

  std::uint64_t writes() const;  // flushes of the calling loop's connection so far, for tests and metrics

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Unsubscribes when it goes: on its loop at once, elsewhere soon after. May outlive its Redis, but not the loops.
class Subscription {
 public:
  Subscription(Subscription&&) noexcept;
  Subscription& operator=(Subscription&&) = delete;
  ~Subscription();

 private:
  friend class Redis;
  struct State;
  explicit Subscription(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::redis
