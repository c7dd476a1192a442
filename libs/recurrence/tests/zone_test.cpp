#include "tenstone/recurrence/zone.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/recurrence/dst.hpp"

namespace tenstone::recurrence {
namespace {

using namespace std::chrono_literals;

Zone zone(std::string_view name) {
  auto found = Zone::find(name);
  if (!found) throw Failure(found.error());
  return *found;
}
LocalTime local(std::string_view text) { return *parse_local(text); }
std::string utc(Time time) { return to_rfc3339(time).substr(0, 19) + "Z"; }

TEST(Zone, KnowsTheNamesOfTheDatabase) {
  for (const char* name : {"Europe/Riga", "UTC", "Etc/UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "US/Eastern",
                           "America/Port-au-Prince"})
    EXPECT_TRUE(Zone::find(name)) << name;
  EXPECT_EQ(zone("Europe/Riga").name(), "Europe/Riga");
  EXPECT_EQ(zone("UTC"), Zone());
  EXPECT_THAT(Zone::names(), testing::IsSupersetOf({"Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia", "UTC"}));
  EXPECT_THAT(Zone::version(), testing::MatchesRegex("20[0-9][0-9][a-z]+"));
}

TEST(Zone, RefusesWhatIsNoName) {
  for (const std::string_view name : std::initializer_list<std::string_view>{
           "", "europe/riga", "Europe/Nowhere", "Europe", "EST5EDT4", "+02:00", "/usr/share/zoneinfo/Europe/Riga",
           "../zoneinfo/Europe/Riga", "posix/Europe/Riga", "right/Europe/Riga", "localtime", "libc:localtime",
           "Factory", "Fixed/UTC+05:00:00", "tzdata.zi", std::string_view("Europe/Riga\0x", 13)}) {
    const auto found = Zone::find(name);
    ASSERT_FALSE(found) << name;
    EXPECT_TRUE(found.error().is(kUnknownTimezone)) << name;
  }
}

TEST(Zone, ShowsLocalTimeAlsoYearsAhead) {
  const auto shown = [](std::string_view name, std::string_view time) {
    return to_text(zone(name).to_local(*parse_rfc3339(time)));
  };
  EXPECT_EQ(shown("Europe/Riga", "2026-07-01T12:00:00.9Z"), "2026-07-01T15:00:00");
  EXPECT_EQ(shown("Europe/Riga", "2040-07-01T12:00:00Z"), "2040-07-01T15:00:00");  // behind the last stored transition
  EXPECT_EQ(shown("Europe/Riga", "2399-01-01T12:00:00Z"), "2399-01-01T14:00:00");
  EXPECT_EQ(shown("Africa/Cairo", "2026-07-01T12:00:00Z"), "2026-07-01T15:00:00");  // summer time again since 2023
  EXPECT_EQ(shown("Australia/Lord_Howe", "2026-07-01T12:00:00Z"), "2026-07-01T22:30:00");
  EXPECT_EQ(shown("Europe/Riga", "1970-01-01T00:00:00Z"), "1970-01-01T03:00:00");
  EXPECT_EQ(shown("Europe/Riga", "1969-12-31T23:59:59.5Z"), "1970-01-01T02:59:59");
}

TEST(Zone, KnowsWhatTheClocksSkipAndRepeat) {
  struct Case {
    const char *zone, *local;
    Instants::Count count;
    const char *first, *second;
  };
  using enum Instants::Count;
  for (const Case& each : std::initializer_list<Case>{
           {"Europe/Riga", "2026-03-29T02:59:59", One, "2026-03-29T00:59:59Z", "2026-03-29T00:59:59Z"},
           {"Europe/Riga", "2026-03-29T03:00", None, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
           {"Europe/Riga", "2026-03-29T03:30", None, "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"},
           {"Europe/Riga", "2026-03-29T04:00", One, "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z"},
           {"Europe/Riga", "2026-10-25T03:30", Two, "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"},
           {"Europe/Riga", "2026-10-25T04:00", One, "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z"},
           {"Australia/Lord_Howe", "2026-10-04T02:15", None, "2026-10-03T15:30:00Z", "2026-10-03T15:45:00Z"},
           {"Australia/Lord_Howe", "2026-04-05T01:45", Two, "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"},
           {"Africa/Cairo", "2026-04-24T00:00", None, "2026-04-23T22:00:00Z", "2026-04-23T22:00:00Z"},
           {"America/Sao_Paulo", "2018-11-04T00:30", None, "2018-11-04T03:00:00Z", "2018-11-04T03:30:00Z"},
           {"America/Sao_Paulo", "2019-11-03T00:30", One, "2019-11-03T03:30:00Z", "2019-11-03T03:30:00Z"},
           {"Pacific/Apia", "2011-12-30T12:00", None, "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"},
       }) {
    const Instants found = zone(each.zone).at(local(each.local));
    EXPECT_EQ(found.count, each.count) << each.zone << each.local;
    EXPECT_EQ(utc(found.first), each.first) << each.zone << each.local;
    EXPECT_EQ(utc(found.second), each.second) << each.zone << each.local;
  }
}

TEST(Zone, PeriodsFollowOneAnother) {
  for (const char* name : {"Europe/Riga", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "UTC"}) {
    const Zone here = zone(name);
    for (Time time = kBegin; time < kEnd;) {
      const Period period = here.period(time);
      ASSERT_LT(time, period.end);
      ASSERT_EQ(here.period(period.end == Time::max() ? time : period.end - 1us), period) << name << utc(time);
      ASSERT_EQ(here.to_local(time).time_since_epoch() - period.offset,
                std::chrono::floor<std::chrono::seconds>(time).time_since_epoch());
      if (period.end == Time::max()) break;
      ASSERT_EQ(here.period(period.end).begin, period.end);
      time = period.end;
    }
  }
  EXPECT_EQ(Zone().period(kBegin), Period());
}

TEST(LocalTime, IsReadAndWritten) {
  EXPECT_EQ(to_text(local("2026-03-29T07:30")), "2026-03-29T07:30:00");
  EXPECT_EQ(to_text(local("2024-02-29 23:59:59")), "2024-02-29T23:59:59");
  for (const char* text :
       {"", "2026-03-29", "2026-02-29T07:30", "2026-03-29T24:00", "2026-03-29T07:30:00Z", "2026-03-29T07:30Z",
        "2026-03-29T07:30:00.5", "2026-03-29T07:30+02:00", "2026-3-29T07:30:00"})
    EXPECT_FALSE(parse_local(text)) << text;
}

TEST(ToInstants, FollowsThePolicy) {
  struct Case {
    const char* local;
    Dst dst;
    std::vector<std::string> times;
  };
  const Zone riga = zone("Europe/Riga");
  for (const Case& each : std::initializer_list<Case>{
           {"2026-03-29T03:30", {Gap::RunAfter}, {"2026-03-29T01:00:00Z"}},
           {"2026-03-29T03:30", {Gap::Shift}, {"2026-03-29T01:30:00Z"}},
           {"2026-03-29T03:30", {Gap::Skip}, {}},
           {"2026-10-25T03:30", {.overlap = Overlap::First}, {"2026-10-25T00:30:00Z"}},
           {"2026-10-25T03:30", {.overlap = Overlap::Last}, {"2026-10-25T01:30:00Z"}},
           {"2026-10-25T03:30", {.overlap = Overlap::Both}, {"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"}},
           {"2026-06-01T03:30", {Gap::Reject, Overlap::Reject}, {"2026-06-01T00:30:00Z"}},
       }) {
    std::vector<std::string> times;
    for (const Time time : *to_instants(local(each.local), riga, each.dst)) times.push_back(utc(time));
    EXPECT_EQ(times, each.times) << each.local;
  }
  const auto gap = to_instants(local("2026-03-29T03:30"), riga, {.gap = Gap::Reject});
  ASSERT_FALSE(gap);
  EXPECT_TRUE(gap.error().is(kNonexistentLocalTime));
  EXPECT_EQ(gap.error().message,
            "The clocks of Europe/Riga skip 2026-03-29T03:30:00; the next time that they show is 2026-03-29T04:00:00");
  const auto overlap = to_instants(local("2026-10-25T03:30"), riga, {.overlap = Overlap::Reject});
  ASSERT_FALSE(overlap);
  EXPECT_TRUE(overlap.error().is(kAmbiguousLocalTime));
}

}  // namespace
}  // namespace tenstone::recurrence
