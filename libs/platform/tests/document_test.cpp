// A declaration as JSON, as a client sends it.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/platform/declaration.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::platform {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::vector<std::string> kQueues = {"default", "slow"};

Requirements anything() {
  return {.queues = kQueues, .runner = [](const Declaration&) { return std::nullopt; }};
}
std::string code_of(std::string_view json) {
  const auto out = parse_document(json, anything());
  return out ? "" : out.error().code;
}
// "/pointer: message" of each fault.
std::vector<std::string> faults(std::string_view json, const Requirements& required = anything()) {
  const auto out = parse_document(json, required);
  std::vector<std::string> all;
  if (out) return all;
  EXPECT_EQ(out.error().code, "action_invalid");
  for (const Issue& issue : out.error().issues) {
    EXPECT_EQ(issue.in, "body");
    all.push_back(issue.pointer + ": " + issue.message);
  }
  return all;
}

TEST(Document, SaysWhatAFileSays) {
  const auto out = parse_document(
      R"({"name": "export", "summary": "Makes a report", "flag": "exports", "input": {"type": "object"},
          "limit": {"policy": "gcra", "rate": "30/min", "burst": 5, "key": "org", "when_away": "closed"},
          "job": {"queue": "slow", "attempts": 5, "timeout": "30s", "unique_for": "10m",
                  "backoff": {"shape": "fixed", "base": "4s", "cap": "1h"}},
          "run": {"builtin": "log"}})",
      anything());
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->name, "export");
  EXPECT_EQ(out->flag, "exports");
  EXPECT_EQ(out->limit->policy.limit, 30);
  EXPECT_EQ(out->limit->policy.burst, 5);
  EXPECT_EQ(out->limit->policy.name, "export");
  EXPECT_EQ(out->queue, "slow");
  EXPECT_EQ(out->policy.attempts, 5);
  EXPECT_EQ(out->policy.backoff.base, std::chrono::seconds(4));
  EXPECT_EQ(out->unique_for, std::chrono::minutes(10));
  EXPECT_EQ(std::get<Builtin>(out->run).name, "log");
  EXPECT_EQ(out->input_schema, R"({"type":"object"})");
  EXPECT_FALSE(out->input->check("[]"));
}

TEST(Document, OfAFileIsADeclarationAgain) {
  const auto file = parse_declaration(
      "a.yaml",
      "name: a\nsummary: \"yes: 1\\n\\u263A\"\nrun: { builtin: log }\ninput: { enum: [1, 1.5, -2e3, '1', x, "
      "true, null, \"null\"] }\njob: { attempts: 7 }\n");
  ASSERT_TRUE(file) << file.error().message;
  const auto out = parse_document(file->document, anything());
  ASSERT_TRUE(out) << file->document;
  EXPECT_EQ(out->document, file->document);
  EXPECT_EQ(out->summary, "yes: 1\n☺");
  EXPECT_EQ(out->policy.attempts, 7);
  for (const char* good : {"1", "1.5", "-2000", "\"1\"", "\"x\"", "true", "null", "\"null\""})
    EXPECT_TRUE(out->input->check(good)) << good;
  EXPECT_FALSE(out->input->check("\"true\""));
}

// What libyaml does not take, or takes for something else.
TEST(Document, MayHoldWhateverJsonMay) {
  const std::string key(3000, 'k');
  const std::string json = fmt::format(
      R"({{"name":"a","run":"native","summary":"\ud83d\ude00 \/ \u007f {} \\ \" \t # - ? : {{}} & * ! %","input":)"
      R"({{"properties":{{"{}":{{"const":"\u0085\ufeff"}},"a/b~c: d":{{"const":1e2}}}},"required":["{}"]}}}})",
      "\x7f", key, key);
  const auto out = parse_document(json, anything());
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->summary, "😀 / \x7f \x7f \\ \" \t # - ? : {} & * ! %");
  EXPECT_FALSE(out->input->check("{}"));
  EXPECT_TRUE(out->input->check(fmt::format(R"({{"{}":"\u0085\ufeff","a/b~c: d":100}})", key)));
  EXPECT_FALSE(out->input->check(fmt::format(R"({{"{}":"\u0085\ufeff","a/b~c: d":101}})", key)));
}

TEST(Document, IsNamedFaultByFaultAllAtOnce) {
  EXPECT_THAT(faults(R"({"name":"Export","retries":3,"run":{"http":"x","mail/to~":1},"flag":null,
                         "limit":{"policy":"fixed","burst":0,"key":"ip"},"job":{"attempts":0,"backoff":{"shape":"wild"}},
                         "input":{"properties":{"to":{"fromat":"email"}}}})"),
              ElementsAre("/name: must be a-z, 0-9 and hyphens, at most 50", "/retries: is not a known key",
                          HasSubstr("/run/http: The URL must begin with https:// or http://"),
                          "/run/mail~1to~0: is not a known key", "/flag: must be text",
                          "/limit/burst: must be a whole number from 1 to 1000000",
                          "/limit/key: must be one of: user, org", "/limit: must say a rate, such as { rate: 30/min }",
                          "/limit/burst: belongs to gcra and strict: the others have none",
                          "/job/attempts: must be a whole number from 1 to 100",
                          "/job/backoff/shape: must be exponential or fixed",
                          "/input/properties/to/fromat: is no keyword of JSON Schema 2020-12: remove it, or begin "
                          "its name with x-"));
  EXPECT_THAT(faults("{}"), ElementsAre("/name: is missing",
                                        "/run: is missing: it is `{ builtin: NAME }`, `{ email: … }`, `{ http: URL }`, "
                                        "`{ event: TYPE }` or `native`"));
  EXPECT_THAT(faults("[]"), ElementsAre(": must be a map"));
}

TEST(Document, AgreesWithItsPlace) {
  Requirements required = anything();
  required.name = "greet";
  required.runner = [](const Declaration& action) -> std::optional<std::string> {
    const auto* named = std::get_if<Builtin>(&action.run);
    return "no " + (named ? named->name : "");
  };
  EXPECT_THAT(
      faults(R"({"name":"hello","run":{"builtin":"walk"},"job":{"queue":"nobodys"},"limit":{}})", required),
      ElementsAre("/limit: must say a rate, such as { rate: 30/min }", "/name: must be greet, as its place says",
                  "/run/builtin: no walk", "/job/queue: no worker looks at this queue; there are: default, slow"));
  EXPECT_THAT(faults(R"({"name":"greet","run":"native"})", required), ElementsAre("/run: no "));
  // What is wrong already is not asked further.
  EXPECT_THAT(faults(R"({"name":"","run":[],"job":{"queue":"Q"}})", required),
              ElementsAre("/name: must be text", "/run: must be a map",
                          "/job/queue: must be a-z, 0-9 and hyphens, at most 50"));
}

TEST(Document, IsBounded) {
  const auto sized = [](std::size_t size) {
    std::string json = R"({"name":"a","run":"native","summary":")";
    return json.append(size - json.size() - 2, 'x') + "\"}";
  };
  EXPECT_EQ(code_of(sized(kMaxDocumentBytes)), "");
  EXPECT_EQ(code_of(sized(kMaxDocumentBytes + 1)), "action_too_large");
  std::string wrong = R"({"name":"a")";
  for (int i = 0; i < 900; ++i) wrong += fmt::format(R"(,"k{}":1)", i);
  EXPECT_EQ(faults(wrong + "}").size(), 32U);
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += R"({"not":)";
  EXPECT_EQ(code_of(R"({"name":"a","run":"native","input":)" + deep + "true" + std::string(40, '}') + "}"),
            "limit_depth");
}

TEST(Document, IsJson) {
  EXPECT_EQ(code_of("run: native\nname: a\n"), "invalid_json");
  EXPECT_EQ(code_of(R"({"name":"a","run":"native")"), "invalid_json");
  EXPECT_EQ(code_of(R"("name")"), "not_an_object_or_array");
  EXPECT_EQ(code_of(R"({"name":"a","run":"native","summary":"\u0000"})"), "nul_character");
  EXPECT_EQ(code_of(R"({"name":"a","run":"native","run":"native"})"), "validation_failed");
  for (const char* half : {R"(\ud800)", R"(\udc00)", R"(\ud800x)"})
    EXPECT_EQ(code_of(fmt::format(R"({{"name":"a","run":"native","summary":"{}"}})", half)), "invalid_json") << half;
  EXPECT_EQ(code_of(R"({"name":"a","run":"native","input":{"const":1e999}})"), "limit_number");
  const auto broken = parse_document("{\"name\":\"a\",\n\"run\" \"native\"}", anything());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message, "Line 2, column 7: expected ':'");
}

TEST(Document, KeepsEveryDigitOfANumber) {
  const auto out = parse_document(
      R"({"name":"a","run":"native","input":{"maximum":18446744073709551616,"multipleOf":0.01}})", anything());
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(out->input_schema, R"({"maximum":18446744073709551616,"multipleOf":0.01})");
  EXPECT_TRUE(out->input->check("18446744073709551616"));
  EXPECT_TRUE(out->input->check("1070468.14"));
  EXPECT_FALSE(out->input->check("18446744073709551617"));
}

// Keywords hold independently of each other.
TEST(Document, InputHoldsBothEnumAndConst) {
  const auto out = parse_document(R"({"name":"a","run":"native","input":{"enum":["a","b"],"const":"b"}})", anything());
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_TRUE(out->input->check("\"b\""));
  EXPECT_FALSE(out->input->check("\"a\""));
  EXPECT_FALSE(out->input->check("\"c\""));
}

TEST(Document, InputNamesEveryFaultWithItsParams) {
  const auto out = parse_document(
      R"({"name":"a","run":"native","input":{"type":"object","required":["to"],"additionalProperties":false,
          "properties":{"to":{"format":"email"},"times":{"minimum":1,"maximum":5},"price":{"multipleOf":0.01}}}})",
      anything());
  ASSERT_TRUE(out) << out.error().message;
  const auto checked = out->input->check(R"({"times":9,"price":0.001,"x":1})");
  ASSERT_FALSE(checked);
  std::vector<std::string> all;
  for (const Issue& issue : checked.error().issues)
    all.push_back(fmt::format("{} {} {} {}", issue.in, issue.pointer, issue.code, issue.params));
  EXPECT_THAT(all, ElementsAre(R"(body /times range {"maximum":5})", R"(body /price multiple_of {"multipleOf":0.01})",
                               "body /x unknown_key {}", R"(body /to required {"missing":"to"})"));
}

}  // namespace
}  // namespace tenstone::platform
