#include "tenstone/recurrence/schedule.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "random_cron.hpp"

namespace tenstone::recurrence {
namespace {

using namespace std::chrono_literals;

Schedule schedule_of(std::string_view cron, std::string_view zone, Dst dst = {}) {
  return {Cron::parse(cron).value(), Zone::find(zone).value(), dst};
}
Time time_of(std::string_view text) { return *parse_rfc3339(text); }

// "2026-03-29 04:00 +0300"
std::string shown(const Zone& zone, Time time) {
  const auto offset = std::chrono::duration_cast<std::chrono::minutes>(zone.period(time).offset).count();
  std::string text = to_text(zone.to_local(time)).substr(0, 16);
  text[10] = ' ';
  return text + fmt::format(" {}{:02}{:02}", offset < 0 ? '-' : '+', std::abs(offset) / 60, std::abs(offset) % 60);
}
std::vector<std::string> shown(const Zone& zone, const std::vector<Time>& times) {
  std::vector<std::string> texts;
  for (const Time time : times) texts.push_back(shown(zone, time));
  return texts;
}

struct Changeover {
  const char *zone, *cron;
  Dst dst;
  const char* after;  // local
  std::vector<std::string> times;
};

TEST(Schedule, KeepsItsTimeOfDayWhenClocksChange) {
  for (const Changeover& each : std::initializer_list<Changeover>{
           // Riga: 03:00 to 04:00 on 29 March, 04:00 to 03:00 on 25 October 2026.
           {"Europe/Riga",
            "0 7 * * *",
            {},
            "2026-03-28T06:00",
            {"2026-03-28 07:00 +0200", "2026-03-29 07:00 +0300", "2026-03-30 07:00 +0300"}},
           {"Europe/Riga", "30 3 * * *", {}, "2026-03-28T12:00", {"2026-03-29 04:00 +0300", "2026-03-30 03:30 +0300"}},
           {"Europe/Riga",
            "30 3 * * *",
            {.gap = Gap::Shift},
            "2026-03-28T12:00",
            {"2026-03-29 04:30 +0300", "2026-03-30 03:30 +0300"}},
           {"Europe/Riga", "30 3 * * *", {.gap = Gap::Skip}, "2026-03-28T12:00", {"2026-03-30 03:30 +0300"}},
           {"Europe/Riga",
            "15,45 3,4 * * *",
            {},
            "2026-03-29T00:00",
            {"2026-03-29 04:00 +0300", "2026-03-29 04:15 +0300", "2026-03-29 04:45 +0300"}},
           {"Europe/Riga",
            "15,45 3,4 * * *",
            {.gap = Gap::Shift},
            "2026-03-29T00:00",
            {"2026-03-29 04:15 +0300", "2026-03-29 04:45 +0300", "2026-03-30 03:15 +0300"}},  // each pair is one
           {"Europe/Riga", "0 3,4 * * *", {}, "2026-03-29T00:00", {"2026-03-29 04:00 +0300", "2026-03-30 03:00 +0300"}},
           {"Europe/Riga", "30 3 * * *", {}, "2026-10-25T00:00", {"2026-10-25 03:30 +0300", "2026-10-26 03:30 +0200"}},
           {"Europe/Riga",
            "30 3 * * *",
            {.overlap = Overlap::Last},
            "2026-10-25T00:00",
            {"2026-10-25 03:30 +0200", "2026-10-26 03:30 +0200"}},
           {"Europe/Riga",
            "30 3 * * *",
            {.overlap = Overlap::Both},
            "2026-10-25T00:00",
            {"2026-10-25 03:30 +0300", "2026-10-25 03:30 +0200", "2026-10-26 03:30 +0200"}},
           {"Europe/Riga",
            "*/30 3 * * *",
            {},
            "2026-10-25T00:00",
            {"2026-10-25 03:00 +0300", "2026-10-25 03:30 +0300", "2026-10-26 03:00 +0200"}},
           {"Europe/Riga", "0 4 * * *", {}, "2026-10-25T00:00", {"2026-10-25 04:00 +0200", "2026-10-26 04:00 +0200"}},
           // Any hour: it follows the clock, whatever the policy.
           {"Europe/Riga",
            "30 * * * *",
            {.gap = Gap::Shift},
            "2026-03-29T02:00",
            {"2026-03-29 02:30 +0200", "2026-03-29 04:30 +0300", "2026-03-29 05:30 +0300"}},
           {"Europe/Riga",
            "30 * * * *",
            {.overlap = Overlap::Last},
            "2026-10-25T02:45",
            {"2026-10-25 03:30 +0300", "2026-10-25 03:30 +0200", "2026-10-25 04:30 +0200"}},
           // Lord Howe: half an hour, 02:00 to 02:30 on 4 October, 02:00 to 01:30 on 5 April 2026.
           {"Australia/Lord_Howe",
            "15 2 * * *",
            {},
            "2026-10-04T00:00",
            {"2026-10-04 02:30 +1100", "2026-10-05 02:15 +1100"}},
           {"Australia/Lord_Howe",
            "15 2 * * *",
            {.gap = Gap::Shift},
            "2026-10-04T00:00",
            {"2026-10-04 02:45 +1100", "2026-10-05 02:15 +1100"}},
           {"Australia/Lord_Howe",
            "45 1 * * *",
            {.overlap = Overlap::Both},
            "2026-04-05T00:00",
            {"2026-04-05 01:45 +1100", "2026-04-05 01:45 +1030", "2026-04-06 01:45 +1030"}},
           {"Australia/Lord_Howe",
            "0 2 * * *",
            {},
            "2026-04-05T00:00",
            {"2026-04-05 02:00 +1030", "2026-04-06 02:00 +1030"}},
           // Cairo: midnight is skipped on 24 April, the last hour of 29 October 2026 comes twice.
           {"Africa/Cairo", "0 0 * * *", {}, "2026-04-23T12:00", {"2026-04-24 01:00 +0300", "2026-04-25 00:00 +0300"}},
           {"Africa/Cairo", "0 0 24 4 *", {.gap = Gap::Skip}, "2026-01-01T00:00", {"2027-04-24 00:00 +0200"}},
           {"Africa/Cairo",
            "59 23 * * *",
            {},
            "2026-10-29T12:00",
            {"2026-10-29 23:59 +0300", "2026-10-30 23:59 +0200"}},
           {"Africa/Cairo", "0 0 * * *", {}, "2026-10-29T12:00", {"2026-10-30 00:00 +0200", "2026-10-31 00:00 +0200"}},
           // São Paulo: midnight was skipped until 2018; no summer time since 2019.
           {"America/Sao_Paulo",
            "0 0 * * *",
            {},
            "2018-11-03T12:00",
            {"2018-11-04 01:00 -0200", "2018-11-05 00:00 -0200"}},
           {"America/Sao_Paulo",
            "30 23 * * *",
            {.overlap = Overlap::Last},
            "2019-02-16T12:00",
            {"2019-02-16 23:30 -0300", "2019-02-17 23:30 -0300"}},
           {"America/Sao_Paulo",
            "0 0 * * *",
            {},
            "2019-11-02T12:00",
            {"2019-11-03 00:00 -0300", "2019-11-04 00:00 -0300"}},
           // Apia: 30 December 2011 was left out.
           {"Pacific/Apia",
            "0 12 * * *",
            {},
            "2011-12-29T13:00",
            {"2011-12-31 00:00 +1400", "2011-12-31 12:00 +1400", "2012-01-01 12:00 +1400"}},
           {"Pacific/Apia",
            "0 12 30 * *",
            {.gap = Gap::Shift},
            "2011-12-01T00:00",
            {"2011-12-31 12:00 +1400", "2012-01-30 12:00 +1400"}},
           {"Pacific/Apia",
            "0 12 * * FRI",
            {.gap = Gap::Skip},
            "2011-12-29T13:00",
            {"2012-01-06 12:00 +1400", "2012-01-13 12:00 +1400"}},
           // Leap days, also behind the last transition of the zone's file.
           {"Europe/Riga", "0 7 29 2 *", {}, "2026-01-01T00:00", {"2028-02-29 07:00 +0200", "2032-02-29 07:00 +0200"}},
           {"Europe/Riga", "0 7 29 2 */7", {}, "2088-03-01T00:00", {"2128-02-29 07:00 +0200"}},
           {"Europe/Riga", "30 3 31 3 *", {}, "2041-01-01T00:00", {"2041-03-31 04:00 +0300", "2042-03-31 03:30 +0300"}},
       }) {
    const Schedule schedule = schedule_of(each.cron, each.zone, each.dst);
    const Time after = schedule.zone.at(*parse_local(each.after)).first;
    EXPECT_EQ(shown(schedule.zone, schedule.next_times(after, each.times.size())), each.times)
        << each.zone << ": " << each.cron << " after " << each.after;
  }
}

TEST(Schedule, IsNeverDueAtTheTimeThatItWasAskedAfter) {
  const Schedule schedule = schedule_of("0 7 * * *", "UTC");
  EXPECT_EQ(schedule.next(time_of("2026-01-01T06:59:59.999999Z")), time_of("2026-01-01T07:00:00Z"));
  EXPECT_EQ(schedule.next(time_of("2026-01-01T07:00:00Z")), time_of("2026-01-02T07:00:00Z"));
}

TEST(Schedule, EndsWithItsYears) {
  const Schedule schedule = schedule_of("0 0 * * *", "Pacific/Kiritimati");
  EXPECT_FALSE(schedule.next(kBegin - 1s));
  EXPECT_FALSE(schedule.next(kEnd));
  EXPECT_FALSE(schedule.next(Time::max() - 1s));
  EXPECT_FALSE(schedule.next(Time::min()));
  EXPECT_TRUE(schedule.next(kBegin));
  EXPECT_EQ(schedule.next_times(kEnd - 72h, 10).size(), 3u);
}

// All times of which after < time <= until, by way of every local minute.
std::vector<Time> by_local_minutes(const RandomCron& cron, const Schedule& schedule, Time after, Time until) {
  const Dst dst = cron.hour.star ? Dst{Gap::Skip, Overlap::Both} : schedule.dst;
  std::vector<Time> times;
  const auto edge = [&](Time time) { return std::chrono::floor<std::chrono::minutes>(schedule.zone.to_local(time)); };
  for (LocalTime minute = edge(after) - 25h; minute <= edge(until) + 25h; minute += 1min)
    if (cron.matches(minute))
      for (const Time time : *to_instants(minute, schedule.zone, dst))
        if (time > after && time <= until) times.push_back(time);
  std::ranges::sort(times);
  times.erase(std::ranges::unique(times).begin(), times.end());
  return times;
}

RC_GTEST_PROP(ScheduleProperty, MissesNothingWhenClocksChange, ()) {
  const RandomCron random = any_cron();
  const auto cron = Cron::parse(random.text());
  RC_PRE(cron.has_value());
  const Schedule schedule{*cron,
                          *Zone::find(*rc::gen::element<std::string>(
                              "Europe/Riga", "Australia/Lord_Howe", "Africa/Cairo", "America/Sao_Paulo", "Pacific/Apia",
                              "America/New_York", "Africa/Casablanca", "Antarctica/Troll", "Asia/Kathmandu")),
                          {*rc::gen::element(Gap::RunAfter, Gap::Shift, Gap::Skip),
                           *rc::gen::element(Overlap::First, Overlap::Last, Overlap::Both)}};
  // Some days around a change of the clocks.
  const Time some = time_of("2009-01-01T00:00:00Z") + std::chrono::seconds(*rc::gen::inRange(0, 2'000'000'000));
  const Time change = schedule.zone.period(some).end;
  const Time around = change == Time::max() ? some : change;
  const Time after = around - std::chrono::seconds(*rc::gen::inRange(0, 86'400)), until = around + 25h;

  std::vector<Time> found;
  for (auto next = schedule.next(after); next && *next <= until; next = schedule.next(*next)) found.push_back(*next);
  RC_ASSERT(found == by_local_minutes(random, schedule, after, until));
}

TEST(Schedule, MissesNothingInAYear) {
  for (const char* zone : {"Europe/Riga", "Australia/Lord_Howe"}) {
    const RandomField any{"*", std::bitset<64>().set(), true};
    RandomCron random{{"*/7", {}, true}, {"1-3", 0b1110}, any, any, any};
    for (std::size_t minute = 0; minute < 60; minute += 7) random.minute.values.set(minute);
    const Schedule schedule = schedule_of(random.text(), zone, {Gap::Shift, Overlap::Both});
    const Time after = time_of("2025-12-31T23:00:00Z"), until = after + 366 * 24h;
    const std::vector<Time> all = by_local_minutes(random, schedule, after, until);
    EXPECT_EQ(schedule.next_times(after, all.size()), all) << zone;
    EXPECT_EQ(schedule.next(all.back()), by_local_minutes(random, schedule, all.back(), all.back() + 48h).front());
  }
}

TEST(Schedule, IsJson) {
  const std::string text = R"({"cron":"0 7 * * MON-FRI","tz":"Europe/Riga","dst":{"gap":"shift","overlap":"both"}})";
  const auto read = validation::parse_json<Schedule>(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, schedule_of("0 7 * * MON-FRI", "Europe/Riga", {Gap::Shift, Overlap::Both}));
  EXPECT_EQ(validation::to_json(*read), text);
  EXPECT_EQ(validation::parse_json<Schedule>(R"({"cron":"@daily","tz":"UTC"})")->dst, Dst());

  const auto wrong = validation::parse_json<Schedule>(R"({"cron":"0 25 * * *","tz":"Europe/Nowhere"})");
  ASSERT_FALSE(wrong);
  ASSERT_EQ(wrong.error().issues.size(), 2u);
  EXPECT_EQ(wrong.error().issues[0].pointer, "/cron");
  EXPECT_EQ(wrong.error().issues[0].code, "invalid_cron");
  EXPECT_EQ(wrong.error().issues[0].message, "Cron expression, hour, character 3: 25 is not between 0 and 23");
  EXPECT_EQ(wrong.error().issues[1].pointer, "/tz");
  EXPECT_EQ(wrong.error().issues[1].code, "unknown_timezone");
  EXPECT_FALSE(validation::parse_json<Schedule>(R"({"cron":"@daily","tz":"UTC","dst":{"gap":"reject"}})"));
}

}  // namespace
}  // namespace tenstone::recurrence
