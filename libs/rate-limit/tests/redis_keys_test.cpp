// What stands in Redis, and what one decision costs it.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "counting/key.hpp"
#include "counting/redis_script.hpp"
#include "policies.hpp"
#include "tenstone/rate_limit/store.hpp"
#include "with_redis.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

Policy of_a_minute(Policy policy) {
  policy.window = 60s;
  return policy;
}
const Policy kMinuteStrict = of_a_minute(kStrict);
const Policy kMinuteSliding = of_a_minute(kSliding);
const Policy kMinuteLog = of_a_minute(kLog);
const Policy kPlain{.name = "plain", .algorithm = Algorithm::Fixed, .limit = 10, .plain_key = true};

class RedisKeys : public ::testing::Test, protected WithRedis {
 protected:
  std::vector<std::string> keys() {
    std::vector<std::string> out;
    for (const redis::Reply& key : command({"KEYS", "*" + subject_ + "*"}).items) out.push_back(key.text);
    std::ranges::sort(out);  // KEYS has no order
    return out;
  }
  void expect_ends(std::size_t count, std::chrono::milliseconds latest) {
    const auto all = keys();
    EXPECT_EQ(all.size(), count);
    for (const std::string& key : all) {
      const auto left = command({"PTTL", key}).integer;
      EXPECT_GT(left, 0) << key;
      EXPECT_LE(left, latest.count() + 2) << key;
    }
  }
  Verdict take(std::vector<Charge> charges) {
    const auto verdict = await(store_.take(subject_, std::move(charges)));
    if (!verdict) throw Failure(verdict.error());
    return *verdict;
  }

  const std::string subject_ = new_subject();
  RedisStore store_{*redis_, {}};
};

TEST_F(RedisKeys, AreWhatTheirListSays) {
  take({{&kSmooth}, {&kMinuteStrict}, {&kMinuteSliding}, {&kMinuteLog}, {&kCoarse}, {&kPlain}});
  EXPECT_TRUE(await(store_.block(subject_, 60s)));
  const std::string tag = "{" + subject_ + "}";
  EXPECT_THAT(keys(), ::testing::UnorderedElementsAre(
                          "rl:" + tag + ":smooth", "rl:" + tag + ":strict", "rl:sw:" + tag + ":sliding",
                          "rl:log:" + tag + ":log", "rl:fx:" + tag + ":coarse", "rate:" + subject_, "rl:block:" + tag));
  EXPECT_EQ(command({"HGET", "rate:" + subject_, "n"}).text, "1");
  EXPECT_EQ(command({"ZCARD", "rl:log:" + tag + ":log"}).integer, 1);
}

TEST_F(RedisKeys, AlwaysHaveAnEnd) {
  const std::vector<Charge> all{{&kSmooth, 2},    {&kMinuteStrict, 2}, {&kMinuteSliding, 2},
                                {&kMinuteLog, 2}, {&kCoarse, 2},       {&kPlain, 2}};
  take(all);
  expect_ends(6, 120s);
  take(all);
  EXPECT_FALSE(take(all).allowed());
  expect_ends(6, 120s);
  std::vector<Charge> back = all;
  for (Charge& charge : back) charge.cost = 3;
  EXPECT_TRUE(await(store_.refund(subject_, back)));
  expect_ends(6, 120s);
  for (const std::string& key : keys()) command({"PERSIST", key});  // whatever took it away
  take({{&kSmooth}, {&kMinuteStrict}, {&kMinuteSliding}, {&kMinuteLog}, {&kCoarse}, {&kPlain}});
  expect_ends(6, 120s);
  EXPECT_TRUE(await(store_.refund(
      subject_,
      {{&kSmooth, 9}, {&kMinuteStrict, 9}, {&kMinuteSliding, 9}, {&kMinuteLog, 9}, {&kCoarse, 9}, {&kPlain, 9}})));
  EXPECT_THAT(keys(), ::testing::IsEmpty());  // nothing is left of what was given back
}

// A clock that was ahead and steps back: what it wrote is corrected, with an end.
TEST_F(RedisKeys, HaveAnEndAfterTheClockStepped) {
  RedisStore moved_store(*redis_, moved());
  const std::vector<Charge> all{
      {&kSmooth, 3}, {&kMinuteStrict, 3}, {&kMinuteSliding, 3}, {&kMinuteLog, 3}, {&kCoarse, 3}};
  EXPECT_TRUE(await(moved_store.take(subject_, all)));
  EXPECT_TRUE(await(moved_store.block(subject_, 60s)));
  clock_.advance(-1000h);
  for (const std::string& key : keys()) command({"PERSIST", key});
  EXPECT_TRUE(await(moved_store.take(subject_, all)));
  expect_ends(6, 120s);
}

TEST_F(RedisKeys, OfALogHoldNoMoreThanItsLimit) {
  RedisStore moved_store(*redis_, moved());
  const std::string key = "rl:log:{" + subject_ + "}:log";
  for (int i = 0; i < 300; ++i) {
    clock_.advance(std::chrono::seconds(i % 11));
    EXPECT_TRUE(await(moved_store.take(subject_, {{&kMinuteLog, 1 + i % 3}})));
    EXPECT_LE(command({"ZCARD", key}).integer, 8);
  }
  // One entry a request, whatever it costs.
  const Policy bytes{.name = "bytes", .algorithm = Algorithm::Log, .limit = 10'000'000};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(await(moved_store.take(subject_, {{&bytes, 2'000'000}})));
  EXPECT_EQ(command({"ZCARD", "rl:log:{" + subject_ + "}:bytes"}).integer, 3);
}

TEST_F(RedisKeys, DeniedRequestsAndLooksWriteNothing) {
  const std::vector<Charge> all{
      {&kSmooth, 4}, {&kMinuteStrict, 4}, {&kMinuteSliding, 4}, {&kMinuteLog, 4}, {&kCoarse, 4}};
  take({{&kSmooth, 0}, {&kMinuteStrict, 0}, {&kMinuteSliding, 0}, {&kMinuteLog, 0}, {&kCoarse, 0}});
  EXPECT_THAT(keys(), ::testing::IsEmpty());
  take(all);
  std::vector<std::string> before, after;
  for (const std::string& key : keys()) before.push_back(command({"DUMP", key}).text);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(take(all).allowed());
  for (const std::string& key : keys()) after.push_back(command({"DUMP", key}).text);
  EXPECT_EQ(before, after);
}

TEST_F(RedisKeys, OneDecisionIsOneTrip) {
  const std::vector<Charge> all{{&kSmooth}, {&kMinuteStrict}, {&kMinuteSliding}, {&kMinuteLog}, {&kCoarse}};
  take(all);
  const auto before = writes();
  take(all);
  EXPECT_EQ(writes() - before, 1U);
}

TEST_F(RedisKeys, TheScriptComesBackAfterRedisForgotIt) {
  take({{&kSmooth}});
  command({"SCRIPT", "FLUSH"});
  EXPECT_EQ(take({{&kSmooth}}).each[0].remaining, 3);
  EXPECT_EQ(command({"SCRIPT", "EXISTS", take_script().name()}).items[0].integer, 1);
}

TEST_F(RedisKeys, OfAnotherTypeAreAnErrorAndNotADecision) {
  const std::string key = "rl:{" + subject_ + "}:smooth";
  command({"RPUSH", key, "x"});
  EXPECT_EQ(await(store_.take(subject_, {{&kSmooth}})).error().code, "redis_error");
  command({"DEL", key});
  command({"SET", key, "garbage", "PX", "60000"});
  EXPECT_TRUE(take({{&kSmooth}}).allowed());
}

TEST(Subjects, StandAsTheyAreOrAsAHash) {
  for (const char* plain :
       {"203.0.113.7", "2001:db8::1", "user:018f", "a+b@example.com", "x/y_z-1", "ip:2001:db8::/64|route:/notes/:id"})
    EXPECT_EQ(Subject(plain).text(), plain);
  const std::string odd[] = {"", "a b", "a{b", "a}b", std::string(65, 'a'), "\xc3\xa4"};
  for (const std::string& text : odd) {
    const Subject subject(text);
    EXPECT_EQ(subject.text().size(), 33U);
    EXPECT_TRUE(subject.text().starts_with('#'));
    EXPECT_EQ(Subject(subject.text()).text(), subject.text());  // an operator names it as top_denied() does
  }
  EXPECT_NE(Subject("a b").text(), Subject("a c").text());
  EXPECT_EQ(Subject("abc d").text(), Subject("abc d").text());
}

}  // namespace
}  // namespace tenstone::rate_limit
