#include "pace.hpp"

#include <gtest/gtest.h>

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

class PaceTest : public ::testing::Test {
 protected:
  Steady::duration in() const { return pace_.next(is_, now_) - now_; }

  const Steady::time_point now_{1h};
  const Pace pace_{.slots = 100, .batch = 40};
  Pace::Situation is_{.free = 100, .may_claim = true, .next_poll = now_ + 1s, .not_before = now_ - 1h};
};

TEST_F(PaceTest, AnIdleWorkerWaitsForItsPollUnlessItIsWoken) {
  EXPECT_EQ(in(), 1s);
  is_.woken = true;
  EXPECT_EQ(in(), 0s);
}

TEST_F(PaceTest, AResultWaitsForCompany) {
  is_.waiting = 1;
  is_.first_waits = now_ - 500us;
  EXPECT_EQ(in(), 1500us);
  is_.waiting = 40;
  EXPECT_EQ(in(), 0s);
}

TEST_F(PaceTest, ABacklogIsTakenInBatchesNotOneByOne) {
  is_.backlog = true;
  is_.free = 39;
  is_.waiting = 1;
  is_.first_waits = now_;
  EXPECT_EQ(in(), 2ms);
  is_.free = 40;
  EXPECT_EQ(in(), 0s);
}

TEST_F(PaceTest, NothingIsClaimedWithoutASlotOrWhileDraining) {
  is_.woken = true;
  is_.free = 0;
  EXPECT_GT(in(), 24h);
  is_.free = 1;
  is_.may_claim = false;
  EXPECT_GT(in(), 24h);
}

TEST_F(PaceTest, AFailureIsFollowedByAPause) {
  is_.woken = true;
  is_.waiting = 100;
  is_.not_before = now_ + 200ms;
  EXPECT_EQ(in(), 200ms);
}

}  // namespace
}  // namespace tenstone::jobs
