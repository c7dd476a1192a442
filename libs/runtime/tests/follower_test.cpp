#include "tenstone/runtime/follower.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>

#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::runtime {
namespace {
using namespace std::chrono_literals;

using tenstone::testing::await;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Follows a number, on the one loop.
class FollowerTest : public ::testing::Test {
 protected:
  struct Stage {
    Stage(Loop& on, std::chrono::steady_clock::duration poll) : loop(on), follower(on, "part", poll), changed(on) {}

    // A refresh reads the truth, and then waits at the gate.
    Task<> refresh() {
      ++refreshes;
      const int read = truth;
      changed.notify();
      while (closed) co_await changed.wait();
      if (during) during();
      if (fault) throw std::runtime_error(*std::exchange(fault, std::nullopt));
      known = read;
    }
    void start() {
      follower.start([this] { return refresh(); });
    }
    Task<> refreshed(int times) {
      while (refreshes < times)
        if (!co_await changed.wait(10s)) throw std::runtime_error("it did not refresh");
    }
    // Until the loop has nothing more to run: what would come at once has come.
    Task<> idle() {
      for (int i = 0; i < 100; ++i) {
        loop.post([this] { changed.notify(); });
        co_await changed.wait();
      }
    }
    void open() {
      closed = false;
      changed.notify();
    }

    Loop& loop;
    Follower follower;
    Event changed;
    int truth = 0, known = -1, refreshes = 0;
    bool closed = false;
    std::function<void()> during;
    std::optional<std::string> fault;
  };

  FollowerTest() {
    loops_.supervision().on_end(
        [this](const TaskEnd& end) { ends_.push_back(std::string(end.task) + ": " + std::string(end.why)); });
    loops_.start();
  }
  // Runs `play` on the loop, and stops the follower.
  template <class Play>
  void run(Play play, std::chrono::steady_clock::duration poll = 1h) {
    const auto body = [](Loop& loop, Play part, std::chrono::steady_clock::duration interval) -> Task<> {
      Stage stage(loop, interval);
      co_await part(stage);
      stage.follower.stop();
      stage.open();
      co_await stage.follower.join();
    };
    await(loops_[0], body(loops_[0], play, poll));
  }

  std::vector<std::string> ends_;  // on the loop
  Loops loops_{1};
};

TEST_F(FollowerTest, RefreshesAtTheStartAndAfterAHint) {
  run([](Stage& stage) -> Task<> {
    stage.truth = 1;
    stage.start();
    co_await stage.idle();
    EXPECT_EQ(stage.known, 1);
    stage.truth = 2;
    stage.follower.hint();
    co_await stage.idle();
    EXPECT_EQ(stage.known, 2);
    EXPECT_EQ(stage.refreshes, 2);
  });
}

TEST_F(FollowerTest, IsStartedFromAnotherThreadAndBeforeTheLoopRuns) {
  Loops loops(1);
  Stage stage(loops[0], 1h);
  stage.start();
  loops.start();
  const auto body = [](Stage* of) -> Task<> {
    co_await of->refreshed(1);
    of->follower.stop();
    co_await of->follower.join();
  };
  await(loops[0], body(&stage));
  EXPECT_EQ(stage.refreshes, 1);
}

TEST_F(FollowerTest, RefreshesWithoutAHintWhenThePollHasPassed) {
  run(
      [](Stage& stage) -> Task<> {
        stage.start();
        co_await stage.refreshed(3);
      },
      1ms);
}

TEST_F(FollowerTest, AHintThatComesDuringARefreshIsNotLost) {
  run([](Stage& stage) -> Task<> {
    stage.closed = true;
    stage.start();
    co_await stage.refreshed(1);
    stage.truth = 1;  // after the refresh has read
    stage.follower.hint();
    stage.open();
    co_await stage.idle();
    EXPECT_EQ(stage.known, 1);
  });
}

TEST_F(FollowerTest, ManyHintsAreOneRefresh) {
  run([](Stage& stage) -> Task<> {
    stage.closed = true;
    stage.start();
    co_await stage.refreshed(1);
    for (int i = 0; i < 10; ++i) stage.follower.hint();
    stage.open();
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 2);
    for (int i = 0; i < 10; ++i) stage.follower.hint();
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 3);
  });
}

TEST_F(FollowerTest, ARefreshMayAskForTheNextOneBeforeThePoll) {
  run([](Stage& stage) -> Task<> {
    stage.during = [&stage] {
      if (stage.refreshes < 3) stage.follower.again_in(0ms);
      stage.follower.again_in(2h);  // no later than the poll
    };
    stage.start();
    co_await stage.refreshed(3);
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 3);
  });
}

TEST_F(FollowerTest, ARefreshThatThrowsIsReportedAndTriedAgain) {
  run([this](Stage& stage) -> Task<> {
    stage.fault = "away";
    stage.start();
    co_await stage.refreshed(1);
    co_await stage.idle();
    EXPECT_THAT(loops_.supervision().down(), ElementsAre("part"));
    co_await stage.refreshed(2);
    co_await stage.idle();
    EXPECT_THAT(loops_.supervision().down(), IsEmpty());
    EXPECT_EQ(stage.known, 0);
  });
  EXPECT_THAT(ends_, ElementsAre("part: away"));
}

TEST_F(FollowerTest, StopEndsAWait) {
  run([](Stage& stage) -> Task<> {
    stage.start();
    co_await stage.idle();
    stage.follower.stop();
    co_await stage.follower.join();
    stage.follower.hint();
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 1);
  });
  EXPECT_THAT(ends_, IsEmpty());
}

TEST_F(FollowerTest, AStopDuringARefreshWaitsForItAndNoOtherFollows) {
  run([](Stage& stage) -> Task<> {
    stage.closed = true;
    stage.start();
    co_await stage.refreshed(1);
    stage.follower.hint();
    stage.follower.stop();
    bool joined = false;
    const auto join = [](Stage* of, bool* done) -> Task<> {
      co_await of->follower.join();
      *done = true;
    };
    stage.loop.spawn(join(&stage, &joined));
    co_await stage.idle();
    EXPECT_FALSE(joined);
    stage.open();
    co_await stage.idle();
    EXPECT_TRUE(joined);
    EXPECT_EQ(stage.refreshes, 1);
    EXPECT_EQ(stage.known, 0);  // it came to its end
  });
  EXPECT_THAT(ends_, IsEmpty());
}

TEST_F(FollowerTest, AFaultDuringAStopIsNobodysBusiness) {
  run([](Stage& stage) -> Task<> {
    stage.closed = true;
    stage.fault = "away";
    stage.start();
    co_await stage.refreshed(1);
    stage.follower.stop();
    stage.open();
    co_await stage.follower.join();
  });
  EXPECT_THAT(ends_, IsEmpty());
  EXPECT_THAT(loops_.supervision().down(), IsEmpty());
}

TEST_F(FollowerTest, SourcesHintFromTheStartToTheStop) {
  run([](Stage& stage) -> Task<> {
    std::function<void(std::string_view)> message;
    std::function<void()> connected;
    const auto alive = std::make_shared<int>();
    stage.follower.start([&stage] { return stage.refresh(); },
                         [&message, alive](auto hint) {
                           message = hint;
                           return alive;
                         },
                         [&connected, alive](auto hint) {
                           connected = hint;
                           return std::make_unique<std::shared_ptr<int>>(alive);
                         });
    co_await stage.idle();
    EXPECT_EQ(alive.use_count(), 3);
    message("7");
    co_await stage.idle();
    connected();
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 3);
    stage.follower.stop();
    EXPECT_EQ(alive.use_count(), 1);
    co_await stage.follower.join();
    message("8");
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 3);
  });
}

TEST_F(FollowerTest, AStopBeforeTheStartLeavesNothing) {
  run([](Stage& stage) -> Task<> {
    stage.follower.start([&stage] { return stage.refresh(); },
                         [](auto) {
                           ADD_FAILURE() << "it subscribed";
                           return 0;
                         });
    stage.follower.stop();
    co_await stage.idle();
    EXPECT_EQ(stage.refreshes, 0);
  });
}

TEST_F(FollowerTest, ItsHintsOutliveIt) {
  const auto body = [](Loop& loop) -> Task<> {
    std::function<void()> hint;
    auto stage = std::make_unique<Stage>(loop, 1h);
    stage->follower.start([of = stage.get()] { return of->refresh(); },
                          [&hint](auto from) {
                            hint = from;
                            return 0;
                          });
    co_await stage->refreshed(1);
    stage->follower.stop();
    co_await stage->follower.join();
    stage.reset();
    hint();
  };
  await(loops_[0], body(loops_[0]));
}

}  // namespace
}  // namespace tenstone::runtime
