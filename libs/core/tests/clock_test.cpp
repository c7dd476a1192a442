#include "tenstone/core/clock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone {
namespace {
using namespace std::chrono_literals;

TEST(Rfc3339, ReadsOffsetsAndFractions) {
  const Time base = std::chrono::sys_days(std::chrono::year(2026) / 11 / 22) + 8h + 15min;
  EXPECT_EQ(parse_rfc3339("2026-11-22T08:15:00Z"), base);
  EXPECT_EQ(parse_rfc3339("2026-11-22t10:15:00+02:00"), base);
  EXPECT_EQ(parse_rfc3339("2026-11-22 03:45:00-04:30"), base);
  EXPECT_EQ(parse_rfc3339("2026-11-22T08:15:00.25Z"), base + 250ms);
  EXPECT_EQ(parse_rfc3339("2026-11-22T08:15:00.123456789Z"), base + 123456us);
}

TEST(Rfc3339, WritesSixDigitsOfTheSecond) {
  const Time time = std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + 3h + 4min + 5s + 6us;
  EXPECT_EQ(to_rfc3339(time), "2026-01-02T03:04:05.000006Z");
  EXPECT_EQ(to_rfc3339(Time(-1us)), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_rfc3339(std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1)), "10000-01-01T00:00:00.000000Z");
}

TEST(Rfc3339, RefusesWhatIsNoInstant) {
  for (const char* text : {"", "2026-11-22", "2026-11-22T08:15:00", "2026-02-29T00:00:00Z", "2026-11-22T24:00:00Z",
                           "2026-11-22T08:15:60Z", "2026-11-22T08:15:00.Z", "2026-11-22T08:15:00+0200",
                           "2026-11-22T08:15:00Z ", "2026-13-01T00:00:00Z", "+026-11-22T08:15:00Z"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

RC_GTEST_PROP(Rfc3339, GivesBackWhatWentIn, ()) {
  const Time time{std::chrono::microseconds(
      *rc::gen::inRange<std::int64_t>(-62'135'596'800'000'000, 253'402'300'799'999'999))};  // years 1 to 9999
  RC_ASSERT(parse_rfc3339(to_rfc3339(time)) == time);
}

TEST(SystemClock, RunsOnFromItsOffset) {
  SystemClock clock;
  clock.set_offset(1h);
  const Time moved = clock.now();
  clock.set_offset(0h);
  EXPECT_GT(moved, clock.now() + 59min);
}

}  // namespace
}  // namespace tenstone
