#include "tenstone/runtime/event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>

#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::runtime {

using Timer = boost::asio::steady_timer;

Task<> sleep_for(std::chrono::steady_clock::duration duration) {
  Timer timer(co_await boost::asio::this_coro::executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

// A waiter is a timer whose cancellation means "notified". The list owns none of them: they live in the waiting frames.
struct Event::Waiters {
  explicit Waiters(Loop& on) : loop(on) {}
  Loop& loop;
  std::list<Timer*> timers;
};

Event::Event(Loop& loop) : waiters_(std::make_shared<Waiters>(loop)) {}
Event::~Event() = default;

void Event::notify() {
  waiters_->loop.expect_caller();
  for (Timer* timer : std::exchange(waiters_->timers, {})) timer->cancel();
}

Task<bool> Event::wait(std::chrono::steady_clock::duration timeout) {
  const auto waiters = waiters_;  // the Event may be gone when we wake
  waiters->loop.expect_caller();
  Timer timer(waiters->loop.io(), timeout);
  waiters->timers.push_back(&timer);
  const auto [error] = co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  std::erase(waiters->timers, &timer);
  co_return error == boost::asio::error::operation_aborted;
}

Task<> Event::wait() {
  while (!co_await wait(std::chrono::hours(24))) {
  }
}

struct TaskGroup::State {
  explicit State(Loop& on) : loop(on), ended(on) {}
  Loop& loop;
  Event ended;
  std::size_t running = 0;
};

namespace {

Task<> counted(Task<> task, std::shared_ptr<void> state, std::size_t* running, Event* ended) {
  struct Leave {
    std::shared_ptr<void> state;
    std::size_t* running;
    Event* ended;
    ~Leave() {
      if (--*running == 0) ended->notify();
    }
  } const leave{std::move(state), running, ended};
  co_await std::move(task);
}

}  // namespace

TaskGroup::TaskGroup(Loop& loop) : state_(std::make_shared<State>(loop)) {}
TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(Task<> task) {
  ++state_->running;
  state_->loop.spawn(counted(std::move(task), state_, &state_->running, &state_->ended));
}

std::size_t TaskGroup::size() const { return state_->running; }

Task<> TaskGroup::join() {
  while (state_->running != 0) co_await state_->ended.wait();
}

Task<bool> TaskGroup::join(std::chrono::steady_clock::duration timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (state_->running != 0) {
    const auto left = deadline - std::chrono::steady_clock::now();
    if (left.count() <= 0) co_return false;
    co_await state_->ended.wait(left);
  }
  co_return true;
}

}  // namespace tenstone::runtime
