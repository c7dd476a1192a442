#include "tenstone/log_view/live_tail.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <fmt/core.h>
#include <optional>
#include <sys/inotify.h>
#include <unistd.h>

namespace tenstone::log_view {
namespace {

using Timer = boost::asio::steady_timer;

constexpr std::uint32_t kEvents = IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO;

// Takes all events that have been reported. True: one is of the file, under whatever name of its chain, or the kernel
// had to drop some.
bool is_reported(int inotify, std::string_view file) {
  alignas(inotify_event) char buffer[16 * 1024];
  bool is_ours = false;
  for (ssize_t size = 0; (size = read(inotify, buffer, sizeof buffer)) > 0;) {
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      const char* name = buffer + at + sizeof event;
      is_ours = is_ours || event.len == 0 || stem(name) == file;
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  return is_ours;
}

}  // namespace

struct LiveTail::State {
  State(Tail of, runtime::BlockingPool& on, std::chrono::steady_clock::duration each)
      : tail(std::move(of)), pool(on), poll(each) {}
  Task<> start();
  Task<> wait(std::chrono::steady_clock::time_point until);

  Tail tail;
  runtime::BlockingPool& pool;
  const std::chrono::steady_clock::duration poll;
  bool has_started = false, has_stopped = false;
  std::weak_ptr<Timer> waits_for;                                // of the call under way
  std::optional<boost::asio::posix::stream_descriptor> inotify;  // none: there are no more watches
};

// Before the first look, so that nothing comes between.
Task<> LiveTail::State::start() {
  has_started = true;
  const auto executor = co_await boost::asio::this_coro::executor;
  auto watch = [this] {
    const auto folder = tail.folder();
    Fd fd(folder ? inotify_init1(IN_NONBLOCK | IN_CLOEXEC) : -1);
    if (fd && inotify_add_watch(fd.get(), fmt::format("/proc/self/fd/{}", folder->get()).c_str(), kEvents) < 0)
      fd.reset();
    return fd;
  };
  auto fd = co_await pool.run(std::move(watch));
  if (fd && *fd) inotify.emplace(executor, fd->release());
}

Task<> LiveTail::State::wait(std::chrono::steady_clock::time_point until) {
  const auto executor = co_await boost::asio::this_coro::executor;
  while (!has_stopped && std::chrono::steady_clock::now() < until) {
    // Shared: the descriptor's handler may run after this frame is gone.
    const auto timer = std::make_shared<Timer>(executor, until);
    waits_for = timer;
    if (inotify)
      inotify->async_wait(boost::asio::posix::stream_descriptor::wait_read, [timer](boost::system::error_code error) {
        if (!error) timer->cancel();
      });
    co_await timer->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    if (!inotify) co_return;
    inotify->cancel();
    if (is_reported(inotify->native_handle(), tail.file_name())) co_return;
  }
}

LiveTail::LiveTail(Tail tail, runtime::BlockingPool& pool, std::chrono::steady_clock::duration poll)
    : state_(std::make_unique<State>(std::move(tail), pool, poll)) {}
LiveTail::~LiveTail() = default;
LiveTail::LiveTail(LiveTail&&) noexcept = default;

void LiveTail::stop() {
  state_->has_stopped = true;
  if (const auto timer = state_->waits_for.lock()) timer->cancel();
}

const Position& LiveTail::position() const { return state_->tail.position(); }

Task<std::vector<TailEvent>> LiveTail::next(std::chrono::steady_clock::duration timeout) {
  State& state = *state_;
  const auto until = std::chrono::steady_clock::now() + timeout;
  if (!state.has_started) co_await state.start();
  while (!state.has_stopped) {
    auto look = [&state] { return state.tail.look(); };
    auto events = co_await state.pool.run(std::move(look));
    if (events && !events->empty()) co_return std::move(*events);
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) break;
    co_await state.wait(std::min(until, now + state.poll));
  }
  co_return std::vector<TailEvent>();
}

}  // namespace tenstone::log_view
