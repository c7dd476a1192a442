#include "tenstone/flags/definition.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "semver.hpp"

namespace tenstone::flags {
namespace {

constexpr std::string_view kEverything =
    R"({"killed":false,"flags":[{"key":"checkout","description":"of the shop","type":"string","variants":{"new":"v2","old":"v1"},"enabled":true,"killed":false,"client":true,"off":"old",)"
    R"("targets":[{"variant":"new","units":["mia","olaf"]}],)"
    R"("rules":[{"name":"staff first","when":[{"segment":"staff"},{"attribute":"age","op":"at_least","values":[18]}],"serve":"new"},)"
    R"({"when":[{"attribute":"app.version","op":"semver_at_least","values":["2.1.0"],"negate":true}],"serve":{"by":"orgId","salt":"s","ranges":[{"variant":"new","from":0,"to":20000}],"rest":"old"}}],)"
    R"("default":"old","salt":"checkout","hash_version":1},)"
    R"({"key":"limits","type":"object","variants":{"big":{"a":[1,{"b":null}],"z":true},"small":{}},"enabled":false,"killed":true,"client":false,"targets":[],"rules":[],"salt":"old-name","hash_version":1}],)"
    R"("segments":[{"key":"staff","any":[{"when":[{"attribute":"mail","op":"ends_with","values":["@tenstone.example"]}]},{"when":[{"segment":"beta","negate":true}]}]},)"
    R"({"key":"beta","any":[{"when":[{"attribute":"groups","op":"in","values":["beta",7,true]}]}]}]})";

std::vector<std::string> faults_in(const Error& error) {
  std::vector<std::string> faults;
  for (const Issue& issue : error.issues) faults.push_back(issue.pointer + " " + issue.code);
  return faults;
}
std::vector<std::string> faults(std::string_view json) {
  const auto parsed = parse_definition(json);
  return parsed ? std::vector<std::string>{} : faults_in(parsed.error());
}
std::vector<std::string> all_faults(std::string_view json) {
  const auto parsed = parse_definitions(json);
  return parsed ? std::vector<std::string>{} : faults_in(parsed.error());
}
using Faults = std::vector<std::string>;

std::string with_clause(std::string_view clause) {
  return fmt::format(
      R"({{"key":"f","type":"boolean","variants":{{"on":true}},"rules":[{{"when":[{}],"serve":"on"}}],"default":"on"}})",
      clause);
}
std::string with_default(std::string_view serve) {
  return fmt::format(R"({{"key":"f","type":"boolean","variants":{{"on":true,"off":false}},"default":{}}})", serve);
}

TEST(Definition, IsWrittenAsItWasRead) {
  const auto read = parse_definitions(kEverything);
  ASSERT_TRUE(read) << ::testing::PrintToString(faults_in(read.error()));
  EXPECT_EQ(to_json(*read), kEverything);
  const auto again = parse_definition(to_json(read->flags[0]));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, read->flags[0]);
}

TEST(Definition, HasOneTextHoweverItWasWritten) {
  const auto one = parse_definition(
      R"({ "default": null, "type": "object", "key": "f", "variants": {"z": {"b": 1.0, "a": -0.0, "c": [1e3]}, "a": {}} })");
  ASSERT_TRUE(one);
  EXPECT_EQ(
      to_json(*one),
      R"({"key":"f","type":"object","variants":{"a":{},"z":{"a":0,"b":1,"c":[1000]}},"enabled":true,"killed":false,"client":false,"targets":[],"rules":[],"salt":"f","hash_version":1})");
}

TEST(Definition, KeepsItsSaltWhenItIsRenamed) {
  auto flag = parse_definition(with_default("\"on\""));
  ASSERT_TRUE(flag);
  flag->key = "g";
  EXPECT_EQ(parse_definition(to_json(*flag))->salt, "f");
}

TEST(Definition, NamesEachFaultByItsPlace) {
  EXPECT_EQ(faults(R"({"key":"","type":"text","variants":{},"of":1})"),
            (Faults{"/key length", "/type enum", "/variants items", "/of unknown_key"}));
  EXPECT_EQ(
      faults(
          R"({"key":"a b","type":"number","variants":{"one":1,"two":"2","th ree":3,"four":9007199254740992},"off":"five",)"
          R"("targets":[{"variant":"six","units":["u"]},{"variant":"one","units":["u"]}],"default":"seven"})"),
      (Faults{"/key key", "/variants/four range", "/variants/th ree key", "/variants/two variant_type_mismatch",
              "/off unknown_variant", "/targets/0/variant unknown_variant", "/targets/1/units/0 duplicate_unit",
              "/default unknown_variant"}));
  EXPECT_EQ(faults(R"({"key":"f","type":"object","variants":{"a":[1]}})"), Faults{"/variants/a type"});
  EXPECT_EQ(faults(R"({"key":"f","type":"object","variants":{"a":{"x":{"y":9007199254740993,"y":1}}}})"),
            (Faults{"/variants/a/x/y range", "/variants/a/x/y duplicate_key"}));
}

TEST(Definition, ChecksSplits) {
  EXPECT_EQ(faults(with_default(R"({"ranges":[{"variant":"on","from":0,"to":100000}],"rest":"off"})")), Faults{});
  EXPECT_EQ(faults(with_default(R"({"ranges":[{"variant":"on","from":5,"to":5}],"rest":"off"})")),
            Faults{"/default/ranges/0/to range"});
  EXPECT_EQ(faults(with_default(R"({"ranges":[{"variant":"on","from":-1,"to":100001}]})")),
            (Faults{"/default/ranges/0/from range", "/default/ranges/0/to range", "/default/rest required"}));
  EXPECT_EQ(
      faults(with_default(
          R"({"ranges":[{"variant":"on","from":10,"to":20},{"variant":"no","from":19,"to":30},{"variant":"off","from":30,"to":31}],"rest":"off"})")),
      (Faults{"/default/ranges/1/variant unknown_variant", "/default/ranges/1/from range",
              "/default/ranges/2/variant rest"}));
  EXPECT_EQ(faults(with_default("7")), Faults{"/default type"});
}

TEST(Definition, ChecksClauses) {
  const auto in_clause = [](std::string_view clause) {
    Faults found;
    for (const std::string& fault : faults(with_clause(clause)))
      found.push_back(fault.substr(fault.find("when/0") + 6));
    return found;
  };
  EXPECT_EQ(in_clause(R"({"attribute":"a","values":[1]})"), Faults{});
  EXPECT_EQ(in_clause(R"({"attribute":"a"})"), Faults{"/values items"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","values":[1,2]})"), Faults{"/values items"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"in","values":[null,[1],"x"]})"),
            (Faults{"/values/0 type", "/values/1 type"}));
  EXPECT_EQ(in_clause(R"({"attribute":"a","segment":"b"})"), Faults{" clause"});
  EXPECT_EQ(in_clause(R"({"values":[1]})"), Faults{" clause"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"like","values":["x"]})"), Faults{"/op enum"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"less","values":["1",2]})"), Faults{"/values/0 type"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"less","values":[-9007199254740993]})"), Faults{"/values/0 range"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"contains","values":[1]})"), Faults{"/values/0 type"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"semver_less","values":["1.2.3","1.x"]})"), Faults{"/values/1 semver"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"in_network","values":["10.0.0.1/8"]})"), Faults{"/values/0 cidr"});
  EXPECT_EQ(in_clause(R"({"attribute":"a","op":"before","values":["2026-02-30T00:00:00Z"]})"),
            Faults{"/values/0 time"});
  EXPECT_EQ(in_clause(fmt::format(R"({{"attribute":"a","values":["{}"]}})", std::string(kMaxText + 1, 'x'))),
            Faults{"/values/0 length"});
}

TEST(Definition, RefusesRegularExpressionsThatAreNoneOrTooLarge) {
  const auto code = [](std::string_view pattern) {
    return faults(with_clause(fmt::format(R"({{"attribute":"a","op":"matches","values":["{}"]}})", pattern)));
  };
  const Faults refused{"/rules/0/when/0/values/0 regex_rejected"};
  EXPECT_EQ(code("^a+(b|c)$"), Faults{});
  EXPECT_EQ(code("("), refused);
  EXPECT_EQ(code("(?=a)"), refused);
  EXPECT_EQ(code("((a{100}){100}){100}"), refused);
  EXPECT_EQ(code("(ab{500}){9}c{900}"), refused);
  EXPECT_EQ(code(std::string(kMaxRegexBytes + 1, 'a')), refused);
  EXPECT_EQ(code(R"(\\pL{8})"), refused);  // letters of all scripts, eight times
}

TEST(Definition, HasABudgetOfRegularExpressions) {
  const auto with_clauses = [](int count) {
    std::string clauses;
    for (int i = 0; i < count; ++i)
      clauses += fmt::format(R"({}{{"attribute":"a","op":"matches","values":{}}})", i == 0 ? "" : ",",
                             R"(["a","b","c","d","e","f","g","h","i","j"])");
    return faults(with_clause(clauses));
  };
  EXPECT_EQ(with_clauses(5), Faults{});
  EXPECT_EQ(with_clauses(7), Faults{"/rules/0/when/5/values/0 regex_rejected"});
}

TEST(Definition, KeepsTheLimitsOfItsSize) {
  const auto object = [](std::string_view value) {
    return faults(fmt::format(R"({{"key":"f","type":"object","variants":{{"a":{}}}}})", value));
  };
  EXPECT_EQ(object(R"({"1":{"2":{"3":{"4":{"5":{"6":{"7":{"8":{}}}}}}}}})"),
            Faults{"/variants/a/1/2/3/4/5/6/7/8 depth"});
  EXPECT_EQ(object(R"({"1":{"2":{"3":{"4":{"5":{"6":{"7":8}}}}}}})"), Faults{});
  EXPECT_EQ(object(R"({"1":[[[[[[[[]]]]]]]]})"), Faults{"/variants/a/1/0/0/0/0/0/0/0 depth"});
  EXPECT_EQ(object(fmt::format(R"({{"a":"{0}","b":"{0}"}})", std::string(40'000, 'x'))),
            Faults{"/variants/a value_size"});
  std::string variants, rules, clauses;
  for (int i = 0; i < 65; ++i) variants += fmt::format("{}\"v{}\":true", i == 0 ? "" : ",", i);
  EXPECT_EQ(faults(fmt::format(R"({{"key":"f","type":"boolean","variants":{{{}}}}})", variants)),
            Faults{"/variants items"});
  for (int i = 0; i < 101; ++i)
    rules += std::string(i == 0 ? "" : ",") + R"({"when":[{"attribute":"a","values":[1]}],"serve":"on"})";
  EXPECT_EQ(faults(fmt::format(R"({{"key":"f","type":"boolean","variants":{{"on":true}},"rules":[{}]}})", rules)),
            Faults{"/rules items"});
  for (int i = 0; i < 33; ++i) clauses += std::string(i == 0 ? "" : ",") + R"({"attribute":"a","values":[1]})";
  EXPECT_EQ(faults(with_clause(clauses)), Faults{"/rules/0/when items"});
  EXPECT_EQ(faults(fmt::format(R"({{"key":"{}","type":"boolean","variants":{{"on":true}}}})", std::string(129, 'k'))),
            Faults{"/key length"});
}

TEST(Definition, IsRefusedWhenItIsNoJson) {
  EXPECT_EQ(parse_definition("{").error().code, "invalid_json");
  EXPECT_EQ(parse_definitions("[]").error().code, "validation_failed");
}

std::string segments(std::string_view text) { return fmt::format(R"({{"flags":[],"segments":[{}]}})", text); }
std::string segment(std::string_view key, std::string_view other) {
  return fmt::format(R"({{"key":"{}","any":[{{"when":[{{"segment":"{}"}}]}}]}})", key, other);
}

TEST(Segments, AreRefusedWhenTheyAreMissingOrInACircle) {
  EXPECT_EQ(all_faults(segments(segment("a", "b"))), Faults{"/segments/0/any/0/when/0/segment unknown_segment"});
  EXPECT_EQ(all_faults(segments(segment("a", "a"))), Faults{"/segments/0/any/0/when/0/segment segment_cycle"});
  EXPECT_EQ(all_faults(segments(segment("a", "b") + "," + segment("b", "c") + "," + segment("c", "a"))),
            Faults{"/segments/2/any/0/when/0/segment segment_cycle"});
  EXPECT_EQ(all_faults(fmt::format(R"({{"flags":[{0},{0}]}})", with_clause(R"({"segment":"staff"})"))),
            (Faults{"/flags/0/rules/0/when/0/segment unknown_segment",
                    "/flags/1/rules/0/when/0/segment unknown_segment", "/flags/1/key duplicate_key"}));
}

TEST(Segments, AreBoundedInDepthAndInWork) {
  std::string chain = R"({"key":"s0","any":[{"when":[{"attribute":"a","values":[1]}]}]})", wide = chain;
  for (int i = 1; i <= 8; ++i) chain += "," + segment(fmt::format("s{}", i), fmt::format("s{}", i - 1));
  EXPECT_EQ(all_faults(segments(chain)), Faults{"/segments/8 segment_depth"});
  for (int i = 1; i <= 3; ++i) {  // 32 clauses each, of the one before: 32^3
    std::string clauses;
    for (int j = 0; j < 32; ++j) clauses += fmt::format(R"({}{{"segment":"s{}"}})", j == 0 ? "" : ",", i - 1);
    wide += fmt::format(R"(,{{"key":"s{}","any":[{{"when":[{}]}}]}})", i, clauses);
  }
  EXPECT_EQ(all_faults(segments(wide)), Faults{"/segments/3/any clauses"});
}

TEST(SemverText, IsReadAndOrdered) {
  const char* ordered[] = {"0",          "0.0.1",        "1.0.0-alpha",   "1.0.0-alpha.1", "1.0.0-alpha.beta",
                           "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",    "v1",
                           "1.0.1",      "1.2",          "1.10.0",        "V2.0.0+b.01"};
  for (std::size_t i = 0; i < std::size(ordered); ++i)
    for (std::size_t j = 0; j < std::size(ordered); ++j)
      EXPECT_EQ(compare(parse_semver(ordered[i]).value(), parse_semver(ordered[j]).value()), i <=> j)
          << ordered[i] << " " << ordered[j];
  for (const char* bad : {"", "v", "1.", ".1", "1..2", "1.2.3.4", "01.2.3", "1.2.x", "1.2.3-", "1.2.3-a..b", "1.2.3-01",
                          "1.2.3+", "1.2.3-a_b", "-1", "1 ", "9999999999999999999.0.0"})
    EXPECT_FALSE(parse_semver(bad)) << bad;
}

}  // namespace
}  // namespace tenstone::flags
