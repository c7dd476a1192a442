// What every store of leases promises, asked of each; and what keeps them.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tenstone/rate_limit/concurrency.hpp"
#include "tenstone/rate_limit/leases.hpp"
#include "with_redis.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

const Slots kSlots{.name = "reports", .limit = 2, .length = 30s};

class LeaseTest : public ::testing::TestWithParam<const char*>, protected WithRedis {
 protected:
  bool redis() const { return std::string_view(GetParam()) == "redis"; }
  Grant acquire(const std::string& lease, const std::string& who = "mia") {
    if (!redis()) return memory_.acquire(subject_ + who, kSlots, lease, clock_.now());
    const auto grant = await(shared_.acquire(subject_ + who, kSlots, lease));
    if (!grant) throw Failure(grant.error());
    return *grant;
  }
  void release(const std::string& lease, const std::string& who = "mia") {
    if (!redis()) return memory_.release(subject_ + who, kSlots, lease);
    EXPECT_TRUE(await(shared_.release(subject_ + who, kSlots, lease)));
  }

  std::string subject_ = new_subject() + ":";
  RedisLeases shared_{*redis_, moved()};
  MemoryLeases memory_;
};
INSTANTIATE_TEST_SUITE_P(Each, LeaseTest, ::testing::Values("memory", "redis"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(LeaseTest, SoManyMayHoldOneAtOnce) {
  EXPECT_EQ(acquire("a"), (Grant{true, 1}));
  EXPECT_EQ(acquire("b"), (Grant{true, 2}));
  EXPECT_EQ(acquire("c"), (Grant{false, 2}));
  EXPECT_EQ(acquire("c", "nora"), (Grant{true, 1}));
  release("a");
  release("a");
  release("nobody's");
  EXPECT_EQ(acquire("c"), (Grant{true, 2}));
}

TEST_P(LeaseTest, WhoDiesGivesItsPlaceBackInTime) {
  acquire("a");
  acquire("b");
  clock_.advance(29'999'999us);
  EXPECT_FALSE(acquire("c").granted);
  clock_.advance(1us);
  EXPECT_EQ(acquire("c"), (Grant{true, 1}));
}

TEST_P(LeaseTest, WhoRenewsKeepsIt) {
  acquire("a");
  acquire("b");
  for (int i = 0; i < 5; ++i) {
    clock_.advance(20s);
    EXPECT_EQ(acquire("a").granted, true);
  }
  EXPECT_EQ(acquire("c"), (Grant{true, 2}));  // b's
  EXPECT_FALSE(acquire("b").granted);         // it came too late
  EXPECT_TRUE(acquire("a").granted);
}

TEST_P(LeaseTest, AClockThatStepsBackKeepsNoPlaceForLonger) {
  acquire("a");
  acquire("b");
  clock_.advance(-24h);
  EXPECT_FALSE(acquire("c").granted);
  clock_.advance(30s);
  EXPECT_TRUE(acquire("c").granted);
}

TEST_P(LeaseTest, DecidesAsTheReferenceDoes) {
  EXPECT_TRUE(rc::check([this] {
    MemoryLeases reference;
    subject_ = new_subject() + ":";
    for (const int word : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 20))) {
      clock_.advance(std::chrono::milliseconds(word % 17'000 - (word % 13 == 0 ? 60'000 : 0)));
      const std::string lease(1, static_cast<char>('a' + word % 5));
      if (word % 3 == 0) {
        release(lease);
        reference.release(subject_ + "mia", kSlots, lease);
      }
      RC_ASSERT(acquire(lease) == reference.acquire(subject_ + "mia", kSlots, lease, clock_.now()));
    }
  }));
}

class ConcurrencyTest : public ::testing::Test, protected WithRedis {
 protected:
  ~ConcurrencyTest() override { loops_.stop(); }
  std::optional<Lease> enter() {
    auto lease = await(concurrency_.enter(subject_, slots_));
    if (!lease) throw Failure(lease.error());
    return std::move(*lease);
  }
  std::int64_t in_redis() { return command({"ZCARD", "rl:c:{" + subject_ + "}:reports"}).integer; }

  const std::string subject_ = new_subject();
  Slots slots_ = kSlots;
  Ids ids_{clock_};
  metrics::Registry registry_;
  Concurrency concurrency_{*redis_, clock_, ids_, moved(), registry_};
};

TEST_F(ConcurrencyTest, APlaceIsFreeAgainWhenItsLeaseGoes) {
  std::optional<Lease> first = enter();
  const std::optional<Lease> second = enter();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(enter());
  EXPECT_TRUE(first->held());
  EXPECT_GT(command({"PTTL", "rl:c:{" + subject_ + "}:reports"}).integer, 0);
  first.reset();
  eventually([&] { return in_redis() == 1; });
  EXPECT_TRUE(enter());
}

TEST_F(ConcurrencyTest, ALeaseIsRenewedWhileItLives) {
  slots_.length = 3s;  // so a busy machine renews in time, too: the first one comes after a second
  const std::optional<Lease> lease = enter();
  const auto end = [&] {
    const auto all = command({"ZRANGE", "rl:c:{" + subject_ + "}:reports", "0", "-1", "WITHSCORES"}).items;
    return all.size() == 2 ? std::stoll(all[1].text) : 0;
  };
  const auto first = end();
  clock_.advance(20ms);
  eventually([&] { return end() == first + 20'000; });
  EXPECT_TRUE(lease->held());
}

TEST_F(ConcurrencyTest, RenewsAllWhenTheClockWasMoved) {
  const std::optional<Lease> first = enter(), second = enter();
  clock_.advance(24h);
  await(concurrency_.renew());
  EXPECT_FALSE(enter());
  EXPECT_TRUE(first->held() && second->held());
}

TEST_F(ConcurrencyTest, WhatRedisForgotIsTakenAnewOrLost) {
  const std::optional<Lease> first = enter(), second = enter();
  command({"DEL", "rl:c:{" + subject_ + "}:reports"});
  await(concurrency_.renew());
  EXPECT_EQ(in_redis(), 2);
  command({"DEL", "rl:c:{" + subject_ + "}:reports"});
  const std::optional<Lease> third = enter(), fourth = enter();
  ASSERT_TRUE(third && fourth);
  await(concurrency_.renew());
  EXPECT_FALSE(first->held());
  EXPECT_FALSE(second->held());
  EXPECT_TRUE(third->held());
  EXPECT_TRUE(says(registry_, "lost_leases_total 2"));
}

TEST(ConcurrencyAlone, AnswersAsTheSlotsSay) {
  runtime::Loops loops(1);
  loops.start();
  testing::FakeClock clock;
  Ids ids(clock);
  metrics::Registry registry;
  redis::Redis redis(loops, {.url = "unix:///no/such/socket"});
  Concurrency concurrency(redis, clock, ids, {}, registry, {.nodes = 2});
  Slots slots{.name = "reports", .limit = 4};
  const auto enter = [&] { return testing::await(loops[0], concurrency.enter("mia", slots)); };
  {
    const auto first = enter(), second = enter(), third = enter();
    EXPECT_TRUE(*first && *second);
    EXPECT_FALSE(*third);  // its share is two
  }
  slots.when_away = WhenAway::Open;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(*enter());
  slots.when_away = WhenAway::Closed;
  EXPECT_EQ(enter().error().code, "temporary_reduced_capacity");
  slots.when_away = WhenAway::Local;
  eventually([&] { return enter()->has_value(); });
  loops.stop();
}

}  // namespace
}  // namespace tenstone::rate_limit
