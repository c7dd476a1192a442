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
using ::testing::StartsWith;

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
  EXPECT_EQ(std::get<Builtin>(out->run).name, "write-file");
}

TEST(Declaration, MayBeRunByNativeCode) {
  const auto out = parse_declaration("a.yaml", "name: export\nrun: native\n");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_TRUE(std::holds_alternative<Native>(out->run));
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

TEST(Declaration, SaysItsGates) {
  const auto out = parse_declaration("a.yaml",
                                     "name: a\nrun: native\nflag: exports\n"
                                     "limit: { policy: gcra, rate: 30/min, burst: 5, key: org, when_away: closed }\n"
                                     "input:\n  type: object\n  required: [format]\n  properties:\n"
                                     "    format: { enum: [csv, \"1\", 1, true] }\n");
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->flag, "exports");
  EXPECT_EQ(out->limit->policy.name, "a");
  EXPECT_EQ(out->limit->policy.limit, 30);
  EXPECT_EQ(out->limit->policy.burst, 5);
  EXPECT_EQ(out->limit->policy.when_away, rate_limit::WhenAway::Closed);
  EXPECT_EQ(out->limit->key, Limit::Key::Organisation);
  for (const char* good : {R"({"format": "csv"})", R"({"format": "1"})", R"({"format": 1})", R"({"format": true})"})
    EXPECT_TRUE(out->input->check(good)) << good;
  for (const char* bad : {"{}", "[]", R"({"format": "true"})", R"({"format": 2})"})
    EXPECT_FALSE(out->input->check(bad)) << bad;
  EXPECT_EQ(parse_declaration("a.yaml", "name: a\nrun: native\nlimit: { rate: 7/s }\n")->limit->policy.burst, 7);
}

TEST(Declaration, RefusesGatesThatCannotHold) {
  const auto with = [](std::string_view line) { return refusal(fmt::format("name: a\nrun: native\n{}\n", line)); };
  EXPECT_EQ(with("flag: No Flag"), "a.yaml:3: flag: must be 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-'");
  EXPECT_EQ(with("limit: { burst: 5 }"), "a.yaml:3: limit: must say a rate, such as { rate: 30/min }");
  EXPECT_EQ(with("limit: { rate: 30 }"),
            "a.yaml:3: rate: must be a number a time, such as 5/s, 30/min, 1000/h or 20000/d");
  EXPECT_EQ(with("limit: { rate: 1/s, policy: leaky }"),
            "a.yaml:3: policy: must be one of: gcra, strict, sliding, log, fixed");
  EXPECT_EQ(with("limit: { rate: 1/s, key: ip }"), "a.yaml:3: key: must be one of: user, org");
  EXPECT_EQ(with("limit: { rate: 1/s, policy: fixed, burst: 2 }"),
            "a.yaml:3: burst: belongs to gcra and strict: the others have none");
  EXPECT_TRUE(with("limit: { rate: 1/s, policy: strict, burst: 1 }").starts_with("a.yaml:3: limit: "));
  EXPECT_EQ(with("limit: { rate: 1/s, cost: 2 }"), "a.yaml:3: cost: is not a known key");
  EXPECT_EQ(with("input:\n  type: object\n  properties:\n    to: { format: email }"),
            "a.yaml:6: input/properties/to/format: is not supported by this version: remove it");
  EXPECT_EQ(with("input: { type: text }"),
            "a.yaml:3: input/type: must be null, boolean, object, array, number, integer or string");
}

TEST(Declaration, MayBeARequestOrAnEvent) {
  const auto post = parse_declaration("a.yaml", "name: a\nrun: { http: 'https://Example.com/hooks?a=b' }\n");
  ASSERT_TRUE(post) << post.error().message;
  EXPECT_EQ(std::get<PostTo>(post->run).url.text(), "https://example.com/hooks?a=b");
  const auto event = parse_declaration("a.yaml", "name: a\nrun: { event: report.made }\n");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(std::get<SendEvent>(event->run).type, "report.made");
}

TEST(Declaration, RefusesARequestOrAnEventThatCannotBeSent) {
  const auto run = [](std::string_view text) { return refusal(fmt::format("name: a\nrun: {}\n", text)); };
  EXPECT_THAT(run("{ http: ftp://example.com }"), StartsWith("a.yaml:2: http: "));
  EXPECT_THAT(run("{ http: 'https://me:secret@example.com' }"), StartsWith("a.yaml:2: http: "));
  EXPECT_EQ(run("{ http: [] }"), "a.yaml:2: http: must be text");
  EXPECT_EQ(run("{ event: report made }"),
            "a.yaml:2: event: must be words of a-z, A-Z, 0-9 and '_' with dots between, at most 128");
  EXPECT_EQ(run("{ event: a, http: 'https://example.com' }"),
            "a.yaml:2: run: must say one thing: builtin, email, http or event");
}

TEST(Declaration, MayBeAMail) {
  const auto out = parse_declaration(
      "a.yaml", "name: a\nrun:\n  email: { to: '{{input.to}}', subject: 'For {{ input.name }}', text: Hello }\n");
  ASSERT_TRUE(out) << out.error().message;
  const auto& email = std::get<EmailTemplate>(out->run);
  EXPECT_EQ(email.to + "|" + email.subject + "|" + email.text, "{{input.to}}|For {{ input.name }}|Hello");
}

TEST(Declaration, RefusesAMailThatCannotBeWritten) {
  const auto run = [](std::string_view text) { return refusal(fmt::format("name: a\nrun: {}\n", text)); };
  EXPECT_EQ(run("{ email: { to: a@b, subject: x } }"), "a.yaml:2: email: must say to, subject and text");
  EXPECT_EQ(run("{ email: mia@example.com }"), "a.yaml:2: email: must be a map");
  EXPECT_EQ(run("{ email: { to: a@b, subject: x, text: y, cc: c@d } }"), "a.yaml:2: cc: is not a known key");
  EXPECT_EQ(run("{ email: { to: a@b, subject: '{{name}}', text: y } }"),
            "a.yaml:2: subject: {{name}} is not a place: write {{input.NAME}}, with the name of a member of the input");
  EXPECT_EQ(run("{ email: { to: a@b, subject: x, text: 'a {{input.b' } }"), "a.yaml:2: text: has a {{ without its }}");
  EXPECT_EQ(run("{ email: { to: a@b, subject: x, text: y }, builtin: log }"),
            "a.yaml:2: run: must say one thing: builtin, email, http or event");
}

TEST(Declaration, SaysEveryFaultAtOnce) {
  EXPECT_EQ(refusal("name: Export\nretries: 3\nrun: {}\n"),
            "a.yaml:1: name: must be a-z, 0-9 and hyphens, at most 50\na.yaml:2: retries: is not a known "
            "key\na.yaml:3: run: must say `{ builtin: NAME }`, `{ email: … }`, `{ http: URL }`, `{ event: TYPE }` or "
            "`native`");
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
