#include "tenstone/log_view/timeline.hpp"

#include <gtest/gtest.h>

namespace tenstone::log_view {
namespace {

const Time kNewYear = *parse_rfc3339("2026-01-01T00:00:00Z");

Stamp stamp(std::string_view text, std::string_view form = "b e H:M:S") {
  Stamp out;
  EXPECT_TRUE(read_stamp(text, form, out));
  return out;
}
std::string settle(Timeline& timeline, const Stamp& at, Direction direction) {
  Entry entry;
  entry.stamp = at;
  timeline.settle(entry, direction);
  return entry.time ? to_rfc3339(*entry.time).substr(0, 19) + " " + std::string(to_string(entry.time_source)) : "none";
}
std::string last(std::string_view text, std::string_view written) {
  Timeline timeline(*parse_rfc3339(written), std::nullopt);
  return settle(timeline, stamp(text), Direction::Backward);
}

TEST(Timeline, TheLastEntryLiesUpTo26HoursBehindTheLastWrite) {
  EXPECT_EQ(last("Dec 10 06:55:46", "2026-11-22T08:00:00Z"), "2025-12-10T06:55:46 inferred_year");
  EXPECT_EQ(last("Nov 23 09:59:59", "2026-11-22T08:00:00Z"), "2026-11-23T09:59:59 inferred_year");
  EXPECT_EQ(last("Nov 23 10:00:01", "2026-11-22T08:00:00Z"), "2025-11-23T10:00:01 inferred_year");
  EXPECT_EQ(last("Jan  1 01:00:00", "2025-12-31T23:30:00Z"), "2026-01-01T01:00:00 inferred_year");
}

TEST(Timeline, TheTwentyNinthOfFebruaryMovesToALeapYear) {
  EXPECT_EQ(last("Feb 29 12:00:00", "2026-11-22T08:00:00Z"), "2024-02-29T12:00:00 inferred_year");
  Timeline timeline(kNewYear, std::nullopt);
  EXPECT_EQ(settle(timeline, stamp("Mar  1 00:00:00"), Direction::Backward), "2025-03-01T00:00:00 inferred_year");
  EXPECT_EQ(settle(timeline, stamp("Feb 29 00:00:00"), Direction::Backward), "2024-02-29T00:00:00 inferred_year");
  EXPECT_EQ(settle(timeline, stamp("Dec 31 00:00:00"), Direction::Backward), "2023-12-31T00:00:00 inferred_year");
}

TEST(Timeline, RollsOverInBothDirectionsAlike) {
  const std::vector<std::pair<std::string_view, std::string>> entries{
      {"Nov 30 10:00:00", "2023-11-30T10:00:00 inferred_year"},
      {"Jan  2 10:00:00", "2024-01-02T10:00:00 inferred_year"},
      {"Feb 29 10:00:00", "2024-02-29T10:00:00 inferred_year"},
      {"Dec 31 23:59:58", "2024-12-31T23:59:58 inferred_year"},
      {"Jan  1 00:00:01", "2025-01-01T00:00:01 inferred_year"},
      {"Dec 31 23:59:59", "2024-12-31T23:59:59 inferred_year"},
      {"Jan  1 00:00:02", "2025-01-01T00:00:02 inferred_year"},
      {"Sep 30 00:00:00", "2025-09-30T00:00:00 inferred_year"}};
  Timeline backward(kNewYear, std::nullopt), forward(kNewYear, std::nullopt);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
    EXPECT_EQ(settle(backward, stamp(entry->first), Direction::Backward), entry->second);
  forward.begin_before(*parse_rfc3339("2024-01-01T00:00:00Z"));
  for (const auto& [text, expected] : entries) EXPECT_EQ(settle(forward, stamp(text), Direction::Forward), expected);
}

TEST(Timeline, TakesTheZoneFromTheTextThenTheSettingThenUtc) {
  const auto riga = recurrence::Zone::find("Europe/Riga");
  ASSERT_TRUE(riga);
  Timeline with(kNewYear, *riga), without(kNewYear, std::nullopt);
  const auto bare = stamp("2025-07-01 12:00:00", "Y-m-d H:M:SZ"),
             zoned = stamp("2025-07-01 12:00:00 CEST", "Y-m-d H:M:SZ");
  EXPECT_EQ(settle(with, bare, Direction::Forward), "2025-07-01T09:00:00 config");
  EXPECT_EQ(settle(without, bare, Direction::Forward), "2025-07-01T12:00:00 assumed");
  EXPECT_EQ(settle(with, zoned, Direction::Forward), "2025-07-01T10:00:00 text");
  // A zone, but no year: only the year is inferred, and the offset leads into the day before.
  EXPECT_EQ(settle(with, stamp("Jul 1 01:00:00 CEST", "b e H:M:SZ"), Direction::Forward),
            "2025-06-30T23:00:00 inferred_year");
  // The hour that comes twice is the first one; one that is skipped follows the old offset.
  EXPECT_EQ(settle(with, stamp("2025-10-26 03:30:00", "Y-m-d H:M:S"), Direction::Forward),
            "2025-10-26T00:30:00 config");
  EXPECT_EQ(settle(with, stamp("2025-03-30 03:30:00", "Y-m-d H:M:S"), Direction::Forward),
            "2025-03-30T01:30:00 config");
}

TEST(Timeline, WithoutAStampTheTimeBeforeIsInherited) {
  Timeline timeline(kNewYear, std::nullopt);
  EXPECT_EQ(settle(timeline, Stamp{}, Direction::Forward), "none");
  settle(timeline, stamp("2025-07-01 12:00:00", "Y-m-d H:M:S"), Direction::Forward);
  EXPECT_EQ(settle(timeline, Stamp{}, Direction::Forward), "2025-07-01T12:00:00 inherited");
  EXPECT_EQ(settle(timeline, Stamp{}, Direction::Backward), "none");
}

}  // namespace
}  // namespace tenstone::log_view
