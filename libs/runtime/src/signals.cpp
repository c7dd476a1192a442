#include "tenstone/runtime/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {
namespace {

Task<> watch(boost::asio::io_context& io, std::function<void(int)> handler) {
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  for (;;) handler(co_await signals.async_wait(boost::asio::use_awaitable));
}

}  // namespace

void on_stop_signal(Loop& loop, std::function<void(int signal)> handler) {
  loop.spawn(watch(loop.io(), std::move(handler)));
}

}  // namespace tenstone::runtime
