// How a connection comes to stand: address, connect, TLS, AUTH, SELECT, PING.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "tenstone/runtime/loop.hpp"
#include "wire_tls.hpp"

namespace tenstone::redis {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

std::string_view advice(std::string_view error) {
  if (error.starts_with("NOAUTH")) return "; write a password into REDIS_URL: redis://:password@host";
  if (error.starts_with("WRONGPASS")) return "; correct user and password in REDIS_URL";
  if (error.starts_with("ERR DB index")) return "; correct the database at the end of REDIS_URL";
  return "";
}

}  // namespace

Task<std::string> Wire::open(Endpoint endpoint, std::chrono::milliseconds timeout) {
  const auto self = shared_from_this();
  asio::steady_timer guard(loop_.io(), timeout);
  const auto open = std::make_shared<bool>(false);
  const std::string_view hint = endpoint.tls ? "; perhaps it does not speak TLS at this port" : "";
  guard.async_wait([self, timeout, open, hint](const boost::system::error_code& error) {
    if (!error && !*open) self->close(fmt::format("no answer within {} ms{}", timeout.count(), hint));
  });
  std::string why = co_await connect(endpoint);
  if (why.empty() && !closed_ && endpoint.tls) why = co_await secure(endpoint);
  if (why.empty() && !closed_) why = co_await log_in(endpoint);
  *open = true;
  if (closed_) why = reason_;
  if (!why.empty()) {
    why = fmt::format("{}: {}", endpoint.where(), why);
    close(why);
  }
  co_return why;
}

Task<std::string> Wire::connect(const Endpoint& endpoint) {
  if (!endpoint.path.empty()) {
    const asio::generic::stream_protocol::endpoint path{asio::local::stream_protocol::endpoint(endpoint.path)};
    const auto [error] = co_await socket_.async_connect(path, kTuple);
    co_return error ? error.message() : "";
  }
  std::vector<tcp::endpoint> addresses;
  boost::system::error_code no_number;
  const auto number = asio::ip::make_address(endpoint.host, no_number);
  if (!no_number) {
    addresses.emplace_back(number, endpoint.port);
  } else {
    tcp::resolver resolver(loop_.io());
    const auto [error, found] = co_await resolver.async_resolve(endpoint.host, std::to_string(endpoint.port), kTuple);
    if (error) co_return "its name is unknown: " + error.message();
    for (const auto& entry : found) addresses.push_back(entry.endpoint());
  }
  std::string why;
  for (const tcp::endpoint& address : addresses) {
    if (closed_) break;
    const asio::generic::stream_protocol::endpoint to(address);
    const auto [error] = co_await socket_.async_connect(to, kTuple);
    if (!error) {
      boost::system::error_code ignored;
      socket_.set_option(tcp::no_delay(true), ignored);
      co_return "";
    }
    why = error.message();
    if (!closed_) socket_.close(no_number);
  }
  co_return why;
}

Task<std::string> Wire::log_in(const Endpoint& endpoint) {
  std::string hello;
  std::vector<std::string_view> steps;
  const auto say = [&](std::vector<std::string_view> arguments) {
    steps.push_back(arguments.front());
    append_command(hello, arguments);
  };
  const std::string& password = endpoint.password.reveal();
  const std::string database = std::to_string(endpoint.database);
  if (!password.empty() && endpoint.user.empty()) say({"AUTH", password});
  if (!password.empty() && !endpoint.user.empty()) say({"AUTH", endpoint.user, password});
  if (endpoint.database != 0) say({"SELECT", database});
  say({"PING"});
  write(hello);  // what fails there closes it, and then the read below fails
  for (std::size_t answered = 0; answered < steps.size();) {
    if (auto reply = reader_.next()) {
      if (reply->is_error())
        co_return fmt::format("{} was refused: {}{}", steps[answered], reply->text, advice(reply->text));
      ++answered;
      continue;
    }
    if (!reader_.broken().empty()) co_return "this is no Redis: " + reader_.broken();
    Read got;
    if (tls_)
      got = co_await tls_->stream.async_read_some(asio::buffer(in_), kTuple);
    else
      got = co_await socket_.async_read_some(asio::buffer(in_), kTuple);
    const auto [error, size] = got;
    if (error) co_return reason_of(error);
    reader_.feed({in_.data(), size});
  }
  co_return "";
}

}  // namespace tenstone::redis
