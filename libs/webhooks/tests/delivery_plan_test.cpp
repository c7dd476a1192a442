#include "delivery_plan.hpp"

#include <gtest/gtest.h>

#include "lanes.hpp"

namespace tenstone::webhooks {
namespace {
using namespace std::chrono_literals;

TEST(DeliveryPlan, FollowsTheScheduleOfStandardWebhooks) {
  const std::chrono::milliseconds pauses[] = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
  for (int tries = 1; tries <= 9; ++tries) {
    EXPECT_EQ(pause_after_try(tries, 0), pauses[tries - 1]) << tries;
    EXPECT_EQ(pause_after_try(tries, 0.5), pauses[tries - 1] * 105 / 100) << tries;
    EXPECT_LE(pause_after_try(tries, 0.9999), pauses[tries - 1] * 11 / 10) << tries;
  }
  EXPECT_EQ(pause_after_try(0, 0), 5s);
  EXPECT_EQ(pause_after_try(12, 0), 24h);
}

TEST(DeliveryPlan, AsksForAPlaceLessOftenTheLongerItWaits) {
  EXPECT_EQ(pause_before_place(1, 0), 1s);
  EXPECT_EQ(pause_before_place(1, 0.5), 3s);
  EXPECT_EQ(pause_before_place(3, 0), 2s);
  EXPECT_EQ(pause_before_place(30'000, 0), 16s);
  EXPECT_LE(pause_before_place(30'000, 0.9999), 80s);
}

TEST(Lanes, AnEndpointHasSoManyPlacesAndNoMore) {
  Lanes lanes;
  const Uuid one{{1}}, two{{2}};
  auto first = lanes.enter(one, 2);
  {
    const auto second = lanes.enter(one, 2);
    EXPECT_TRUE(second);
    EXPECT_FALSE(lanes.enter(one, 2));
    EXPECT_TRUE(lanes.enter(two, 1));
  }
  EXPECT_TRUE(lanes.enter(one, 2));
  const auto moved = std::move(first);
  EXPECT_FALSE(lanes.enter(one, 1));
}

}  // namespace
}  // namespace tenstone::webhooks
