#include "redis_fixture.hpp"

namespace tenstone::redis {
namespace {
using namespace std::chrono_literals;

class Subscriptions : public WithLoop {
 protected:
  Subscription listen(Redis& redis, const std::string& channel) {
    return redis.subscribe(
        loops[0], channel, [this](std::string_view payload) { got.emplace_back(payload); }, [this] { ++subscribed; });
  }
  bool has(std::vector<std::string> expected) {
    return on_loop([&] { return got == expected; });
  }
  bool stands(int times) {
    return on_loop([&] { return subscribed == times; });
  }

  std::vector<std::string> got;  // on the loop
  int subscribed = 0;
};

TEST_F(Subscriptions, HearTheirChannelInOrderAndNoOther) {
  const Server server;
  Redis redis(loops, {.url = server.url(), .deadline = 5s});
  const Subscription news = listen(redis, "news");
  expect_ready(redis);
  eventually([&] { return stands(1); });
  EXPECT_EQ(command(redis, {"PUBLISH", "other", "x"})->integer, 0);
  EXPECT_EQ(command(redis, {"PUBLISH", "news", "one"})->integer, 1);
  EXPECT_EQ(command(redis, {"PUBLISH", "news", std::string("t\0o", 3)})->integer, 1);
  eventually([&] { return has({"one", std::string("t\0o", 3)}); });
}

TEST_F(Subscriptions, StandAgainAfterTheServerDied) {
  Server server;
  Redis redis(loops, {.url = server.url(), .deadline = 5s});
  const Subscription news = listen(redis, "news");
  eventually([&] { return stands(1); });
  server.kill();
  server.start();
  eventually([&] { return stands(2); });
  expect_ready(redis);
  EXPECT_EQ(command(redis, {"PUBLISH", "news", "again"})->integer, 1);
  eventually([&] { return has({"again"}); });
}

TEST_F(Subscriptions, StandAgainAfterACallbackThrew) {
  const Server server;
  Redis redis(loops, {.url = server.url(), .deadline = 5s});
  const Subscription news = redis.subscribe(
      loops[0], "news",
      [this](std::string_view payload) {
        got.emplace_back(payload);
        if (got.size() == 1) throw std::runtime_error("a bug");
      },
      [this] { ++subscribed; });
  expect_ready(redis);
  eventually([&] { return stands(1); });
  EXPECT_EQ(command(redis, {"PUBLISH", "news", "one"})->integer, 1);
  eventually([&] { return stands(2); });
}

TEST_F(Subscriptions, EndWithTheirObject) {
  const Server server;
  Redis redis(loops, {.url = server.url(), .deadline = 5s});
  expect_ready(redis);
  {
    const Subscription news = listen(redis, "news");
    eventually([&] { return stands(1); });
  }
  eventually([&] { return command(redis, {"PUBLISH", "news", "x"})->integer == 0; });
  EXPECT_TRUE(has({}));
}

}  // namespace
}  // namespace tenstone::redis
