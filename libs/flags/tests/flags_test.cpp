#include "tenstone/flags/flags.hpp"

#include "flags_fixture.hpp"

namespace tenstone::flags {
namespace {

class FlagsTest : public FlagsFixture {};

TEST_F(FlagsTest, AChangeReachesEveryProcess) {
  const auto one = process(), other = process();
  one->follow();
  other->follow();
  EXPECT_FALSE(other->on("exports"));
  ASSERT_TRUE(one->set("exports", true));
  EXPECT_TRUE(eventually([&] { return one->on("exports") && other->on("exports"); }));
  ASSERT_TRUE(other->set("exports", false));
  EXPECT_TRUE(eventually([&] { return !one->on("exports") && !other->on("exports"); }));
  EXPECT_EQ(one->now()->version(), 2);
}

TEST_F(FlagsTest, AChangeArrivesByNotifyWhileRedisIsAway) {
  const auto one = process(nowhere_), other = process(nowhere_);
  one->follow();
  other->follow();
  ASSERT_TRUE(one->set("exports", true));
  EXPECT_TRUE(eventually([&] { return other->on("exports"); }));
}

TEST_F(FlagsTest, AProcessThatDoesNotFollowReadsTheTruth) {
  const auto tool = process();
  ASSERT_TRUE(tool->set("exports", true));
  tool->run(tool->flags.settled());
  EXPECT_TRUE(tool->on("exports"));
}

}  // namespace
}  // namespace tenstone::flags
