#include "tenstone/validation/json_schema.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::validation {
namespace {

// "/pointer code" of each fault; "" when there is none.
std::string faults_of(const Error& error) {
  std::string all;
  for (const Issue& issue : error.issues)
    all += fmt::format("{}{} {}", all.empty() ? "" : ", ", issue.pointer, issue.code);
  return all.empty() ? error.code : all;
}
std::string faults(const char* schema, const char* document) {
  const auto compiled = JsonSchema::compile(schema);
  if (!compiled) return "schema: " + faults_of(compiled.error());
  const auto checked = compiled->check(document);
  return checked ? "" : faults_of(checked.error());
}
std::string refused(const char* schema) {
  const auto compiled = JsonSchema::compile(schema);
  return compiled ? "" : faults_of(compiled.error());
}

constexpr auto kReport = R"({"type": "object", "required": ["format"], "additionalProperties": false,
  "properties": {"format": {"enum": ["csv", "pdf"]}, "rows": {"type": "integer", "minimum": 1, "maximum": 100},
                 "tags": {"type": "array", "items": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"}, "uniqueItems": true}}})";

TEST(JsonSchema, HoldsAnInputToWhatItSays) {
  EXPECT_EQ(faults(kReport, R"({"format": "csv"})"), "");
  EXPECT_EQ(faults(kReport, R"({"format": "pdf", "rows": 7, "tags": ["ab", "cd"]})"), "");
  EXPECT_EQ(faults(kReport, R"({"format": "pdf", "rows": 7.0})"), "");
  EXPECT_EQ(faults(kReport, R"({})"), "/format required");
  EXPECT_EQ(faults(kReport, R"([])"), " type");
  EXPECT_EQ(faults(kReport, R"({"format": "doc", "rows": 0, "more": 1, "tags": ["a", "B2", "cd", "cd"]})"),
            "/format enum, /rows range, /more unknown_key, /tags/0 length, /tags/1 pattern, /tags unique_items");
  EXPECT_EQ(faults(kReport, R"({"format": "csv", "rows": 7.5})"), "/rows type");
}

// One row a keyword: what it lets through and what it does not.
struct Case {
  const char *schema, *good, *bad, *faults;
};
class Keyword : public ::testing::TestWithParam<Case> {};
TEST_P(Keyword, LetsThroughWhatFitsAndNothingElse) {
  const Case& it = GetParam();
  EXPECT_EQ(faults(it.schema, it.good), "") << it.schema;
  EXPECT_EQ(faults(it.schema, it.bad), it.faults) << it.schema;
}
INSTANTIATE_TEST_SUITE_P(
    Each, Keyword,
    ::testing::Values(
        Case{R"({"type": ["object", "null"]})", "{}", "[]", " type"},
        Case{R"({"items": {"type": "null"}})", "[null]", "[1]", "/0 type"},
        Case{R"({"items": {"type": "boolean"}})", "[true]", "[0]", "/0 type"},
        Case{R"({"items": {"type": "number"}})", "[1, 1.5, 1e3, 18446744073709551615]", R"(["1"])", "/0 type"},
        Case{R"({"items": {"type": "integer"}})", "[1, -1, 1.0]", "[1.5]", "/0 type"},
        Case{R"({"items": {"const": {"a": [1, 2]}}})", R"([{"a": [1.0, 2]}])", R"([{"a": [2, 1]}])", "/0 enum"},
        Case{R"({"items": {"enum": [1, "1", null]}})", R"([1.0, "1", null])", "[2]", "/0 enum"},
        Case{R"({"items": {"exclusiveMinimum": 1, "exclusiveMaximum": 3}})", "[2]", "[1, 3]", "/0 range, /1 range"},
        Case{R"({"items": {"multipleOf": 0.01}})", "[0.07, 19.99, 3]", "[0.075]", "/0 multiple_of"},
        Case{R"({"minItems": 1, "maxItems": 2})", "[1]", "[1, 2, 3]", " items"},
        Case{R"({"minProperties": 1, "maxProperties": 1})", R"({"a": 1})", "{}", " properties"},
        Case{R"({"items": {"maxLength": 2}})", R"(["éé", "\u00e9\u00e9"])", R"(["ééé"])", "/0 length"},
        Case{R"({"additionalProperties": {"type": "string"}})", R"({"a": "b"})", R"({"a": 1})", "/a type"},
        Case{R"({"allOf": [{"required": ["a"]}, {"required": ["b"]}]})", R"({"a": 1, "b": 2})", R"({"a": 1})",
             "/b required"},
        Case{R"({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]})", R"({"b": 2})", R"({})", " any_of"},
        Case{R"({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]})", R"({"b": 2})", R"({"a": 1, "b": 2})",
             " one_of"},
        Case{R"({"not": {"required": ["a"]}})", R"({"b": 2})", R"({"a": 1})", " not"},
        Case{R"({"properties": {"a": false, "b": true}})", R"({"b": 2})", R"({"a": 1})", "/a not_allowed"},
        Case{R"({"title": "t", "description": "d", "default": 1, "examples": [1], "$comment": "c"})", "{}", "x",
             "invalid_json"}));

TEST(JsonSchema, RefusesByNameWhatItCannotHold) {
  EXPECT_EQ(refused(R"({"$ref": "#/x"})"), "/$ref json_schema");
  EXPECT_EQ(refused(R"({"properties": {"a": {"format": "email"}}})"), "/properties/a/format json_schema");
  EXPECT_EQ(refused(R"({"type": "text"})"), "/type json_schema");
  EXPECT_EQ(refused(R"({"items": [{}]})"), "/items json_schema");
  EXPECT_EQ(refused("{\"pattern\": \"(?=a)\"}"), "/pattern json_schema");
  EXPECT_EQ(refused(R"({"multipleOf": 0, "minLength": -1, "required": "a", "enum": []})"),
            "/multipleOf json_schema, /minLength json_schema, /required json_schema, /enum json_schema");
  EXPECT_EQ(refused("{"), "json_schema_invalid");
  EXPECT_EQ(refused("7"), " json_schema");
  std::string deep = "{}";
  for (int i = 0; i < 40; ++i) deep = R"({"not": )" + deep + "}";
  EXPECT_NE(refused(deep.c_str()), "");
}

TEST(JsonSchema, NeverRepeatsAValueThatItRefuses) {
  const auto schema = JsonSchema::compile(kReport);
  const auto checked = schema->check(R"({"format": "s3cret", "s3cretkey": 1})");
  ASSERT_FALSE(checked);
  for (const Issue& issue : checked.error().issues) EXPECT_EQ(issue.message.find("s3cret"), std::string::npos);
}

// Numbers against the arithmetic that the standard names.
RC_GTEST_PROP(JsonSchemaProperties, BoundsAreWhatTheySay, (int low, int high, int value)) {
  const auto schema =
      JsonSchema::compile(fmt::format(R"({{"items": {{"minimum": {}, "exclusiveMaximum": {}}}}})", low, high));
  RC_ASSERT(schema.has_value());
  RC_ASSERT(schema->check(fmt::format("[{}]", value)).has_value() == (value >= low && value < high));
}

}  // namespace
}  // namespace tenstone::validation
