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

TEST_F(FlagsTest, AChangeThatNobodyToldIsFoundByLooking) {
  const auto other = process(nowhere_, {.look = 20ms});
  other->follow();
  database_.sql(
      "UPDATE flag_version SET version = 5, change = gen_random_uuid(); "
      "INSERT INTO flags VALUES ('exports', now(), '{\"key\": \"exports\", \"type\": \"boolean\", "
      "\"variants\": {\"on\": true}, \"default\": \"on\"}', 1, now(), 'system')");
  EXPECT_TRUE(eventually([&] { return other->on("exports"); }));
  EXPECT_EQ(other->now()->version(), 5);
}

TEST_F(FlagsTest, ReplacesThousandsOfFlagsAtOnce) {
  database_.sql(
      "INSERT INTO flags SELECT 'flag-' || i, now(), jsonb_build_object('key', 'flag-' || i, 'type', 'boolean', "
      "'variants', jsonb_build_object('on', true), 'default', 'on', 'off', 'on'), 1, now(), 'system' "
      "FROM generate_series(1, 5000) i");
  const auto one = process();
  one->follow();
  EXPECT_TRUE(eventually([&] { return one->on("flag-5000"); }));
  for (int version = 1; version <= 3; ++version) {
    ASSERT_TRUE(one->run(one->store.kill(kOlaf, "flag-7", version % 2 == 1, kAny)));
    EXPECT_TRUE(eventually([&] { return one->version() == version; }));
  }
  Definition more{.key = "more", .variants = {{"on", true}}};
  const auto refused = one->run(one->store.put(kOlaf, more, {}, false));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "validation_failed");
}

TEST_F(FlagsTest, CallsAfterEachChange) {
  const auto one = process();
  std::atomic<int> calls = 0;
  std::atomic<std::int64_t> version = 0;
  one->flags.on_change([&] {
    version = one->flags.now().version();
    ++calls;
  });
  one->follow();
  ASSERT_TRUE(eventually([&] { return calls == 1; }));  // what PostgreSQL has
  ASSERT_TRUE(one->set("exports", true));
  EXPECT_TRUE(eventually([&] { return version == 1; }));
  EXPECT_TRUE(eventually([&] { return calls == 2; }));
}

TEST_F(FlagsTest, RefusesDefaultsThatAreNone) {
  Options options;
  options.defaults.flags.push_back({.key = "no variants"});
  const auto one = process();
  EXPECT_THROW(Flags(one->loops, one->blocking, one->database, one->redis, logging::Logger(), one->registry, options),
               Failure);
}

TEST_F(FlagsTest, AProcessThatDoesNotFollowReadsTheTruth) {
  const auto tool = process();
  ASSERT_TRUE(tool->set("exports", true));
  tool->run(tool->flags.settled());
  EXPECT_TRUE(tool->on("exports"));
}

}  // namespace
}  // namespace tenstone::flags
