// What callers see while a link connects for the first time.
#include "redis_fixture.hpp"
#include "tenstone/testing/silent_server.hpp"

namespace tenstone::redis {
namespace {
using namespace std::chrono_literals;

using testing::SilentServer;
using FirstAttempt = WithLoop;

TEST(Redis, ACallOfTheFirstMomentIsSentOnEveryLoop) {
  const Server server;
  runtime::Loops loops(2);
  Redis redis(loops, {.url = server.url(), .deadline = 5s});
  std::array<std::promise<std::string>, 2> answers;
  const auto body = [](Redis& on, std::promise<std::string>& answer) -> Task<> {
    EXPECT_FALSE(on.connected());
    const auto reply = co_await on.command({"ECHO", "hello"});
    answer.set_value(reply ? reply->text : reply.error().detail);
  };
  for (std::size_t i = 0; i < 2; ++i) loops[i].spawn(body(redis, answers[i]));
  loops.start();
  for (auto& answer : answers) EXPECT_EQ(answer.get_future().get(), "hello");
}

TEST_F(FirstAttempt, ThatGoesOnForTooLongCostsACallItsDeadline) {
  const SilentServer server;
  Redis redis(loops, {.url = server.url(), .connect_timeout = 1h});
  const runtime::Stopwatch watch;
  const auto reply = command(redis, {"PING"}, 30ms);
  EXPECT_GE(watch.elapsed(), 30ms);
  ASSERT_EQ(code_of(reply), "redis_unavailable");
  EXPECT_EQ(reply.error().detail, "not connected yet");
}

TEST_F(FirstAttempt, ThatFailsRefusesWhatWaitedAndEverythingAfterItAtOnce) {
  const SilentServer server;
  Redis redis(loops, {.url = server.url(), .connect_timeout = 20ms});
  const auto reply = command(redis, {"PING"}, 1h);
  ASSERT_EQ(code_of(reply), "redis_unavailable");
  EXPECT_EQ(reply.error().detail, server.path() + ": no answer within 20 ms");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(code_of(command(redis, {"PING"}, 1h)), "redis_unavailable");
}

class ClosedMeanwhile : public WithLoop {
 protected:
  // The code that the commands end with once the Redis is closed, though the first attempt still goes on.
  std::string code_of_waiting(std::size_t commands, const std::function<void()>& meanwhile) {
    std::promise<std::string> code;
    const auto body = [](Redis& on, std::size_t count, std::promise<std::string>& out) -> Task<> {
      const std::vector<std::vector<std::string>> many(count, {"PING"});
      out.set_value(code_of(co_await on.commands(many, 1h)));
    };
    loops[0].spawn(body(*redis, commands, code));
    server.accept_one();
    on_loop([] { return 0; });  // the call waits
    meanwhile();
    redis.reset();
    return code.get_future().get();
  }
  SilentServer server;
  std::unique_ptr<Redis> redis = std::make_unique<Redis>(loops, Options{.url = server.url(), .connect_timeout = 1h});
};

TEST_F(ClosedMeanwhile, ACallThatWaitsIsAnswered) {
  EXPECT_EQ(code_of_waiting(1, [] {}), "redis_unavailable");
}

TEST_F(ClosedMeanwhile, NoMoreThanTenThousandCommandsWait) {
  const auto one_more = [this] { EXPECT_EQ(code_of(command(*redis, {"PING"}, 1h)), "busy"); };
  EXPECT_EQ(code_of_waiting(10'000, one_more), "redis_unavailable");
}

TEST_F(ClosedMeanwhile, ACallThatWaitsOnAStoppedLoopIsDestroyed) {
  const auto body = [](Redis& on) -> Task<> { (void)co_await on.command({"PING"}, 1h); };
  loops[0].spawn(body(*redis));
  on_loop([] { return 0; });
  loops.stop();
  loops.join();
  redis.reset();
}

TEST_F(FirstAttempt, EndsWhetherItSucceedsOrNot) {
  const Server server;
  Redis redis(loops, {.url = server.url()});
  EXPECT_TRUE(await(redis.first_attempt(10s)));
  EXPECT_TRUE(on_loop([&] { return redis.connected(); }));
  Redis nowhere(loops, {.url = "unix:///nowhere"});
  EXPECT_TRUE(await(nowhere.first_attempt(10s)));
  const SilentServer silent;
  Redis waits(loops, {.url = silent.url(), .connect_timeout = 1h});
  EXPECT_FALSE(await(waits.first_attempt(10ms)));
}

}  // namespace
}  // namespace tenstone::redis
