#include "readiness.hpp"

#include <atomic>
#include <future>
#include <gtest/gtest.h>

#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::service {
namespace {
using namespace std::chrono_literals;
using testing::await;

class ReadinessTest : public ::testing::Test {
 protected:
  ReadinessTest() {
    loops.start();
    readiness.add({"sample", [this] { return look(); }});
  }
  Task<bool> look() {
    ++looks;
    while (waits && runtime::Loop::current().index() == 0) co_await runtime::sleep_for(1ms);
    if (throws) throw std::runtime_error("the check's");
    co_return holds;
  }
  bool says(std::size_t loop = 0) {
    const Readiness::Parts parts = await(loops[loop], readiness.ask());
    EXPECT_EQ(parts->at(0).name, "sample");
    return parts->at(0).holds;
  }

  std::atomic<std::chrono::steady_clock::time_point> time = std::chrono::steady_clock::time_point(1h);
  std::atomic<int> looks = 0;
  std::atomic<bool> holds = true, throws = false, waits = false;
  runtime::Loops loops{2};
  Readiness readiness{[this] { return time.load(); }};
};

TEST_F(ReadinessTest, IsLookedAtOnceASecond) {
  for (int i = 0; i < 1500; ++i) EXPECT_TRUE(says(i % 2));
  EXPECT_EQ(looks, 1);
  holds = false;
  time = time.load() + 999ms;
  EXPECT_TRUE(says());
  time = time.load() + 1ms;
  EXPECT_FALSE(says());
  EXPECT_FALSE(says(1));
  EXPECT_EQ(looks, 2);
}

TEST_F(ReadinessTest, IsLookedAtOnceForAllWhoAskAtOnce) {
  waits = true;
  std::vector<std::future<bool>> asked;
  for (std::size_t i = 0; i < 20; ++i) {
    asked.push_back(std::async(std::launch::async, [this, i] { return says(i == 0 ? 0 : 1); }));
    while (looks == 0) std::this_thread::yield();  // the first of them has begun
  }
  waits = false;
  for (auto& one : asked) EXPECT_TRUE(one.get());
  EXPECT_EQ(looks, 1);
}

TEST_F(ReadinessTest, DoesNotHoldWhenTheCheckThrows) {
  throws = true;
  EXPECT_FALSE(says());
  throws = false;
  time = time.load() + 1s;
  EXPECT_TRUE(says());
}

TEST_F(ReadinessTest, LooksAtAllPartsAtTheSameTime) {
  std::atomic<int> begun = 0;
  const auto meet = [&]() -> Task<bool> {
    ++begun;
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (begun < 2 && std::chrono::steady_clock::now() < until) co_await runtime::sleep_for(1ms);
    co_return begun == 2;
  };
  readiness.add({"postgres", meet});
  readiness.add({"redis", meet});
  const Readiness::Parts parts = await(loops[0], readiness.ask());
  ASSERT_EQ(parts->size(), 3U);
  EXPECT_TRUE(parts->at(1).name == "postgres" && parts->at(1).holds);
  EXPECT_TRUE(parts->at(2).name == "redis" && parts->at(2).holds);
}

// The request that has begun to look may be gone: its client went.
TEST_F(ReadinessTest, IsLookedAtByTheNextWhenTheFirstIsGone) {
  waits = true;
  auto alone = std::make_unique<runtime::Loops>(1);
  alone->start();
  (*alone)[0].spawn([](Readiness* of) -> Task<> { co_await of->ask(); }(&readiness));
  while (looks == 0) std::this_thread::yield();
  auto second = std::async(std::launch::async, [this] { return says(1); });
  alone.reset();
  EXPECT_TRUE(second.get());
  EXPECT_EQ(looks, 2);
}

}  // namespace
}  // namespace tenstone::service
