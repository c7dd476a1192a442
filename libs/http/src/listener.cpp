#include "listener.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "serialise.hpp"
#include "socket_peer.hpp"
#include "tenstone/http/date.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::http {

namespace asio = boost::asio;
using asio::ip::tcp;

ServerOptions Shared::fair(ServerOptions options) {
  Limits& limits = options.limits;
  limits.connections_per_address =
      std::min(limits.connections_per_address, std::max<std::size_t>(limits.connections / 2, 1));
  return options;
}

struct Listener::Connection {
  Connection(Listener& at, Socket socket, const SocketPeer& peer)
      : group(peer.group), transport(std::move(socket)), session(transport, at.context_, peer.address) {}
  const std::string group;
  SocketTransport transport;
  Session session;
  asio::cancellation_signal stop;
  std::list<Connection*>::iterator place;
};

Listener::Listener(runtime::Loop& loop, std::shared_ptr<Shared> shared)
    : loop_(loop),
      shared_(std::move(shared)),
      acceptor_(loop.io()),
      metrics_(shared_->options.metrics),
      context_{shared_->app, shared_->options.limits, time_, shared_->options.log, metrics_, shared_->options.timeouts},
      one_ended_(loop),
      supervisor_(loop) {
  move_time();
}

void Listener::move_time() {
  time_.now = std::chrono::steady_clock::now();
  time_.date_line = "Date: " + to_http_date(shared_->clock.now()) + "\r\n";
}

Result<unsigned short> Listener::listen(unsigned short port) {
  using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
  boost::system::error_code error;
  const auto address = asio::ip::make_address(shared_->options.address, error);
  if (error)
    return Error(kCannotListen,
                 "\"" + shared_->options.address + "\" is not an IP address; use 127.0.0.1, 0.0.0.0 or ::");
  const tcp::endpoint endpoint(address, port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.set_option(ReusePort(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error)
    return Error(kCannotListen, "cannot listen on " + shared_->options.address + " port " + std::to_string(port) +
                                    ": " + error.message());
  return acceptor_.local_endpoint().port();
}

void Listener::run() {
  loop_.post([self = shared_from_this()] {
    self->supervisor_.keep("http.accept", [self](runtime::Pulse pulse) { return accept(self, std::move(pulse)); });
    self->supervisor_.keep("http.tick", [self](runtime::Pulse pulse) { return tick(self, std::move(pulse)); });
  });
}

Task<> Listener::accept(std::shared_ptr<Listener> self, runtime::Pulse pulse) {
  while (!self->stopping_) {
    pulse.well();
    auto [error, socket] = co_await self->acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
    if (!error)
      self->admit(std::move(socket));
    else if (!self->stopping_)
      co_await self->miss(error.message());
  }
}

// The connection waits in the system's queue, and is tried again.
Task<> Listener::miss(std::string error) {
  constexpr auto kPause = std::chrono::milliseconds(100);  // out of descriptors: some will be closed
  metrics_.not_accepted();
  shared_->refusals.not_accepted(std::move(error));
  co_await runtime::sleep_for(kPause);
}

void Listener::refuse(Socket socket, Admission::Verdict verdict, const std::string& address) {
  metrics_.refused(kTooManyConnections.name());
  shared_->refusals.refused(verdict, address);
  std::string refusal;
  serialise(refusal, problem(kTooManyConnections), {.date_line = time_.date_line, .close = true});
  SocketTransport(std::move(socket)).write_now(refusal);
}

void Listener::admit(Socket socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return;  // gone already
  const SocketPeer peer(endpoint.address().to_string(), shared_->options.proxies);
  const auto verdict = shared_->admission.enter(peer.group, !peer.is_proxy);
  if (verdict != Admission::Verdict::Entered) return refuse(std::move(socket), verdict, peer.address);
  const auto connection = std::make_shared<Connection>(*this, std::move(socket), peer);
  connection->session.cancel = [raw = connection.get()] { raw->stop.emit(asio::cancellation_type::terminal); };
  connection->session.flush_soon = [this, weak = std::weak_ptr(connection)] {
    loop_.post([weak] {
      if (const auto alive = weak.lock()) alive->session.flush_pending();
    });
  };
  connection->session.endless = [raw = connection.get(), shared = shared_.get()](bool begins) {
    begins ? shared->admission.excuse(raw->group) : shared->admission.count(raw->group);
  };
  connection->place = connections_.insert(connections_.end(), connection.get());
  const auto ended = [self = shared_from_this(), connection](std::exception_ptr error) { self->report(error); };
  asio::co_spawn(loop_.io(), serve(shared_from_this(), connection),
                 asio::bind_cancellation_slot(connection->stop.slot(), ended));
}

Task<> Listener::serve(std::shared_ptr<Listener> self, std::shared_ptr<Connection> connection) {
  struct Leave {
    Listener& listener;
    Connection& connection;
    ~Leave() {
      listener.connections_.erase(connection.place);
      listener.shared_->admission.leave(connection.group);
      listener.one_ended_.notify();
    }
  } const leave{*self, *connection};
  co_await connection->session.run();
}

void Listener::report(std::exception_ptr error) const {
  try {
    if (error) std::rethrow_exception(error);
  } catch (const boost::system::system_error& failed) {
    if (failed.code() != asio::error::operation_aborted)
      shared_->options.log.error("connection.failed", {{"detail", failed.what()}});
  } catch (const std::exception& failed) {
    shared_->options.log.error("connection.failed", {{"detail", failed.what()}});
  }
}

Task<> Listener::tick(std::shared_ptr<Listener> self, runtime::Pulse pulse) {
  for (;;) {
    co_await runtime::sleep_for(std::chrono::seconds(1));
    if (self->stopping_ && self->connections_.empty()) co_return;
    self->move_time();
    self->shared_->refusals.write(self->shared_->options.log, self->time_.now);
    for (auto each = self->connections_.begin(); each != self->connections_.end();) (*each++)->session.tick();
    pulse.well();
  }
}

Task<bool> Listener::drain(std::chrono::steady_clock::duration deadline) {
  const auto self = shared_from_this();
  const auto end = std::chrono::steady_clock::now() + deadline;
  stopping_ = true;
  supervisor_.stop();
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (Connection* each : connections_) each->session.drain();
  while (!connections_.empty()) {
    const auto left = end - std::chrono::steady_clock::now();
    if (left.count() <= 0) break;
    co_await one_ended_.wait(left);
  }
  if (connections_.empty()) co_return true;
  for (Connection* each : connections_) {
    each->transport.close();
    each->session.cancel();
  }
  co_return false;
}

}  // namespace tenstone::http
