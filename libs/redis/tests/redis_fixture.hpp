#pragma once
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/redis_server.hpp"

namespace tenstone::redis {

using Server = testing::RedisServer;

// One running loop; tasks run on it.
class WithLoop : public ::testing::Test {
 protected:
  void SetUp() override { loops.start(); }

  template <class T>
  T await(Task<T> task) {
    std::promise<T> promise;
    auto body = [](Task<T> inner, std::promise<T>* out) -> Task<> { out->set_value(co_await std::move(inner)); };
    loops[0].spawn(body(std::move(task), &promise));
    return promise.get_future().get();
  }
  // Runs a plain function on the loop.
  template <class F>
  auto on_loop(F function) {
    std::promise<decltype(function())> promise;
    loops[0].post([&] { promise.set_value(function()); });
    return promise.get_future().get();
  }
  Result<Reply> command(Redis& redis, std::vector<std::string> arguments, Redis::Deadline deadline = {}) {
    return await(redis.command(arguments, deadline));
  }
  void expect_ready(Redis& redis) {
    const auto ready = await(redis.ready(std::chrono::seconds(10)));
    ASSERT_TRUE(ready) << ready.error().detail;
  }
  // A port that was free a moment ago.
  static std::string free_port() {
    const Fd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    return std::to_string(ntohs(address.sin_port));
  }
  // Polls until it is true, for at most 10 s.
  template <class F>
  void eventually(F condition) {
    for (const runtime::Stopwatch watch; !condition(); std::this_thread::yield())
      ASSERT_LT(watch.elapsed(), std::chrono::seconds(10));
  }

  // Waits until the reason for not being connected holds `part`, and gives it back.
  std::string refusal(const std::string& url, std::string_view part) {
    Redis redis(loops, {.url = url});
    std::string why;
    eventually([&] {
      why = await(redis.ready(std::chrono::milliseconds(1))).error().detail;
      return why.contains(part);
    });
    return why;
  }

  runtime::Loops loops{1};
};

inline std::string code_of(const auto& result) { return result ? "" : result.error().code; }

}  // namespace tenstone::redis
