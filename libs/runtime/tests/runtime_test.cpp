#include <future>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::runtime {
namespace {
using namespace std::chrono_literals;

using testing::await;

TEST(Loops, RunEachTaskOnItsOwnThread) {
  Loops loops(3);
  loops.start();
  std::array<std::promise<std::size_t>, 3> seen;
  for (std::size_t i = 0; i < 3; ++i) loops[i].post([&seen, i] { seen[i].set_value(Loop::current().index()); });
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(seen[i].get_future().get(), i);
  EXPECT_FALSE(Loop::inside());
}

TEST(BlockingPool, RunsElsewhereAndResumesOnTheCallersLoop) {
  Loops loops(1);
  BlockingPool pool(1, 4);
  loops.start();
  const auto body = [](BlockingPool& on) -> Task<bool> {
    const auto here = std::this_thread::get_id();
    const auto there = co_await on.run([] { return std::this_thread::get_id(); });
    co_return there && *there != here&& std::this_thread::get_id() == here;
  };
  EXPECT_TRUE(await(loops[0], body(pool)));
}

TEST(BlockingPool, ThrowsOnWhatTheWorkThrew) {
  Loops loops(1);
  BlockingPool pool(1, 4);
  loops.start();
  const auto body = [](BlockingPool& on) -> Task<int> {
    const auto value = co_await on.run([]() -> int { throw std::runtime_error("disk"); });
    co_return value.value_or(0);
  };
  EXPECT_THROW(await(loops[0], body(pool)), std::runtime_error);
}

TEST(BlockingPool, RefusesAtOnceWhenFull) {
  Loops loops(1);
  std::promise<void> release;
  std::promise<void> busy;
  auto released = release.get_future();
  BlockingPool pool(1, 1);
  loops.start();
  const auto hold = [](BlockingPool& on, std::promise<void>& started, std::future<void>& until) -> Task<> {
    const auto done = co_await on.run([&] {
      started.set_value();
      until.wait();
    });
    EXPECT_TRUE(done);
  };
  const auto wait = [](BlockingPool& on) -> Task<> { EXPECT_TRUE(co_await on.run([] {})); };
  loops[0].spawn(hold(pool, busy, released));
  busy.get_future().wait();    // the thread is taken
  loops[0].spawn(wait(pool));  // the one place in the queue is taken
  const auto refused = [](BlockingPool& on) -> Task<std::string> {
    const auto result = co_await on.run([] { return 1; });
    co_return result ? "" : result.error().code;
  };
  EXPECT_EQ(await(loops[0], refused(pool)), "busy");
  release.set_value();
}

TEST(BlockingPool, MayBeNicerThanTheOthers) {
  Loops loops(1);
  BlockingPool pool(1, 4, 3);
  loops.start();
  const auto niceness = [] { return getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())); };
  const auto body = [niceness](BlockingPool& on) -> Task<Result<int>> { co_return co_await on.run(niceness); };
  EXPECT_EQ(await(loops[0], body(pool)), niceness() + 3);
}

TEST(Event, WakesAllWhoWaitAndReportsTimeouts) {
  Loops loops(1);
  loops.start();
  const auto body = [](Loop& loop) -> Task<int> {
    Event event(loop);
    TaskGroup group(loop);
    int woken = 0;
    const auto waiter = [](Event& on, int& count) -> Task<> {
      if (co_await on.wait(1h)) ++count;
    };
    for (int i = 0; i < 3; ++i) group.spawn(waiter(event, woken));
    EXPECT_FALSE(co_await event.wait(1ms));  // by now the three wait
    event.notify();
    co_await group.join();
    co_return woken;
  };
  EXPECT_EQ(await(loops[0], body(loops[0])), 3);
}

TEST(EventDeathTest, MayNotBeNotifiedFromAnotherThreadWhileItsLoopRuns) {
  const auto notify_from_outside = [] {
    Loops loops(1);
    Event event(loops[0]);
    event.notify();  // nobody runs the loop yet
    loops.start();
    const auto nothing = []() -> Task<> { co_return; };
    await(loops[0], nothing());  // it runs
    event.notify();
  };
  EXPECT_DEATH(notify_from_outside(), "bug: used from outside of its loop");
}

TEST(TaskGroup, SaysWhenItsTasksDoNotEndInTime) {
  Loops loops(1);
  loops.start();
  const auto body = [](Loop& loop) -> Task<bool> {
    Event never(loop);
    TaskGroup group(loop);
    const auto waiter = [](Event& on) -> Task<> { co_await on.wait(1h); };
    group.spawn(waiter(never));
    const bool in_time = co_await group.join(5ms);
    never.notify();
    co_await group.join();
    co_return in_time;
  };
  EXPECT_FALSE(await(loops[0], body(loops[0])));
}

}  // namespace
}  // namespace tenstone::runtime
