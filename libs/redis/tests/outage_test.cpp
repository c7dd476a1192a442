// What callers see while Redis stands still, dies, moves and comes back.
#include "redis_fixture.hpp"

namespace tenstone::redis {
namespace {
using namespace std::chrono_literals;

using Outage = WithLoop;

TEST_F(Outage, AStoppedServerCostsADeadlineAndItsLateReplyIsDropped) {
  const Server server;
  Redis redis(loops, {.url = server.url()});
  expect_ready(redis);
  server.signal(SIGSTOP);
  const runtime::Stopwatch watch;
  EXPECT_EQ(code_of(command(redis, {"ECHO", "late"})), "deadline_exceeded");
  EXPECT_GE(watch.elapsed(), 50ms);
  EXPECT_LT(watch.elapsed(), 500ms);  // 55 ms on an idle machine
  server.signal(SIGCONT);
  EXPECT_EQ(command(redis, {"ECHO", "now"}, 5s)->text, "now");
}

TEST_F(Outage, AServerThatStaysStoppedIsGivenUpAndFoundAgain) {
  const Server server;
  Redis redis(loops, {.url = server.url()});
  expect_ready(redis);
  server.signal(SIGSTOP);
  EXPECT_EQ(code_of(command(redis, {"PING"}, 10ms)), "deadline_exceeded");
  eventually([&] { return !on_loop([&] { return redis.connected(); }); });
  EXPECT_EQ(code_of(command(redis, {"PING"})), "redis_unavailable");
  server.signal(SIGCONT);
  expect_ready(redis);
  EXPECT_TRUE(await(redis.ping()));
}

TEST_F(Outage, ADeadServerFailsAtOnceAndIsFoundAgain) {
  Server server;
  Redis redis(loops, {.url = server.url()});
  expect_ready(redis);
  EXPECT_TRUE(command(redis, {"PING"}, 5s));
  server.kill();
  eventually([&] { return !on_loop([&] { return redis.connected(); }); });
  const runtime::Stopwatch watch;
  for (int i = 0; i < 100; ++i) EXPECT_EQ(code_of(command(redis, {"PING"}, 10s)), "redis_unavailable");
  EXPECT_LT(watch.elapsed(), 1s);  // not one of them waited
  server.start();
  expect_ready(redis);
  EXPECT_TRUE(command(redis, {"PING"}, 5s));
}

TEST_F(Outage, WhatWasOnTheConnectionFailsWithIt) {
  Server server;
  Redis redis(loops, {.url = server.url()});
  expect_ready(redis);
  server.signal(SIGSTOP);
  std::promise<std::string> code;
  const auto body = [](Redis& on, std::promise<std::string>& out) -> Task<> {
    out.set_value(code_of(co_await on.command({"INCR", "n"}, 1h)));
  };
  loops[0].spawn(body(redis, code));
  on_loop([] { return 0; });  // it is on its way
  server.kill();
  EXPECT_EQ(code.get_future().get(), "redis_unavailable");
  server.start();
  expect_ready(redis);
  EXPECT_TRUE(command(redis, {"GET", "n"}, 5s)->is_nil());  // never sent again
}

TEST_F(Outage, TooManyCommandsOnTheirWayAreRefused) {
  const Server server;
  Redis redis(loops, {.url = server.url()});
  expect_ready(redis);
  server.signal(SIGSTOP);
  const std::vector<std::vector<std::string>> many(10'000, {"PING"});
  EXPECT_EQ(code_of(await(redis.commands(many, 10ms))), "deadline_exceeded");
  EXPECT_EQ(code_of(command(redis, {"PING"})), "busy");
  server.signal(SIGCONT);
  eventually([&] { return command(redis, {"PING"}, 1s).has_value(); });
}

TEST_F(Outage, AMovedServerIsFoundByItsNewAddress) {
  auto first = std::make_unique<Server>();
  const Server second;
  std::mutex mutex;
  std::vector<std::string> events;
  Redis redis(loops, {.url = first->url(),
                      .renew_url =
                          [&, asked = 0]() mutable {
                            if (++asked == 1) throw std::runtime_error("not there yet");
                            return second.url();
                          },
                      .report =
                          [&](std::string_view event, std::string_view detail) {
                            const std::lock_guard guard(mutex);
                            events.push_back(std::string(event) + " " + std::string(detail));
                          }});
  expect_ready(redis);
  const std::string old = first->socket();
  first.reset();
  eventually([&] { return !on_loop([&] { return redis.connected(); }); });
  expect_ready(redis);
  EXPECT_TRUE(command(redis, {"PING"}, 5s));
  const std::lock_guard guard(mutex);
  EXPECT_THAT(events, ::testing::ElementsAre("redis.connected " + old, ::testing::StartsWith("redis.lost "),
                                             "redis.unrenewed not there yet",
                                             "redis.unreachable " + old + ": No such file or directory",
                                             "redis.connected " + second.socket()));
}

TEST_F(Outage, ClosingWhileCallsWaitAnswersThem) {
  const Server server;
  auto redis = std::make_unique<Redis>(loops, Options{.url = server.url()});
  expect_ready(*redis);
  server.signal(SIGSTOP);
  std::promise<std::string> code;
  const auto body = [](Redis& on, std::promise<std::string>& out) -> Task<> {
    out.set_value(code_of(co_await on.command({"PING"}, 1h)));
  };
  loops[0].spawn(body(*redis, code));
  on_loop([] { return 0; });
  redis.reset();
  EXPECT_EQ(code.get_future().get(), "redis_unavailable");
}

TEST_F(Outage, StoppingTheLoopsWhileCallsWaitDestroysThem) {
  const Server server;
  auto redis = std::make_unique<Redis>(loops, Options{.url = server.url()});
  expect_ready(*redis);
  server.signal(SIGSTOP);
  const auto body = [](Redis& on) -> Task<> { (void)co_await on.command({"PING"}, 1h); };
  loops[0].spawn(body(*redis));
  const auto subscription = redis->subscribe(loops[0], "c", [](std::string_view) {});
  on_loop([] { return 0; });
  loops.stop();
  loops.join();
  redis.reset();
}

}  // namespace
}  // namespace tenstone::redis
