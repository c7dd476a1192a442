#include "agenda.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::backup {
namespace {

using namespace std::chrono_literals;
using Kind = Step::Kind;
using enum Outcome;

const Time kMidnight = Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 2));
const Times kDaily{.cron = recurrence::Cron::parse("0 3 * * *").value()};
const Step kTake{Kind::Take, "shop"}, kForget{Kind::Forget, "shop"}, kDrill{Kind::Drill, "shop"},
    kPrune{.kind = Kind::Prune}, kVerify{.kind = Kind::Verify};

// A repository with one database whose steps end as they are let end.
struct Night {
  Agenda agenda{{"shop"}, kDaily, {}};
  Histories histories{{"shop", {}}};
  Time now = kMidnight;

  std::optional<Step> next() const { return agenda.next(histories, now); }
  void end(const Step& step, Outcome outcome) {
    auto& versions = histories["shop"];
    if (step.kind == Kind::Take && outcome == Good) versions.insert(versions.begin(), {.taken_at = now});
    if (step.kind == Kind::Drill && outcome == Good) versions.front().drilled_at = now;
    agenda.ended(step, outcome, now);
  }
};

TEST(Agenda, GoesFromATakeToItsDrill) {
  Night night;
  for (const Step& step : {kTake, kForget, kPrune, kVerify, kDrill}) {
    ASSERT_EQ(night.next(), step);
    night.end(step, Good);
  }
  EXPECT_EQ(night.next(), std::nullopt);
  night.now = kMidnight + 3h;
  EXPECT_EQ(night.next(), kTake);
}

TEST(Agenda, AFailedTakeRunsNoRetention) {
  Night night;
  night.end(kTake, Failed);
  EXPECT_EQ(night.next(), std::nullopt);
  night.now += 1min;
  EXPECT_EQ(night.next(), kTake);
  night.end(kTake, Failed);
  night.now += 119s;
  EXPECT_EQ(night.next(), std::nullopt);
  night.now += 1s;
  EXPECT_EQ(night.next(), kTake);
}

TEST(Agenda, AGoodTakeEndsThePauses) {
  Night night;
  for (int i = 0; i < 5; ++i) night.end(kTake, Failed);
  night.end(kTake, Good);
  night.now += 24h;
  night.end(kTake, Failed);
  night.now += 1min;
  EXPECT_EQ(night.next(), kTake);
}

TEST(Agenda, LooksAgainSoonWhenSomebodyElseTakes) {
  Night night;
  night.end(kTake, Busy);
  EXPECT_EQ(night.next(), std::nullopt);
  night.now += 1min;
  EXPECT_EQ(night.next(), kTake);
  night.histories["shop"] = {{.taken_at = night.now, .drilled_at = night.now}};  // by the other one
  EXPECT_EQ(night.next(), std::nullopt);
}

TEST(Agenda, LeavesAStepThatAPersonCancelledForAnHour) {
  Night night;
  night.end(kTake, Cancelled);
  night.now += 59min;
  EXPECT_EQ(night.next(), std::nullopt);
  night.now += 1min;
  EXPECT_EQ(night.next(), kTake);
}

TEST(Agenda, ADatabaseThatFailsDoesNotHoldUpTheOthers) {
  Agenda agenda({"shop", "blog"}, kDaily, {});
  const Histories none{{"shop", {}}, {"blog", {}}};
  agenda.ended(kTake, Failed, kMidnight);
  EXPECT_EQ(agenda.next(none, kMidnight), (Step{Kind::Take, "blog"}));
}

TEST(Agenda, DoesNothingOfADatabaseWhoseVersionsCannotBeRead) {
  EXPECT_EQ(Agenda({"shop"}, kDaily, {}).next({}, kMidnight), std::nullopt);
}

TEST(Agenda, WithoutAScheduleNothingIsDrilledAfterATake) {
  const Agenda agenda({"shop"}, {}, {});
  EXPECT_EQ(agenda.next({{"shop", {{.taken_at = kMidnight}}}}, kMidnight + 1h), std::nullopt);
}

// Whatever fails, and however long the pauses: between two good takes there was a time of the schedule; a step of
// retention follows a good take, and a prune a good step of retention.
RC_GTEST_PROP(Agenda, NeverTakesTwiceForOneTimeNorForgetsWithoutATake, ()) {
  Night night;
  bool took = false, sorted_out = false;
  const auto ends = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 4), rc::gen::inRange(0, 2'000)));
  for (const auto& [end, pause] : ends) {
    night.now += std::chrono::minutes(pause);
    const auto step = night.next();
    if (!step) continue;
    const auto outcome = static_cast<Outcome>(end);
    const auto& versions = night.histories["shop"];
    if (step->kind == Kind::Take && !versions.empty()) RC_ASSERT(*take_due_at(kDaily, versions) <= night.now);
    if (step->kind == Kind::Forget) RC_ASSERT(std::exchange(took, outcome != Good));
    if (step->kind == Kind::Prune) RC_ASSERT(std::exchange(sorted_out, outcome != Good));
    if (step->kind == Kind::Drill) RC_ASSERT(!versions.front().drilled_at.has_value());
    if (step->kind == Kind::Take && outcome == Good) took = true;
    if (step->kind == Kind::Forget && outcome == Good) sorted_out = true;
    night.end(*step, outcome);
  }
}

}  // namespace
}  // namespace tenstone::backup
