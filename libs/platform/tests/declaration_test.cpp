#include "tenstone/platform/declaration.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenstone::platform {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string refusal(std::string_view yaml) {
  const auto declaration = parse_declaration("a.yaml", yaml);
  return declaration ? "" : declaration.error().message;
}

TEST(Declaration, ReadsWhatAnActionSays) {
  const auto out = parse_declaration(
      "a.yaml", "name: write-note\nsummary: Keeps a note\njob: { queue: slow }\nrun: { builtin: write-file }\n");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->name, "write-note");
  EXPECT_EQ(out->summary, "Keeps a note");
  EXPECT_EQ(out->queue, "slow");
  EXPECT_EQ(out->builtin, "write-file");
}

TEST(Declaration, MayBeRunByNativeCode) {
  const auto out = parse_declaration("a.yaml", "name: export\nrun: native\n");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->builtin, "");
  EXPECT_EQ(out->queue, "default");
}

TEST(Declaration, SaysHowItsJobsAreTried) {
  const auto out = parse_declaration("a.yaml",
                                     "name: a\nrun: native\njob:\n  attempts: 5\n  timeout: 30s\n  unique_for: 10m\n"
                                     "  backoff: { shape: fixed, base: 4s, cap: 1h }\n");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->policy.attempts, 5);
  EXPECT_EQ(out->policy.timeout, std::chrono::seconds(30));
  EXPECT_EQ(out->unique_for, std::chrono::minutes(10));
  EXPECT_EQ(out->policy.backoff.shape, jobs::Backoff::Shape::Fixed);
  EXPECT_EQ(out->policy.backoff.base, std::chrono::seconds(4));
  EXPECT_EQ(out->policy.backoff.cap, std::chrono::hours(1));
  EXPECT_EQ(parse_declaration("a.yaml", "name: a\nrun: native\njob: { backoff: exponential }\n")->policy.attempts, 20);
}

TEST(Declaration, RefusesWhatNoJobCanKeepTo) {
  const auto job = [](std::string_view keys) { return refusal(fmt::format("name: a\nrun: native\njob: {}\n", keys)); };
  EXPECT_EQ(job("{ attempts: 0 }"), "a.yaml:3: attempts: must be a whole number from 1 to 100");
  EXPECT_EQ(job("{ attempts: 5x }"), "a.yaml:3: attempts: must be a whole number from 1 to 100");
  EXPECT_EQ(job("{ attempts: [5] }"), "a.yaml:3: attempts: must be a whole number from 1 to 100");
  EXPECT_EQ(job("{ timeout: 30 }"), "a.yaml:3: timeout: must be a time from 1s to 1d, such as 30s, 10m or 6h");
  EXPECT_EQ(job("{ unique_for: 0s }"), "a.yaml:3: unique_for: must be a time from 1s to 365d, such as 30s, 10m or 6h");
  EXPECT_EQ(job("{ backoff: wild }"), "a.yaml:3: backoff: must be exponential or fixed");
  EXPECT_EQ(job("{ backoff: { shape: wild, jitter: 2 } }"),
            "a.yaml:3: shape: must be exponential or fixed\na.yaml:3: jitter: is not a known key");
}

// What DESIGN promises for later is refused by file, line and name, so that nobody believes it holds.
class NotYet : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};
TEST_P(NotYet, IsRefusedByFileLineAndName) {
  const auto& [yaml, text] = GetParam();
  EXPECT_EQ(refusal(yaml), text);
}
INSTANTIATE_TEST_SUITE_P(Each, NotYet,
                         ::testing::Values(std::pair{"name: a\nrun: native\nflag: exports\n",
                                                     "a.yaml:3: flag: is not supported by this version: remove it"},
                                           std::pair{"name: a\nlimit: { rate: 30/min }\nrun: native\n",
                                                     "a.yaml:2: limit: is not supported by this version: remove it"},
                                           std::pair{"input: { type: object }\nname: a\nrun: native\n",
                                                     "a.yaml:1: input: is not supported by this version: remove it"},
                                           std::pair{"name: a\nrun: { http: https://x }\n",
                                                     "a.yaml:2: http: is not supported by this version: remove it"}));

TEST(Declaration, SaysEveryFaultAtOnce) {
  EXPECT_EQ(refusal("name: Export\nretries: 3\nrun: {}\n"),
            "a.yaml:1: name: must be a-z, 0-9 and hyphens, at most 50\na.yaml:2: retries: is not a known "
            "key\na.yaml:3: run: must say `{ builtin: NAME }` or `native`");
}

TEST(Declaration, RefusesWhatIsNoDeclaration) {
  EXPECT_THAT(refusal(""), HasSubstr("the file is empty"));
  EXPECT_THAT(refusal("- a\n"), HasSubstr("must be a map"));
  EXPECT_THAT(refusal("name: [\n"), HasSubstr("not YAML"));
  EXPECT_THAT(refusal("name: a\nrun: native\nname: b\n"),
              HasSubstr("a.yaml:3: name: is given twice (first in line 1)"));
  EXPECT_THAT(refusal("name: &x a\nrun: native\n"), HasSubstr("anchors are not supported"));
  EXPECT_THAT(refusal("name: a\nrun: *x\n"), HasSubstr("aliases are not supported"));
  EXPECT_THAT(refusal("name: a\n---\nname: b\n"), HasSubstr("a second document"));
  EXPECT_THAT(refusal("run: native\n"), HasSubstr("name: is missing"));
  EXPECT_THAT(refusal("name: a\n"), HasSubstr("run: is missing"));
}

TEST(Declarations, OfAFolderHaveDifferentNames) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "declarations";
  std::filesystem::create_directories(folder);
  for (const char* file : {"1.yaml", "2.yaml"}) std::ofstream(folder / file) << "name: same\nrun: native\n";
  const auto out = read_declarations(folder);
  ASSERT_FALSE(out);
  EXPECT_THAT(out.error().message, HasSubstr("2.yaml:1: name: same is declared by"));
  std::filesystem::remove_all(folder);
  const auto none = read_declarations(folder);
  ASSERT_TRUE(none);
  EXPECT_THAT(*none, ElementsAre());
}

}  // namespace
}  // namespace tenstone::platform
