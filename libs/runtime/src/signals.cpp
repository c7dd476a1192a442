#include "tenstone/runtime/signals.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <memory>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {
namespace {

Task<> watch(std::unique_ptr<boost::asio::signal_set> signals, std::function<void(int)> handler) {
  for (;;) handler(co_await signals->async_wait(boost::asio::use_awaitable));
}

}  // namespace

void on_stop_signal(Loop& loop, std::function<void(int signal)> handler) {
  // Made here, not in the coroutine, which begins later: who is told that the process is ready may stop it at once.
  auto signals = std::make_unique<boost::asio::signal_set>(loop.io(), SIGINT, SIGTERM);
  loop.spawn(watch(std::move(signals), std::move(handler)));
}

void on_hang_up(Loop& loop, std::function<void()> handler) {
  auto signals = std::make_unique<boost::asio::signal_set>(loop.io(), SIGHUP);
  loop.spawn(watch(std::move(signals), [handler = std::move(handler)](int) { handler(); }));
}

}  // namespace tenstone::runtime
