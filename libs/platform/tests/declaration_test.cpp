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
  EXPECT_EQ(job("{ timeout: 30 }"), "a.yaml:3: timeout: must be a time from 1s to 1d, such as 30s, 10min or 6h");
  EXPECT_EQ(job("{ unique_for: 0s }"),
            "a.yaml:3: unique_for: must be a time from 1s to 365d, such as 30s, 10min or 6h");
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
  EXPECT_EQ(with("input:\n  type: object\n  properties:\n    to: { fromat: email }"),
            "a.yaml:6: input/properties/to/fromat: is no keyword of JSON Schema 2020-12: remove it, or begin its name "
            "with x-");
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

// What the input takes: `schema` is YAML.
json_schema::Schema taking(std::string_view schema) {
  const auto out = parse_declaration("a.yaml", fmt::format("name: a\nrun: native\ninput: {}\n", schema));
  EXPECT_TRUE(out) << out.error().message;
  return out->input.value();
}

TEST(DeclarationValues, AreThoseOfTheCoreSchemaOfYaml) {
  for (const auto& [yaml, json] :
       std::initializer_list<std::pair<const char*, const char*>>{{"true", "true"},
                                                                  {"True", "true"},
                                                                  {"TRUE", "true"},
                                                                  {"False", "false"},
                                                                  {"tRUE", "\"tRUE\""},
                                                                  {"yes", "\"yes\""},
                                                                  {"Yes", "\"Yes\""},
                                                                  {"on", "\"on\""},
                                                                  {"null", "null"},
                                                                  {"Null", "null"},
                                                                  {"NULL", "null"},
                                                                  {"~", "null"},
                                                                  {"nULL", "\"nULL\""},
                                                                  {"12", "12"},
                                                                  {"+12", "12"},
                                                                  {"-07", "-7"},
                                                                  {"0o17", "15"},
                                                                  {"0x1F", "31"},
                                                                  {"0xffffffffffffffff", "18446744073709551615"},
                                                                  {"0b1", "\"0b1\""},
                                                                  {"1_000", "\"1_000\""},
                                                                  {".5", "0.5"},
                                                                  {"5.", "5"},
                                                                  {"+1.50E+3", "1500"},
                                                                  {"1e", "\"1e\""},
                                                                  {"'12'", "\"12\""},
                                                                  {"12:30", "\"12:30\""}})
    EXPECT_TRUE(taking(fmt::format("{{ const: {} }}", yaml)).check(json)) << yaml;
  for (const char* number : {".inf", "-.INF", ".NaN", "+.Inf"})
    EXPECT_EQ(refusal(fmt::format("name: a\nrun: native\ninput:\n  const: {}\n", number)),
              "a.yaml:4: JSON has no such number: put a text in quotes");
  EXPECT_EQ(refusal("name: a\nrun: native\ninput: { const: 0x10000000000000000 }\n"),
            "a.yaml:3: a number of more than 64 bits must be written in decimal");
}

TEST(DeclarationValues, KeepEveryDigitOfANumber) {
  const auto large = taking("{ const: 18446744073709551616 }");
  EXPECT_TRUE(large.check("18446744073709551616"));
  EXPECT_FALSE(large.check("18446744073709551617"));
  EXPECT_FALSE(taking("{ maximum: 9007199254740992 }").check("9007199254740993"));
  EXPECT_FALSE(taking("{ const: 0.1000000000000000000001 }").check("0.1"));
  const auto cents = taking("{ multipleOf: 0.01 }");
  EXPECT_TRUE(cents.check("1070468.14"));
  EXPECT_FALSE(cents.check("1070468.141"));
  EXPECT_EQ(refusal("name: a\nrun: native\ninput:\n  const: 1e400\n"),
            "a.yaml:4: A JSON number has more than 400 digits when it is written without an exponent");
}

TEST(DeclarationValues, ObeyTheirTags) {
  for (const auto& [yaml, json] :
       std::initializer_list<std::pair<const char*, const char*>>{{"!!str 123", "\"123\""},
                                                                  {"! 123", "\"123\""},
                                                                  {"!!str true", "\"true\""},
                                                                  {"!!str", "\"\""},
                                                                  {"!!int '3'", "3"},
                                                                  {"!!int 0x10", "16"},
                                                                  {"!!float '3'", "3"},
                                                                  {"!!float 1e2", "100"},
                                                                  {"!!bool \"TRUE\"", "true"},
                                                                  {"!!null ''", "null"},
                                                                  {"!!null ~", "null"},
                                                                  {"!!seq [1]", "[1]"},
                                                                  {"!!map { a: 1 }", "{\"a\":1}"},
                                                                  {"!<tag:yaml.org,2002:str> 1", "\"1\""}})
    EXPECT_TRUE(taking(fmt::format("{{ const: {} }}", yaml)).check(json)) << yaml;
  for (const auto& [yaml, tag] :
       std::initializer_list<std::pair<const char*, const char*>>{{"!!int x", "!!int"},
                                                                  {"!!int 1.5", "!!int"},
                                                                  {"!!float x", "!!float"},
                                                                  {"!!bool yes", "!!bool"},
                                                                  {"!!null x", "!!null"},
                                                                  {"!!str [1]", "!!str"},
                                                                  {"!!map [1]", "!!map"},
                                                                  {"!!seq {}", "!!seq"},
                                                                  {"!!set { a: }", "!!set"},
                                                                  {"!!binary aGk=", "!!binary"},
                                                                  {"!mine 1", "!mine"},
                                                                  {"!!timestamp 2026-12-01", "!!timestamp"}})
    EXPECT_EQ(refusal(fmt::format("name: a\nrun: native\ninput:\n  const: {}\n", yaml)),
              fmt::format("a.yaml:4: the tag {} is not known here, or is not that of this value", tag));
  EXPECT_EQ(refusal("!!int 3: a\nrun: native\n"), "a.yaml:1: a key is text: remove its tag !!int");
  EXPECT_EQ(refusal("name: a\nrun: native\njob: { attempts: !!str 5 }\n"),
            "a.yaml:3: attempts: must be a whole number from 1 to 100");
  EXPECT_THAT(refusal("name: a\nrun: native\ninput: &x {}\n"), HasSubstr("anchors are not supported"));
  EXPECT_THAT(refusal("name: a\nrun: native\ninput: { enum: &x [1] }\n"), HasSubstr("anchors are not supported"));
}

TEST(DeclarationInput, SaysWhereItsSchemaIsWrong) {
  const auto input = [](std::string_view lines) {
    return refusal(fmt::format("name: a\nrun: native\ninput:\n{}", lines));
  };
  EXPECT_EQ(input("  type: object\n  properties:\n    a/b~c:\n      minLength: -1\n      patern: x\n"
                  "    d:\n      anyOf:\n        - true\n        - { type: text }\n"),
            "a.yaml:7: input/properties/a~1b~0c/minLength: must be a whole number from 0\n"
            "a.yaml:8: input/properties/a~1b~0c/patern: is no keyword of JSON Schema 2020-12: remove it, or begin its "
            "name with x-\n"
            "a.yaml:12: input/properties/d/anyOf/1/type: must be null, boolean, object, array, number, integer or "
            "string");
  EXPECT_EQ(input("  properties:\n    a: { type: string }\n    b: true\n    a: true\n"),
            "a.yaml:7: input/properties/a: is given twice (first in line 5)");
}

TEST(Declarations, OfAFolderHaveDifferentNames) {
  const auto folder = std::filesystem::path(::testing::TempDir()) / "declarations";
  std::filesystem::create_directories(folder);
  const std::filesystem::path files[] = {folder / "1.yaml", folder / "2.yaml", folder / "3.yaml"};
  for (const auto& file : std::span(files).first(2)) std::ofstream(file) << "name: same\nrun: native\n";
  const auto out = read_declarations(files);
  ASSERT_FALSE(out);
  EXPECT_THAT(out.error().message, HasSubstr("2.yaml:1: name: same is declared by"));
  EXPECT_THAT(out.error().message, HasSubstr("3.yaml: cannot be read: No such file or directory"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tenstone::platform
