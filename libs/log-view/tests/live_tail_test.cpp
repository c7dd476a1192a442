#include "tenstone/log_view/live_tail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "temporary_folder.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::log_view {
namespace {
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LiveTailTest : public ::testing::Test {
 protected:
  LiveTailTest() {
    folder.write("a.log", "one\n");
    auto tail = Tail::from_end(sources, "app:a.log");
    if (!tail) throw std::runtime_error("there is no log");
    live.emplace(std::move(*tail), pool, 1h);
    loops.start();
  }
  // The tail lives on the loop, and so does its end.
  void TearDown() override {
    auto end = [](std::optional<LiveTail>& tail) -> Task<> {
      tail.reset();
      co_return;
    };
    testing::await(loops[0], end(live));
  }
  static Task<std::vector<std::string>> next(LiveTail& live, std::chrono::steady_clock::duration timeout) {
    const auto events = co_await live.next(timeout);
    std::vector<std::string> lines;
    for (const TailEvent& event : events) lines.push_back(event.kind == TailEvent::Kind::Line ? event.line : "(other)");
    co_return lines;
  }
  std::vector<std::string> next(std::chrono::steady_clock::duration timeout = 60s) {
    return testing::await(loops[0], next(*live, timeout));
  }

  TemporaryFolder folder;
  Sources sources = folder.sources();
  runtime::Loops loops{1};
  runtime::BlockingPool pool{1, 16};
  std::optional<LiveTail> live;
};

TEST_F(LiveTailTest, GivesNothingWhenTheTimeoutPasses) { EXPECT_THAT(next(1ms), IsEmpty()); }

TEST_F(LiveTailTest, GivesWhatIsThereAtOnce) {
  folder.append("a.log", "two\n");
  EXPECT_THAT(next(0ms), ElementsAre("two"));
}

TEST_F(LiveTailTest, StopsTheCallUnderWay) {
  EXPECT_THAT(next(1ms), IsEmpty());
  loops[0].post([this] { loops[0].post([this] { live->stop(); }); });
  EXPECT_THAT(next(1h), IsEmpty());
  folder.append("a.log", "two\n");
  EXPECT_THAT(next(1h), IsEmpty());
}

// The poll is an hour, so nothing but a report ends the waits.
TEST_F(LiveTailTest, WakesUpForWritesAndRotations) {
  EXPECT_THAT(next(1ms), IsEmpty());
  {
    const std::jthread writer([this] { folder.append("a.log", "two\n"); });
    EXPECT_THAT(next(), ElementsAre("two"));
  }
  const std::jthread writer([this] {
    folder.rename("a.log", "a.log.1");
    folder.write("b.log", "of another log\n");
    folder.write("a.log", "three\n");
  });
  EXPECT_THAT(next(), ElementsAre("(other)", "three"));
}

}  // namespace
}  // namespace tenstone::log_view
