#include "tenstone/runtime/supervisor.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "restart_pause.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::runtime {
namespace {
using namespace std::chrono_literals;

using tenstone::testing::await;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RestartPause, GrowsToItsBoundAndBeginsAnewAfterALongRun) {
  EXPECT_EQ(restart_pause(0ms, 0s), 100ms);
  EXPECT_EQ(restart_pause(100ms, 9s), 200ms);
  EXPECT_EQ(restart_pause(800ms, 0s), 1s);
  EXPECT_EQ(restart_pause(1s, 0s), 1s);
  EXPECT_EQ(restart_pause(1s, 10s), 100ms);
}

// A task whose runs do, in turn, what a test says; the run after them works until it is stopped.
class SupervisorTest : public ::testing::Test {
 protected:
  struct Stage {
    explicit Stage(Loop& loop) : supervisor(loop), changed(loop) {}
    Supervisor supervisor;
    Event changed;
    std::vector<std::function<void()>> faults;
    std::size_t starts = 0;
    bool works = true;
  };

  SupervisorTest() {
    loops_.supervision().on_end([this](const TaskEnd& end) {
      ends_.push_back(std::string(end.task) + ": " + std::string(end.why) + (end.repeated ? ", again" : ""));
      if (report_throws_) throw std::runtime_error("the disk is full");
    });
    loops_.start();
  }

  static Task<> play(Stage* stage, Pulse pulse) {
    if (stage->starts < stage->faults.size()) co_return stage->faults[stage->starts++]();
    ++stage->starts;
    stage->changed.notify();
    while (!stage->supervisor.stopped()) {
      if (stage->works) pulse.well();
      co_await stage->changed.wait();
    }
  }
  static Task<> started(Stage* stage, std::size_t times) {
    while (stage->starts < times)
      if (!co_await stage->changed.wait(10s)) throw std::runtime_error("it did not start");
  }
  // Runs the task until it has started after all of its faults, and then `check`.
  template <class Check>
  void run(std::vector<std::function<void()>> faults, Check check, bool works = true) {
    const auto body = [](Loop& loop, std::vector<std::function<void()>> all, Check then, bool well) -> Task<> {
      Stage stage(loop);
      stage.faults = std::move(all);
      stage.works = well;
      stage.supervisor.keep("part", [&stage](Pulse pulse) { return play(&stage, std::move(pulse)); });
      co_await started(&stage, stage.faults.size() + 1);
      then(stage);
      stage.supervisor.stop();
      stage.changed.notify();
      co_await stage.supervisor.join();
    };
    await(loops_[0], body(loops_[0], std::move(faults), check, works));
  }
  std::vector<std::string> down() { return loops_.supervision().down(); }

  std::vector<std::string> ends_;  // on the loop
  bool report_throws_ = false;
  Loops loops_{1};
};

TEST_F(SupervisorTest, StartsAgainWhatEndedHoweverItEnded) {
  run({[] { throw std::runtime_error("a bug"); }, [] { throw 42; }, [] {}},
      [](Stage& stage) { EXPECT_EQ(stage.starts, 4U); });
  EXPECT_THAT(ends_, ElementsAre("part: a bug", "part: not a std::exception", "part: it returned"));
}

TEST_F(SupervisorTest, ATaskIsDownFromItsEndUntilItWorksAgain) {
  const auto fails = [this] {
    EXPECT_THAT(down(), IsEmpty());
    throw std::runtime_error("a bug");
  };
  const auto returns = [this] { EXPECT_THAT(down(), ElementsAre("part")); };
  run({fails, returns}, [this](Stage&) { EXPECT_THAT(down(), ElementsAre("part")); }, false);
  run({fails, returns}, [this](Stage&) { EXPECT_THAT(down(), IsEmpty()); });
}

TEST_F(SupervisorTest, SaysWhichEndsAreRepeated) {
  const auto fails = [] { throw std::runtime_error("away"); };
  run({fails, fails, [] { throw std::runtime_error("full"); }}, [](Stage&) {});
  EXPECT_THAT(ends_, ElementsAre("part: away", "part: away, again", "part: full"));
}

TEST_F(SupervisorTest, AReportThatThrowsHoldsNoStartBack) {
  report_throws_ = true;
  run({[] { throw std::runtime_error("a bug"); }}, [](Stage& stage) { EXPECT_EQ(stage.starts, 2U); });
}

TEST_F(SupervisorTest, StopEndsAPauseAndNothingStartsAgain) {
  const auto body = [](Loop& loop) -> Task<bool> {
    Supervisor supervisor(loop);
    bool whole = true;
    supervisor.keep("part", [&](Pulse) -> Task<> { whole = co_await supervisor.pause(1h); });
    Event soon(loop);
    co_await soon.wait(1ms);  // by now it waits
    supervisor.stop();
    co_await supervisor.join();
    co_return whole;
  };
  EXPECT_FALSE(await(loops_[0], body(loops_[0])));
  EXPECT_THAT(ends_, IsEmpty());
}

}  // namespace
}  // namespace tenstone::runtime
