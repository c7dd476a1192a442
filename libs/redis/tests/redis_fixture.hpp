#pragma once
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

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
  // Polls until it is true, for at most 10 s.
  template <class F>
  void eventually(F condition) {
    for (const runtime::Stopwatch watch; !condition(); std::this_thread::yield())
      ASSERT_LT(watch.elapsed(), std::chrono::seconds(10));
  }

  runtime::Loops loops{1};
};

inline std::string code_of(const auto& result) { return result ? "" : result.error().code; }

}  // namespace tenstone::redis
