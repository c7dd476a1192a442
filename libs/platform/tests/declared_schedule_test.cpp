#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {
namespace {
using ::testing::HasSubstr;
using ::testing::StartsWith;

Result<Declaration> with_schedule(std::string_view schedule) {
  return parse_declaration("a.yaml", fmt::format("name: report\nrun: native\nschedule: {}\n", schedule));
}
std::string refusal_of_schedule(std::string_view schedule) {
  const auto declaration = with_schedule(schedule);
  return declaration ? "" : declaration.error().message;
}

TEST(DeclaredSchedule, SaysWhenAndForWhom) {
  const auto out = with_schedule(R"({ cron: "0 7 * * MON", zone: Europe/Riga, as: Olaf@example.com })");
  ASSERT_TRUE(out) << out.error().message;
  const DeclaredSchedule& schedule = out->schedule.value();
  EXPECT_EQ(schedule.rule.cron.text(), "0 7 * * MON");
  EXPECT_EQ(schedule.rule.zone.name(), "Europe/Riga");
  EXPECT_EQ(schedule.as.normal, "olaf@example.com");
  EXPECT_EQ(schedule.rule.dst, recurrence::Dst());
  EXPECT_EQ(schedule.catch_up, recurrence::CatchUp());
  EXPECT_EQ(schedule.input, "{}");
  EXPECT_FALSE(parse_declaration("a.yaml", "name: report\nrun: native\n")->schedule);
}

TEST(DeclaredSchedule, TakesWhatTheApiTakes) {
  const auto out = with_schedule(
      "\n  cron: 30 3 * * *\n  as: olaf@example.com\n  dst: { gap: shift, overlap: both }\n"
      "  catch_up: { policy: all, max: 3, window_seconds: 3600 }\n  input: { format: csv, rows: 5 }");
  ASSERT_TRUE(out) << out.error().message;
  const DeclaredSchedule& schedule = out->schedule.value();
  EXPECT_EQ(schedule.rule.zone.name(), "UTC");
  EXPECT_EQ(schedule.rule.dst, (recurrence::Dst{recurrence::Gap::Shift, recurrence::Overlap::Both}));
  EXPECT_EQ(schedule.catch_up, (recurrence::CatchUp{recurrence::CatchUp::Policy::All, 3, 3600}));
  EXPECT_EQ(schedule.input, R"({"format":"csv","rows":5})");
}

TEST(DeclaredSchedule, IsRefusedWithItsLine) {
  EXPECT_THAT(refusal_of_schedule("\n  as: olaf@example.com\n  cron: 0 7 * 13 *"),
              StartsWith("a.yaml:5: schedule/cron: "));
  EXPECT_THAT(refusal_of_schedule("\n  as: olaf@example.com\n  cron: 0 7 * * *\n  zone: Europe/Atlantis"),
              StartsWith("a.yaml:6: schedule/zone: "));
  EXPECT_THAT(refusal_of_schedule("{ cron: 0 7 * * * }"), StartsWith("a.yaml:3: schedule/as: "));
  EXPECT_THAT(refusal_of_schedule("{ as: olaf@example.com }"), StartsWith("a.yaml:3: schedule/cron: "));
  EXPECT_THAT(refusal_of_schedule("{ cron: 0 7 * * *, as: Olaf }"), StartsWith("a.yaml:3: schedule/as: "));
  EXPECT_THAT(refusal_of_schedule("daily"), StartsWith("a.yaml:3: schedule: must be a map"));
  EXPECT_THAT(refusal_of_schedule("{ cron: 0 7 * * *, as: olaf@example.com, when: now }"),
              StartsWith("a.yaml:3: schedule/when: "));
  EXPECT_THAT(refusal_of_schedule("{ cron: 0 7 * * *, cron: 0 8 * * *, as: olaf@example.com }"),
              StartsWith("a.yaml:3: schedule/cron: "));
  EXPECT_THAT(refusal_of_schedule("{ cron: 0 7 * * *, as: olaf@example.com, dst: { gap: reject } }"),
              StartsWith("a.yaml:3: schedule/dst: "));
  EXPECT_THAT(refusal_of_schedule("{ cron: 0 7 * * *, as: olaf@example.com, catch_up: { policy: all, max: 0 } }"),
              StartsWith("a.yaml:3: schedule/catch_up/max: "));
  const std::string two = refusal_of_schedule("\n  cron: often\n  zone: nowhere\n  as: olaf@example.com");
  EXPECT_THAT(two, HasSubstr("a.yaml:4: schedule/cron: "));
  EXPECT_THAT(two, HasSubstr("\na.yaml:5: schedule/zone: "));
}

TEST(DeclaredSchedule, HasAnInputThatItsActionTakes) {
  const auto refusal = [](std::string_view input) {
    const auto out = parse_declaration(
        "a.yaml",
        fmt::format("name: report\nrun: native\nschedule:\n  cron: 0 7 * * *\n  as: olaf@example.com\n  {}\n"
                    "input: {{ type: object, required: [format], properties: {{ format: {{ enum: [csv] }} }} }}\n",
                    input));
    return out ? "" : out.error().message;
  };
  EXPECT_EQ(refusal("input: { format: csv }"), "");
  EXPECT_THAT(refusal("input:\n    format: pdf"), StartsWith("a.yaml:7: schedule/input/format: "));
  EXPECT_THAT(refusal("dst: {}"), StartsWith("a.yaml:4: schedule/input/format: "));
  EXPECT_EQ(refusal_of_schedule(fmt::format("{{ cron: 0 7 * * *, as: olaf@example.com, input: {{ a: {} }} }}",
                                            std::string(48 * 1024, 'a'))),
            "a.yaml:3: schedule/input: must be at most 47 KiB");
}

TEST(DeclaredSchedule, BelongsIntoAFile) {
  const auto any = [](const Declaration&) { return std::optional<std::string>(); };
  const std::vector<std::string> queues{"default"};
  const auto out =
      parse_document(R"({"name":"report","run":"native","schedule":{"cron":"0 7 * * *","as":"olaf@example.com"}})",
                     {.name = {}, .queues = queues, .runner = any});
  ASSERT_FALSE(out);
  ASSERT_EQ(out.error().issues.size(), 1U);
  EXPECT_EQ(out.error().issues.front().pointer, "/schedule");
  EXPECT_THAT(out.error().issues.front().message, HasSubstr("actions folder"));
}

}  // namespace
}  // namespace tenstone::platform
