#include "tenstone/file_cache/async_cache.hpp"

#include "temporary_cache.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::file_cache {
namespace {

using namespace std::chrono_literals;
using testing::await;

class AsyncCacheTest : public ::testing::Test {
 protected:
  AsyncCacheTest() { loops.start(); }
  ~AsyncCacheTest() override {
    loops.stop();
    loops.join();
  }
  Result<std::string> compute(std::size_t loop, std::string key, AsyncCache::Make make,
                              std::chrono::steady_clock::duration deadline = 10s) {
    return await(loops[loop], async.get_or_compute("a", std::move(key), {}, std::move(make), deadline));
  }

  TemporaryCache cache;
  runtime::Loops loops{3};
  runtime::BlockingPool pool{2, 64};
  AsyncCache async{*cache.cache, pool, loops[0]};
};

TEST_F(AsyncCacheTest, GivesBackWhatWasPut) {
  EXPECT_EQ(await(loops[1], async.get("a", "k"))->error(), Miss::Absent);
  ASSERT_TRUE(await(loops[1], async.put("a", "k", "hello")));
  EXPECT_EQ(await(loops[2], async.get("a", "k")).value()->whole(), "hello");
  EXPECT_EQ(await(loops[1], async.list("a", "", "", 10))->entries.size(), 1U);
  ASSERT_TRUE(await(loops[1], async.purge("a", {.all = true})));
  EXPECT_EQ(await(loops[1], async.get("a", "k"))->error(), Miss::Invalidated);
  EXPECT_EQ(await(loops[1], async.remove("a", "k")), false);
}

TEST_F(AsyncCacheTest, StoresAndReadsInPieces) {
  const std::string body = filled(700'000, 1);
  auto writer = await(loops[0], async.begin("a", "k", body.size()));
  ASSERT_TRUE(writer);
  ASSERT_TRUE(await(loops[0], async.write(*writer, std::string_view(body).substr(0, 400'000))));
  ASSERT_TRUE(await(loops[0], async.write(*writer, std::string_view(body).substr(400'000))));
  ASSERT_TRUE(await(loops[0], async.commit(*writer)));
  auto hit = await(loops[1], async.get("a", "k"));
  ASSERT_TRUE(hit && *hit);
  std::string buffer, read;
  for (std::size_t i = 0; i < (*hit)->head().block_count(); ++i)
    read += await(loops[1], async.read_block(**hit, i, buffer)).value();
  EXPECT_TRUE(read == body);
  EXPECT_EQ(await(loops[1], async.verify())->checked, 1U);
}

TEST_F(AsyncCacheTest, ComputesOnceAndThenRemembers) {
  int made = 0;
  const AsyncCache::Make make = [&]() -> Task<Result<std::string>> {
    ++made;
    co_return filled(300'000, 9);
  };
  EXPECT_TRUE(compute(1, "k", make).value() == filled(300'000, 9));
  EXPECT_TRUE(compute(2, "k", make).value() == filled(300'000, 9));
  EXPECT_EQ(made, 1);
  EXPECT_EQ(cache->stats().misses.at("absent"), 1U);
  flip(cache.file("k"), 200'000 * 8);
  EXPECT_TRUE(compute(2, "k", make).value() == filled(300'000, 9));
  EXPECT_EQ(made, 2);
}

TEST_F(AsyncCacheTest, AnErrorIsEverybodysAndIsNotStored) {
  const auto fails = []() -> Task<Result<std::string>> { co_return kBusy; };
  EXPECT_EQ(compute(1, "k", fails).error().code, "busy");
  const auto works = []() -> Task<Result<std::string>> { co_return "made"; };
  EXPECT_EQ(compute(1, "k", works), "made");
}

TEST_F(AsyncCacheTest, GivesWhatWasMadeEvenIfItCannotBeStored) {
  const auto large = []() -> Task<Result<std::string>> { co_return std::string(2 << 20, 'x'); };
  cache.options.max_bytes = 1 << 20;
  cache.reopen();
  EXPECT_EQ(compute(1, "k", large)->size(), 2U << 20);
  EXPECT_EQ(cache->stats().total.entries, 0U);
}

TEST_F(AsyncCacheTest, LoadsAndSweepsByItself) {
  ASSERT_TRUE(cache->put("a", "k", "x", {.ttl = 1s}));
  cache.clock.advance(1s);
  const auto look = [&]() -> Task<bool> {
    runtime::Event never(loops[0]);
    async.start();
    for (int i = 0; i < 1000 && cache->stats().total.entries > 0; ++i) co_await never.wait(5ms);
    async.stop();
    co_await async.join();
    co_return cache->stats().total.entries == 0;
  };
  EXPECT_TRUE(await(loops[0], look()));
}

}  // namespace
}  // namespace tenstone::file_cache
