#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/recurrence/schedule.hpp"

namespace tenstone::recurrence {
namespace {

using namespace std::chrono_literals;
using enum CatchUp::Policy;

Time at(std::string_view text) { return *parse_rfc3339(text); }
const Time kNoon = at("2026-06-10T12:00:00Z");

Schedule every(std::string_view cron) { return {*Cron::parse(cron), Zone(), {}}; }

TEST(CatchUp, RunsWhatThePolicySays) {
  struct Case {
    const char* name;
    const char* cron;
    Time next_at;
    CatchUp catch_up;
    std::vector<Time> times;
    bool missed;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"nothing is due", "0 13 * * *", kNoon + 1h, {}, {}, false},
           {"due now", "0 12 * * *", kNoon, {Skip}, {kNoon}, false},
           {"due now, after a pause", "0 12 * * *", kNoon - 48h, {Skip}, {kNoon}, true},
           {"skip what is late", "0 11 * * *", kNoon - 25h, {Skip}, {}, true},
           {"one that is late", "0 11 * * *", kNoon - 1h, {Last}, {kNoon - 1h}, false},
           {"the latest of many", "0 11 * * *", kNoon - 73h, {Last}, {kNoon - 1h}, true},
           {"all", "0 11 * * *", kNoon - 49h, {All}, {kNoon - 49h, kNoon - 25h, kNoon - 1h}, false},
           {"all, but two at most", "0 11 * * *", kNoon - 73h, {All, 2}, {kNoon - 25h, kNoon - 1h}, true},
           {"all of a window", "0 11 * * *", kNoon - 73h, {All, 10, 26 * 3'600}, {kNoon - 25h, kNoon - 1h}, true},
           {"the latest, in a window", "0 11 * * *", kNoon - 25h, {Last, 1, 1'800}, {}, true},
           {"every minute", "* * * * *", kNoon - 24h, {Skip}, {kNoon}, true},
           {"a yearly one", "0 0 1 1 *", at("2026-01-01T00:00:00Z"), {Last}, {at("2026-01-01T00:00:00Z")}, false},
       }) {
    const Schedule schedule = every(each.cron);
    const Due due = recurrence::due(schedule, each.next_at, kNoon, each.catch_up);
    EXPECT_EQ(due.times, each.times) << each.name;
    EXPECT_EQ(due.missed, each.missed) << each.name;
    EXPECT_EQ(due.next, schedule.next(kNoon)) << each.name;
  }
}

TEST(CatchUp, HasBoundedWorkAfterACenturyOfMinutes) {
  const Due due = recurrence::due(every("* * * * *"), kNoon - 24h * 36'500, kNoon, {All, kMaxCatchUp});
  ASSERT_EQ(due.times.size(), 1'000u);
  EXPECT_EQ(due.times.front(), kNoon - 999min);
  EXPECT_EQ(due.times.back(), kNoon);
  EXPECT_TRUE(due.missed);
}

RC_GTEST_PROP(CatchUpProperty, GivesTheLatestOfAll, ()) {
  const Schedule schedule{
      *Cron::parse(*rc::gen::element<std::string>("*/7 1-3 * * *", "0 4 * * MON", "5 * 1,25 * *", "*/20 * * * *")),
      *Zone::find("Europe/Riga"),
      {Gap::Shift, Overlap::Both}};
  const Time now = at("2026-10-26T00:00:00Z") + std::chrono::seconds(*rc::gen::inRange(0, 100'000'000));
  const Time next_at = now - std::chrono::seconds(*rc::gen::inRange(0, 3'000'000));
  const int max = *rc::gen::inRange(1, 50);
  std::vector<Time> all;
  for (auto time = schedule.next(next_at - 1us); time && *time <= now; time = schedule.next(*time))
    all.push_back(*time);
  const bool more = all.size() > static_cast<std::size_t>(max);
  if (more) all.erase(all.begin(), all.end() - max);
  const Due due = recurrence::due(schedule, next_at, now, {All, max});
  RC_ASSERT(due.times == all);
  RC_ASSERT(due.missed == more);
}

TEST(CatchUp, IsJson) {
  const std::string text = R"({"policy":"all","max":5,"window_seconds":3600})";
  const auto read = validation::parse_json<CatchUp>(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (CatchUp{All, 5, 3'600}));
  EXPECT_EQ(validation::to_json(*read), text);
  EXPECT_EQ(*validation::parse_json<CatchUp>(R"({"policy":"last"})"), CatchUp());
  EXPECT_FALSE(validation::parse_json<CatchUp>(R"({"policy":"all","max":0})"));
  EXPECT_FALSE(validation::parse_json<CatchUp>(R"({"policy":"all","window_seconds":1000000000000000000})"));
}

}  // namespace
}  // namespace tenstone::recurrence
