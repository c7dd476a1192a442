#include "tenstone/runtime/signals.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <fcntl.h>
#include <memory>

#include "tenstone/core/fd.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {
namespace {

Task<> watch(std::unique_ptr<boost::asio::signal_set> signals, std::function<void(int)> handler) {
  for (;;) handler(co_await signals->async_wait(boost::asio::use_awaitable));
}

bool has_terminal() { return static_cast<bool>(Fd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC))); }

bool is_ignored(int signal) {
  struct sigaction now{};
  sigaction(signal, nullptr, &now);
  return now.sa_handler == SIG_IGN;
}

}  // namespace

void on_stop_signal(Loop& loop, std::function<void(int signal)> handler) {
  // Made here, not in the coroutine, which begins later: who is told that the process is ready may stop it at once.
  auto signals = std::make_unique<boost::asio::signal_set>(loop.io(), SIGINT, SIGTERM);
  loop.spawn(watch(std::move(signals), std::move(handler)));
}

void on_hang_up(Loop& loop, std::function<void(bool terminal_gone)> handler) {
  const bool ends_with_terminal = has_terminal() && !is_ignored(SIGHUP);
  auto signals = std::make_unique<boost::asio::signal_set>(loop.io(), SIGHUP);
  loop.spawn(watch(std::move(signals), [=](int) { handler(ends_with_terminal && !has_terminal()); }));
}

}  // namespace tenstone::runtime
