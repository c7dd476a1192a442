#include "tenstone/recurrence/cron.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "random_cron.hpp"

namespace tenstone::recurrence {
namespace {

using namespace std::chrono_literals;

Cron cron_of(std::string_view text) {
  auto parsed = Cron::parse(text);
  if (!parsed) throw Failure(parsed.error());
  return *parsed;
}

TEST(Cron, FindsTheFirstMatch) {
  struct Case {
    const char *text, *from, *first;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"* * * * *", "2026-01-01T00:00:00", "2026-01-01T00:00:00"},
           {"* * * * *", "2026-01-01T00:00:01", "2026-01-01T00:01:00"},
           {"*/15 * * * *", "2026-01-01T23:46", "2026-01-02T00:00:00"},
           {"0 7 * * MON", "2026-11-30T07:01", "2026-12-07T07:00:00"},
           {"0 7 * * mon-Fri", "2026-11-27T08:00", "2026-11-30T07:00:00"},
           {"5-20/5,59 9-17 * * *", "2026-01-01T09:20:30", "2026-01-01T09:59:00"},
           {"30 8 * JAN,jul *", "2026-01-31T09:00", "2026-07-01T08:30:00"},
           {"0 0 * * 7", "2026-11-30T00:00", "2026-12-06T00:00:00"},
           {"0 0 * * FRI-SUN", "2026-11-30T00:00", "2026-12-04T00:00:00"},
           {"0 0 * * 5-7", "2026-12-06T00:00", "2026-12-06T00:00:00"},
           {"0 0 * * SUN-TUE", "2026-12-02T00:00", "2026-12-06T00:00:00"},
           {"0 0 13 * FRI", "2026-12-05T00:00", "2026-12-11T00:00:00"},   // either
           {"0 0 13 * FRI", "2026-12-12T00:00", "2026-12-13T00:00:00"},   // either
           {"0 0 */2 * FRI", "2026-12-05T00:00", "2026-12-11T00:00:00"},  // both
           {"0 0 1-7 * */7", "2026-12-07T00:00", "2027-01-03T00:00:00"},  // the first Sunday
           {"0 0 31 * *", "2026-02-01T00:00", "2026-03-31T00:00:00"},
           {"0 0 29 2 *", "2026-01-01T00:00", "2028-02-29T00:00:00"},
           {"0 0 29 2 *", "2096-03-01T00:00", "2104-02-29T00:00:00"},    // 2100 is no leap year
           {"0 0 29 2 */7", "2088-03-01T00:00", "2128-02-29T00:00:00"},  // on a Sunday
           {"59 23 31 12 *", "2026-12-31T23:59:01", "2027-12-31T23:59:00"},
           {"  07\t08 * * *  ", "2026-01-01T00:00", "2026-01-01T08:07:00"},
           {"@hourly", "2026-01-01T00:01", "2026-01-01T01:00:00"},
           {"@daily", "2026-01-01T00:01", "2026-01-02T00:00:00"},
           {"@weekly", "2026-01-01T00:01", "2026-01-04T00:00:00"},
           {"@monthly", "2026-01-01T00:01", "2026-02-01T00:00:00"},
           {"@annually", "2026-01-01T00:01", "2027-01-01T00:00:00"},
       }) {
    const Cron cron = cron_of(each.text);
    const auto first = cron.first(*parse_local(each.from));
    ASSERT_TRUE(first) << each.text;
    EXPECT_EQ(to_text(*first), each.first) << each.text;
    EXPECT_TRUE(cron.matches(*first + 59s)) << each.text;
  }
}

TEST(Cron, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::string text, message;
  };
  for (const Case& each : std::initializer_list<Case>{
           {"", "it has 0 fields; it needs 5: minute, hour, day of the month, month, day of the week"},
           {"0 7 * *", "it has 4 fields; it needs 5: minute, hour, day of the month, month, day of the week"},
           {"0 0 7 * * MON", "it has 6 fields; it needs 5: minute, hour, day of the month, month, day of the week"},
           {"60 7 * * *", "minute, character 1: 60 is not between 0 and 59"},
           {"0  24 * * *", "hour, character 4: 24 is not between 0 and 23"},
           {"0 0 0 * *", "day of the month, character 5: 0 is not between 1 and 31"},
           {"0 0 1 13 *", "month, character 7: 13 is not between 1 and 12"},
           {"0 0 * * 8", "day of the week, character 9: 8 is not between 0 and 7"},
           {"0 0 * * MON,TUEX", "day of the week, character 13: there is no \"TUEX\" here"},
           {"0 0 * MON *", "month, character 7: there is no \"MON\" here"},
           {"JAN 0 * * *", "minute, character 1: there is no \"JAN\" here"},
           {"0 0 L * *", "day of the month, character 5: there is no \"L\" here"},
           {"0 0 15W * *", "day of the month, character 7: \"W\" is not understood"},
           {"0 0 * * 5#3", "day of the week, character 10: \"#3\" is not understood"},
           {"0 0 ? * *", "day of the month, character 5: a number is missing"},
           {"0 20-8 * * *", "hour, character 3: the range \"20-8\" runs backwards"},
           {"0 0 * * SAT-MON", "day of the week, character 9: the range \"SAT-MON\" runs backwards"},
           {"5/10 * * * *", "minute, character 2: a step needs a range, as in 5-59/10"},
           {"*/0 * * * *", "minute, character 3: the step 0 is not between 1 and 59"},
           {"*/60 * * * *", "minute, character 3: the step 60 is not between 1 and 59"},
           {"* */24 * * *", "hour, character 5: the step 24 is not between 1 and 23"},
           {"1, * * * *", "minute, character 3: a number is missing"},
           {"1- * * * *", "minute, character 3: a number is missing"},
           {"*/ * * * *", "minute, character 3: a number is missing"},
           {"-1 * * * *", "minute, character 1: a number is missing"},
           {"99999999999999999999 * * * *", "minute, character 1: the number is too long"},
           {"** * * * *", "minute, character 2: \"*\" is not understood"},
           {"0 0 31 4,6 *", "no year has these days: \"31\" of the month \"4,6\""},
           {"0 0 30-31 feb *", "no year has these days: \"30-31\" of the month \"feb\""},
           {"0 0 30 2 */2", "no year has these days: \"30\" of the month \"2\""},
           {"@reboot",
            "of the @ names only @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually are known"},
           {std::string(257, '*'), "it is longer than 256 characters"},
       }) {
    const auto parsed = Cron::parse(each.text);
    ASSERT_FALSE(parsed) << each.text;
    EXPECT_TRUE(parsed.error().is(kInvalidCron)) << each.text;
    const std::string& message = parsed.error().message;
    EXPECT_TRUE(message.starts_with("Cron expression")) << message;
    EXPECT_TRUE(message.ends_with(each.message)) << message << "\n" << each.message;
  }
}

TEST(Cron, IsEveryMinuteByDefault) {
  const LocalTime from = *parse_local("2026-12-31T23:59:30");
  EXPECT_EQ(Cron().first(from), cron_of("* * * * *").first(from));
  EXPECT_EQ(Cron(), cron_of("* * * * *"));
  EXPECT_TRUE(Cron().matches(from));
}

TEST(Cron, StaysWithinItsYears) {
  EXPECT_FALSE(Cron().first(LocalTime::min() + 24h));
  EXPECT_FALSE(Cron().first(LocalTime(kEnd.time_since_epoch() / 1s * 1s) + 48h));
  EXPECT_FALSE(cron_of("0 0 29 2 *").first(*parse_local("2396-03-01T00:00")));
}

// Against a search minute by minute, with its own idea of what matches.
RC_GTEST_PROP(CronProperty, MissesNothing, ()) {
  const RandomCron random = any_cron();
  const auto parsed = Cron::parse(random.text());
  RC_PRE(parsed.has_value());
  LocalTime from = *parse_local("2026-01-01T00:00") + std::chrono::seconds(*rc::gen::inRange(0, 6 * 365 * 86'400));
  for (int i = 0; i < 5; ++i) {
    const auto first = parsed->first(from);
    RC_ASSERT(first.has_value());
    RC_ASSERT(*first >= from);
    const LocalTime ceiling = std::chrono::ceil<std::chrono::minutes>(from);
    for (LocalTime each = ceiling; each < *first && each < ceiling + 48h; each += 1min)
      RC_ASSERT(!random.matches(each) && !parsed->matches(each));
    RC_ASSERT(random.matches(*first) && parsed->matches(*first));
    from = *first + 1s;
  }
}

RC_GTEST_PROP(CronProperty, ReadsNoise, (const std::string& noise)) {
  if (const auto parsed = Cron::parse(noise)) RC_ASSERT(*Cron::parse(parsed->text()) == *parsed);
}

}  // namespace
}  // namespace tenstone::recurrence
