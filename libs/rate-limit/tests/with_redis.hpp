#pragma once
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>

#include "tenstone/metrics/metrics.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::rate_limit {

// Polls until it is true, for at most 10 s.
template <class Condition>
void eventually(Condition condition) {
  for (const runtime::Stopwatch watch; !condition(); std::this_thread::yield())
    ASSERT_LT(watch.elapsed(), std::chrono::seconds(10));
}

// Whether a metric of the limiter has this line: name, labels, value.
inline bool says(const metrics::Registry& registry, const std::string& line) {
  return registry.render().contains("\ntenstone_rate_limit_" + line + "\n");
}

// A running loop, the Redis of the test run, a clock that stands, and subjects that nobody else counts.
class WithRedis {
 protected:
  WithRedis() {
    loops_.start();
    redis_ = std::make_unique<redis::Redis>(
        loops_, redis::Options{.url = testing::redis_url(), .deadline = std::chrono::seconds(5)});
    EXPECT_TRUE(await(redis_->ready(std::chrono::seconds(5))));
  }
  ~WithRedis() { loops_.stop(); }

  template <class T>
  T await(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }
  redis::Reply command(const std::vector<std::string>& words) {
    const auto reply = await(redis_->command(words));
    if (!reply) throw Failure(reply.error());
    return *reply;
  }
  std::uint64_t writes() {
    const auto read = [](redis::Redis& redis) -> Task<std::uint64_t> { co_return redis.writes(); };
    return await(read(*redis_));
  }
  std::function<std::optional<Time>()> moved() {
    return [this] { return std::optional(clock_.now()); };
  }
  static std::string new_subject() {
    static int next = 0;
    return "test:" + std::to_string(getpid()) + ":" + std::to_string(next++);
  }

  testing::FakeClock clock_;
  runtime::Loops loops_{1};
  std::unique_ptr<redis::Redis> redis_;
};

}  // namespace tenstone::rate_limit
