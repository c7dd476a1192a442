#include "tenstone/http/server.hpp"

#include <boost/asio/io_context.hpp>

#include "listener.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::http {
namespace {

// SO_REUSEPORT lets two servers of one user share a port without a word, so ask first without it.
Result<void> check_port_is_free(const ServerOptions& options) {
  boost::asio::io_context io(1);
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(options.address, error);
  if (error || options.port == 0) return {};
  boost::asio::ip::tcp::acceptor probe(io);
  probe.open(address.is_v6() ? boost::asio::ip::tcp::v6() : boost::asio::ip::tcp::v4(), error);
  if (!error) probe.set_option(boost::asio::socket_base::reuse_address(true), error);
  if (!error) probe.bind({address, options.port}, error);
  if (error != boost::asio::error::address_in_use) return {};  // what else is wrong, listening will say
  const std::string port = std::to_string(options.port);
  return Error(kPortTaken, "port " + port + " is taken; stop what uses it, or choose another: --http-port/PORT");
}

Task<> drain_one(std::shared_ptr<Listener> listener, std::chrono::steady_clock::duration deadline,
                 std::function<void(bool)> done) {
  try {
    done(co_await listener->drain(deadline));
  } catch (...) {
    done(false);  // somebody waits for all of them
    throw;
  }
}

}  // namespace

struct Server::State {
  std::shared_ptr<Shared> shared;
  std::vector<std::shared_ptr<Listener>> listeners;
  unsigned short port = 0;
  std::optional<metrics::Registry::Watch> open_connections, most_connections;
};

Server::Server(runtime::Loops& loops, const App& app, const Clock& clock, ServerOptions options)
    : state_(std::make_unique<State>()) {
  state_->shared = std::make_shared<Shared>(app, clock, std::move(options));
  for (std::size_t i = 0; i < loops.size(); ++i)
    state_->listeners.push_back(std::make_shared<Listener>(loops[i], state_->shared));
}

Server::~Server() = default;

Result<void> Server::start() {
  if (auto free = check_port_is_free(state_->shared->options); !free) return free;
  state_->port = state_->shared->options.port;
  for (const auto& listener : state_->listeners) {
    const auto port = listener->listen(state_->port);
    if (!port) return port.error();
    state_->port = *port;
  }
  if (metrics::Registry* registry = state_->shared->options.metrics) {
    state_->most_connections.emplace(
        registry->watch("tenstone_http_connections_limit", "Connections that may be open; more are refused",
                        [shared = state_->shared] { return static_cast<double>(shared->options.limits.connections); }));
    state_->open_connections.emplace(
        registry->watch("tenstone_http_connections_open", "Connections open now",
                        [shared = state_->shared] { return static_cast<double>(shared->admission.open()); }));
  }
  for (const auto& listener : state_->listeners) listener->run();
  return {};
}

unsigned short Server::port() const { return state_->port; }
std::size_t Server::connections() const { return state_->shared->admission.open(); }

Task<bool> Server::drain(std::chrono::steady_clock::duration deadline) {
  struct Progress {
    explicit Progress(runtime::Loop& on, std::size_t count) : loop(on), changed(on), left(count) {}
    runtime::Loop& loop;
    runtime::Event changed;
    std::size_t left;
    bool in_time = true;
  };
  const auto progress = std::make_shared<Progress>(runtime::Loop::current(), state_->listeners.size());
  const std::function<void(bool)> done = [progress](bool in_time) {
    progress->loop.post([progress, in_time] {
      progress->in_time = progress->in_time && in_time;
      --progress->left;
      progress->changed.notify();
    });
  };
  for (const auto& listener : state_->listeners) listener->loop().spawn(drain_one(listener, deadline, done));
  while (progress->left > 0) co_await progress->changed.wait();
  co_return progress->in_time;
}

}  // namespace tenstone::http
