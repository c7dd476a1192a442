#include "tenstone/rate_limit/limiter.hpp"

#include <gtest/gtest.h>

#include "with_redis.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

// A Redis that is not there: what each policy says holds.
class LimiterAlone : public ::testing::Test {
 protected:
  LimiterAlone() { loops_.start(); }
  ~LimiterAlone() override { loops_.stop(); }
  Result<Verdict> take(std::vector<Charge> charges) {
    return testing::await(loops_[0], limiter_.take("mia", std::move(charges)));
  }
  Result<Verdict> take(WhenAway when_away) {
    policy_.when_away = when_away;
    return take({{&policy_}});
  }

  runtime::Loops loops_{1};
  testing::FakeClock clock_;
  metrics::Registry registry_;
  redis::Redis redis_{loops_, {.url = "unix:///no/such/socket"}};
  Limiter limiter_{redis_, clock_, {}, logging::Logger(), registry_, {.nodes = 2}};
  Policy policy_{.name = "p", .limit = 120, .burst = 6};
};

TEST_F(LimiterAlone, CountsItsShareWhenThePolicyIsLocal) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(take(WhenAway::Local)->allowed());
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(take(WhenAway::Local)->allowed());
  clock_.advance(1s);
  EXPECT_TRUE(take(WhenAway::Local)->allowed());
  EXPECT_FALSE(take(WhenAway::Local)->allowed());
}

TEST_F(LimiterAlone, LetsThroughWhatCostsMoreThanItsShareWhenAllOfThatIsThere) {
  EXPECT_TRUE(take({{&policy_, 5}})->allowed());
  EXPECT_FALSE(take({{&policy_, 5}})->allowed());
  clock_.advance(3s);
  EXPECT_TRUE(take({{&policy_, 5}})->allowed());
}

TEST_F(LimiterAlone, LetsEverythingThroughWhenThePolicyIsOpen) {
  for (int i = 0; i < 20; ++i) {
    const auto verdict = take(WhenAway::Open);
    ASSERT_TRUE(verdict);
    EXPECT_TRUE(verdict->allowed());
    EXPECT_EQ(verdict->each.size(), 1U);
  }
}

TEST_F(LimiterAlone, OfAnOpenAndALocalPolicyAsksTheLocalOne) {
  const Policy open{.name = "open", .limit = 10, .burst = 9, .when_away = WhenAway::Open};
  for (int i = 0; i < 5; ++i) {
    const auto verdict = take({{&open}, {&policy_}});
    ASSERT_EQ(verdict->each.size(), 2U);
    EXPECT_EQ(verdict->each[0].remaining, 9);
    EXPECT_EQ(verdict->each[1].allowed, i < 3);
  }
}

TEST_F(LimiterAlone, RefusesWhenThePolicyIsClosed) {
  for (int i = 0; i < 20; ++i) {
    const auto verdict = take(WhenAway::Closed);
    ASSERT_FALSE(verdict);
    EXPECT_EQ(verdict.error().code, "temporary_reduced_capacity");
    EXPECT_EQ(verdict.error().retry_after, 1s);
  }
  policy_.shadow = true;
  EXPECT_TRUE(take(WhenAway::Closed)->allowed());
}

TEST_F(LimiterAlone, GivesBackResetsAndBlocksInThisProcess) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(take({{&policy_}})->allowed());
  EXPECT_FALSE(testing::await(loops_[0], limiter_.refund("mia", {{&policy_, 2}})));
  EXPECT_TRUE(take({{&policy_, 2}})->allowed());
  EXPECT_FALSE(take({{&policy_}})->allowed());
  EXPECT_FALSE(testing::await(loops_[0], limiter_.reset("mia", {{&policy_}})));
  EXPECT_TRUE(take({{&policy_}})->allowed());
  EXPECT_FALSE(testing::await(loops_[0], limiter_.block("mia", 30s)));
  EXPECT_EQ(take({{&policy_}})->blocked, 30s);
}

// Two processes on one Redis.
class Limiters : public ::testing::Test, protected WithRedis {
 protected:
  struct Node {
    Node(redis::Redis& redis, const Clock& clock, std::function<std::optional<Time>()> moved)
        : limiter(redis, clock, std::move(moved), logging::Logger(), registry) {}
    metrics::Registry registry;
    Limiter limiter;
  };
  ~Limiters() override {
    here_.limiter.stop();
    there_.limiter.stop();
    loops_.stop();
  }
  Result<Verdict> take(Node& node, std::vector<Charge> charges) {
    return await(node.limiter.take(subject_, std::move(charges)));
  }
  // Until messages of the channel that were sent before have arrived: they come in order.
  void listen() {
    here_.limiter.start(loops_[0]);
    there_.limiter.start(loops_[0]);
    eventually([&] { return command({"PUBSUB", "NUMSUB", "rl:inval"}).items.at(1).integer >= 2; });
  }
  // How many of `count` requests at `node` cost a trip to Redis.
  std::uint64_t trips(Node& node, int count, const std::vector<Charge>& charges) {
    const auto before = writes();
    for (int i = 0; i < count; ++i) EXPECT_FALSE(take(node, charges)->allowed());
    return writes() - before;
  }

  const std::string subject_ = new_subject();
  const Policy policy_{.name = "p", .limit = 60, .window = 1h, .burst = 3};  // one a minute
  const Policy log_{.name = "log", .algorithm = Algorithm::Log, .limit = 5, .window = 1h};
  Node here_{*redis_, clock_, moved()}, there_{*redis_, clock_, moved()};
};

TEST_F(Limiters, ADenialIsRememberedWithoutATrip) {
  EXPECT_TRUE(take(here_, {{&policy_}, {&log_}})->allowed());
  EXPECT_TRUE(take(there_, {{&policy_, 2}, {&log_}})->allowed());
  EXPECT_EQ(trips(here_, 100, {{&policy_}, {&log_}}), 1U);
  EXPECT_EQ(take(here_, {{&policy_}, {&log_}})->each[1].remaining, 3);
  clock_.advance(1s);
  EXPECT_EQ(trips(here_, 100, {{&policy_}, {&log_}}), 1U);
  clock_.advance(59s);
  EXPECT_TRUE(take(here_, {{&policy_}, {&log_}})->allowed());
  EXPECT_TRUE(says(here_.registry, "local_denies_total 199"));
}

TEST_F(Limiters, WhatIsGivenBackElsewhereIsKnownAtOnce) {
  listen();
  const auto deny = [&] {
    take(here_, {{&policy_, 3}}).value();
    EXPECT_EQ(trips(here_, 5, {{&policy_}}), 1U);
  };
  const auto allowed = [&] { return take(here_, {{&policy_}})->allowed(); };
  deny();
  EXPECT_TRUE(await(there_.limiter.refund(subject_, {{&policy_, 1}})));
  eventually(allowed);
  deny();
  EXPECT_TRUE(await(there_.limiter.reset(subject_, {{&policy_}})));
  eventually(allowed);
  EXPECT_TRUE(await(there_.limiter.block(subject_, 60s)));
  EXPECT_EQ(take(here_, {{&policy_}})->blocked, 60s);
  EXPECT_LE(trips(here_, 5, {{&policy_}}), 1U);  // the message may come after the first answer
  EXPECT_TRUE(await(there_.limiter.block(subject_, 0s)));
  eventually(allowed);
}

TEST_F(Limiters, WhatIsGivenBackHereIsKnownWithoutTheChannel) {
  take(here_, {{&policy_, 3}}).value();
  EXPECT_FALSE(take(here_, {{&policy_}})->allowed());
  EXPECT_TRUE(await(here_.limiter.refund(subject_, {{&policy_}})));
  EXPECT_TRUE(take(here_, {{&policy_}})->allowed());
  EXPECT_FALSE(take(here_, {{&policy_}})->allowed());
  EXPECT_TRUE(await(here_.limiter.reset(subject_, {{&policy_}})));
  EXPECT_TRUE(take(here_, {{&policy_}})->allowed());
}

TEST_F(Limiters, InspectingUsesNothingAndCountsNowhere) {
  EXPECT_EQ(await(here_.limiter.inspect(subject_, {{&policy_, 2}, {&log_}}))->each[0].remaining, 3);
  take(here_, {{&policy_, 3}}).value();
  EXPECT_FALSE(take(here_, {{&policy_}})->allowed());
  const auto seen = await(here_.limiter.inspect(subject_, {{&policy_}}));
  EXPECT_TRUE(seen->allowed());
  EXPECT_EQ(seen->each[0].remaining, 0);
  EXPECT_EQ(seen->each[0].next_unit, 60s);
  EXPECT_TRUE(says(here_.registry, R"(decisions_total{policy="p",result="allowed"} 1)"));
  EXPECT_TRUE(says(here_.registry, R"(decisions_total{policy="log",result="allowed"} 0)"));
}

TEST_F(Limiters, WhatCanNeverPassIsAnErrorWithoutATime) {
  const auto before = writes();
  const auto refused = take(here_, {{&log_}, {&policy_, 4}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "cost_exceeds_burst");
  EXPECT_EQ(refused.error().kind, ErrorKind::Invalid);
  EXPECT_EQ(refused.error().retry_after, 0s);
  EXPECT_EQ(writes(), before);
  Policy shadow = policy_;
  shadow.shadow = true;
  EXPECT_TRUE(take(here_, {{&shadow, 4}})->each[0].shadow_denied);
  EXPECT_THROW((void)take(here_, {{&policy_, -1}}), std::logic_error);
}

TEST_F(Limiters, CountWhatTheySay) {
  Policy shadow{.name = "shadow", .limit = 60, .window = 1h, .burst = 1, .shadow = true};
  for (int i = 0; i < 5; ++i) take(here_, {{&log_}, {&shadow}}).value();
  for (int i = 0; i < 7; ++i) EXPECT_FALSE(take(here_, {{&log_}, {&shadow}})->allowed());
  EXPECT_TRUE(await(here_.limiter.block(subject_, 60s)));
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(take(here_, {{&log_}})->allowed());
  for (const char* line :
       {R"(decisions_total{policy="log",result="allowed"} 5)", R"(decisions_total{policy="log",result="denied"} 7)",
        R"(decisions_total{policy="log",result="blocked"} 2)", R"(near_limit_total{policy="log"} 2)",
        R"(keys_created_total{policy="log"} 1)", R"(keys_created_total{policy="shadow"} 1)",
        R"(decisions_total{policy="shadow",result="allowed"} 1)",
        R"(decisions_total{policy="shadow",result="shadow_denied"} 11)", "store_seconds_count 7",
        "store_errors_total 0", "breaker_open 0", "local_denies_total 7", "alone_total 0"})
    EXPECT_TRUE(says(here_.registry, line)) << line << here_.registry.render();
}

TEST_F(Limiters, KnowWhoIsDeniedMost) {
  for (int i = 0; i < 10; ++i) take(here_, {{&policy_}}).value();
  EXPECT_TRUE(await(here_.limiter.block(subject_, 60s)));
  for (int i = 0; i < 3; ++i) take(here_, {{&policy_}}).value();
  const auto top = here_.limiter.top_denied(10);
  ASSERT_EQ(top.size(), 2U);
  EXPECT_EQ(top[0].subject, subject_);
  EXPECT_EQ(top[0].policy, "p");
  EXPECT_EQ(top[0].denials, 7U);
  EXPECT_EQ(top[1].policy, "");
  EXPECT_EQ(top[1].denials, 3U);
  EXPECT_EQ(here_.limiter.top_denied(1).size(), 1U);
  EXPECT_EQ(await(here_.limiter.inspect(subject_, {{&policy_}}))->blocked, 60s);  // a look is no denial
  EXPECT_EQ(here_.limiter.top_denied(10)[1].denials, 3U);
}

}  // namespace
}  // namespace tenstone::rate_limit
