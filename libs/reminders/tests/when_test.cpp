#include "tenstone/reminders/when.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenstone::reminders {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Time at(std::string_view text) { return *parse_rfc3339(text); }
When when_of(std::string_view json) { return validation::parse_json<When>(json).value(); }

// The time without its zeros, or the code of the error.
std::string shown(const Result<Time>& time) { return time ? to_rfc3339(*time).substr(0, 19) : time.error().code; }
std::string first(std::string_view json, std::string_view now = "2026-01-01T00:00:00Z") {
  return shown(first_time(when_of(json), at(now)));
}
std::string local(std::string_view time, std::string_view zone, std::string_view dst = "{}") {
  return first(R"({"local_time":")" + std::string(time) + R"(","tz":")" + std::string(zone) + R"(","dst":)" +
                   std::string(dst) + "}",
               "2010-01-01T00:00:00Z");
}
// The pointers and codes of what is wrong.
std::string issues(std::string_view json) {
  const auto when = validation::parse_json<When>(json);
  if (when) return "fine";
  std::string all;
  for (const Issue& issue : when.error().issues) all += issue.pointer + " " + issue.code + ";";
  return all.empty() ? when.error().code : all;
}

TEST(When, IsAnInstantOrALocalTimeOrARule) {
  EXPECT_EQ(first(R"({"due_at":"2026-12-24T17:00:00+02:00"})"), "2026-12-24T15:00:00");
  EXPECT_EQ(first(R"({"local_time":"2026-12-24T17:00","tz":"Europe/Riga"})"), "2026-12-24T15:00:00");
  EXPECT_EQ(first(R"({"local_time":"2026-07-24T17:00:30","tz":"Europe/Riga"})"), "2026-07-24T14:00:30");
  EXPECT_EQ(first(R"({"cron":"0 7 * * MON","tz":"Europe/Riga"})"), "2026-01-05T05:00:00");
  EXPECT_EQ(first(R"({"cron":"0 7 * * MON","tz":"Europe/Riga"})", "2026-01-05T05:00:00Z"), "2026-01-12T05:00:00")
      << "after now, not at it";
}

TEST(When, ALocalTimeThatTheClocksSkipOrRepeatGoesByItsPolicy) {
  EXPECT_EQ(local("2026-03-29T03:30", "Europe/Riga"), "2026-03-29T01:00:00");
  EXPECT_EQ(local("2026-03-29T03:30", "Europe/Riga", R"({"gap":"shift"})"), "2026-03-29T01:30:00");
  EXPECT_EQ(local("2026-03-29T03:30", "Europe/Riga", R"({"gap":"skip"})"), "never_due");
  EXPECT_EQ(local("2026-03-29T03:30", "Europe/Riga", R"({"gap":"reject"})"), "nonexistent_local_time");
  EXPECT_EQ(local("2026-10-25T03:30", "Europe/Riga"), "2026-10-25T00:30:00");
  EXPECT_EQ(local("2026-10-25T03:30", "Europe/Riga", R"({"overlap":"last"})"), "2026-10-25T01:30:00");
  EXPECT_EQ(local("2026-10-25T03:30", "Europe/Riga", R"({"overlap":"reject"})"), "ambiguous_local_time");
  // By half an hour only.
  EXPECT_EQ(local("2026-10-04T02:15", "Australia/Lord_Howe"), "2026-10-03T15:30:00");
  EXPECT_EQ(local("2026-10-04T02:15", "Australia/Lord_Howe", R"({"gap":"shift"})"), "2026-10-03T15:45:00");
  EXPECT_EQ(local("2026-10-04T02:30", "Australia/Lord_Howe"), "2026-10-03T15:30:00") << "the gap has ended";
  EXPECT_EQ(local("2026-04-05T01:45", "Australia/Lord_Howe", R"({"overlap":"last"})"), "2026-04-04T15:15:00");
  // A whole day.
  EXPECT_EQ(local("2011-12-30T12:00", "Pacific/Apia"), "2011-12-30T10:00:00");
  EXPECT_EQ(local("2011-12-30T12:00", "Pacific/Apia", R"({"gap":"reject"})"), "nonexistent_local_time");
}

TEST(When, ALocalTimeMustBeOne) {
  EXPECT_EQ(local("2028-02-29T12:00", "UTC"), "2028-02-29T12:00:00");
  for (const char* bad : {"2026-02-29T12:00", "2026-12-24T25:00", "2026-12-24T17:00Z", "tomorrow at noon"})
    EXPECT_EQ(local(bad, "UTC"), "invalid_local_time") << bad;
}

TEST(When, ATimeThatHasPassedIsRefusedAfterAMinute) {
  constexpr auto kNoon = R"({"due_at":"2026-12-24T12:00:00Z"})";
  EXPECT_EQ(first(kNoon, "2026-12-24T12:01:00Z"), "2026-12-24T12:00:00") << "the grace is for slow clocks and networks";
  EXPECT_EQ(first(kNoon, "2026-12-24T12:01:00.000001Z"), "due_in_past");
  EXPECT_EQ(first(R"({"local_time":"2026-12-24T14:00","tz":"Europe/Riga"})", "2026-12-24T12:02:00Z"), "due_in_past");
  const auto refused = first_time(when_of(kNoon), at("2027-01-01T00:00:00Z"));
  EXPECT_THAT(refused.error().message, HasSubstr("2026-12-24T12:00:00"));
}

TEST(When, ARuleWithoutAnyTimeLeftIsNeverDue) {
  EXPECT_EQ(first(R"({"cron":"0 7 * * *","tz":"UTC"})", "2399-12-31T08:00:00Z"), "never_due");
  EXPECT_EQ(next_times(when_of(R"({"cron":"0 7 * * *","tz":"UTC"})"), at("2399-12-31T08:00:00Z"), 3).error().code,
            "never_due");
}

TEST(When, APreviewHasTheNextTimes) {
  const When rule = when_of(R"({"cron":"30 3 * * *","tz":"Europe/Riga"})");
  EXPECT_THAT(next_times(rule, at("2026-03-27T12:00:00Z"), 3).value(),
              ElementsAre(at("2026-03-28T01:30:00Z"), at("2026-03-29T01:00:00Z"), at("2026-03-30T00:30:00Z")));
  const When once = when_of(R"({"due_at":"2026-12-24T12:00:00Z"})");
  EXPECT_THAT(next_times(once, at("2026-12-01T00:00:00Z"), 10).value(), ElementsAre(at("2026-12-24T12:00:00Z")));
  EXPECT_EQ(next_times(once, at("2027-01-01T00:00:00Z"), 10).error().code, "due_in_past");
}

TEST(When, ASingleTimeIsDueHoweverLate) {
  const When once = when_of(R"({"due_at":"2026-12-24T12:00:00Z"})");
  const Time due_at = at("2026-12-24T12:00:00Z");
  for (const Time now : {due_at, due_at + 24h * 365}) {
    const auto late = due(once, due_at, now);
    EXPECT_THAT(late.times, ElementsAre(due_at));
    EXPECT_FALSE(late.missed || late.next);
  }
  const auto early = due(once, due_at, due_at - 1us);
  EXPECT_TRUE(early.times.empty());
  EXPECT_EQ(early.next, due_at);
}

TEST(When, ARuleCatchesUpAsItSays) {
  const auto caught_up = [](std::string_view catch_up) {
    const When rule = when_of(R"({"cron":"0 * * * *","tz":"UTC","catch_up":)" + std::string(catch_up) + "}");
    return due(rule, at("2026-05-01T01:00:00Z"), at("2026-05-01T03:30:00Z"));
  };
  const auto all = caught_up(R"({"policy":"all","max":2})");
  EXPECT_THAT(all.times, ElementsAre(at("2026-05-01T02:00:00Z"), at("2026-05-01T03:00:00Z")));
  EXPECT_TRUE(all.missed);
  EXPECT_EQ(all.next, at("2026-05-01T04:00:00Z"));
  EXPECT_TRUE(caught_up(R"({"policy":"skip"})").times.empty());
  // Without catch_up: the latest.
  const auto last = caught_up("null");
  EXPECT_THAT(last.times, ElementsAre(at("2026-05-01T03:00:00Z")));
  EXPECT_TRUE(last.missed);
}

TEST(When, AsAColumnHasItItComesBack) {
  for (const char* json :
       {R"({"due_at":"2026-12-24T12:00:00.123456Z"})", R"({"local_time":"2026-12-24T17:00","tz":"Europe/Riga"})",
        R"({"local_time":"2026-12-24T17:00","tz":"Europe/Riga","dst":{"gap":"reject","overlap":"last"}})",
        R"({"cron":"0 7 * * MON","tz":"Europe/Riga","dst":{"overlap":"both"},"catch_up":{"policy":"all","max":3}})"}) {
    const When when = when_of(json);
    EXPECT_EQ(when_from_json(to_json(when)), when) << json;
  }
  EXPECT_THROW(when_from_json("{}"), std::logic_error);
  EXPECT_THROW(when_from_json(R"({"cron":"0 7 * * *","tz":"Europe/Atlantis"})"), std::logic_error);
}

TEST(When, WhatDoesNotBelongTogetherIsRefusedWithItsPlace) {
  EXPECT_THAT(issues("{}"), HasSubstr("when"));
  EXPECT_THAT(issues(R"({"due_at":"2026-12-24T12:00:00Z","cron":"* * * * *","tz":"UTC"})"), HasSubstr("when"));
  EXPECT_THAT(issues(R"({"cron":"* * * * *"})"), HasSubstr("/tz tz;"));
  EXPECT_THAT(issues(R"({"due_at":"2026-12-24T12:00:00Z","tz":"UTC"})"), HasSubstr("/tz tz;"));
  EXPECT_THAT(issues(R"({"due_at":"2026-12-24T12:00:00Z","dst":{}})"), HasSubstr("/dst dst;"));
  EXPECT_THAT(issues(R"({"cron":"* * * * *","tz":"UTC","dst":{"gap":"reject"}})"), HasSubstr("/dst dst;"));
  EXPECT_THAT(issues(R"({"local_time":"2026-12-24T17:00","tz":"UTC","dst":{"overlap":"both"}})"),
              HasSubstr("/dst dst;"));
  EXPECT_THAT(issues(R"({"local_time":"2026-12-24T17:00","tz":"UTC","catch_up":{"policy":"all"}})"),
              HasSubstr("/catch_up catch_up;"));
  EXPECT_THAT(issues(R"({"cron":"61 * * * *","tz":"Europe/Atlantis"})"),
              ::testing::AllOf(HasSubstr("/cron invalid_cron;"), HasSubstr("/tz unknown_timezone;")));
}

}  // namespace
}  // namespace tenstone::reminders
