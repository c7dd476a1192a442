#include "tenstone/json_schema/schema.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/core/decimal.hpp"

namespace tenstone::json_schema {
namespace {

// "/pointer code" of each fault; "" when there is none.
std::string faults_of(const Error& error) {
  std::string all;
  for (const Issue& issue : error.issues)
    all += fmt::format("{}{} {}", all.empty() ? "" : ", ", issue.pointer, issue.code);
  return all.empty() ? error.code : all;
}
std::string faults(const char* schema, const char* document) {
  const auto compiled = Schema::compile(schema);
  if (!compiled) return "schema: " + faults_of(compiled.error());
  const auto checked = compiled->check(document);
  return checked ? "" : faults_of(checked.error());
}
std::string refused(const char* schema) {
  const auto compiled = Schema::compile(schema);
  return compiled ? "" : faults_of(compiled.error());
}

constexpr auto kReport = R"({"type": "object", "required": ["format"], "additionalProperties": false,
  "properties": {"format": {"enum": ["csv", "pdf"]}, "rows": {"type": "integer", "minimum": 1, "maximum": 100},
                 "tags": {"type": "array", "items": {"type": "string", "minLength": 2, "pattern": "^[a-z]+$"}, "uniqueItems": true}}})";

TEST(Schema, HoldsAnInputToWhatItSays) {
  EXPECT_EQ(faults(kReport, R"({"format": "csv"})"), "");
  EXPECT_EQ(faults(kReport, R"({"format": "pdf", "rows": 7, "tags": ["ab", "cd"]})"), "");
  EXPECT_EQ(faults(kReport, R"({"format": "pdf", "rows": 7.0})"), "");
  EXPECT_EQ(faults(kReport, R"({})"), "/format required");
  EXPECT_EQ(faults(kReport, R"([])"), " type");
  EXPECT_EQ(faults(kReport, R"({"format": "doc", "rows": 0, "more": 1, "tags": ["a", "B2", "cd", "cd"]})"),
            "/format enum, /rows range, /more unknown_key, /tags/0 length, /tags/1 pattern, /tags unique_items");
  EXPECT_EQ(faults(kReport, R"({"format": "csv", "rows": 7.5})"), "/rows type");
}

TEST(Schema, EachFaultHasItsPlaceInTheText) {
  const std::string_view text = R"({"rows": [1, "é", -1], "format": "doc", "more": 1, "x y": {}})";
  Document document;
  ASSERT_TRUE(document.parse(text));
  const auto schema =
      Schema::compile(R"({"properties": {"rows": {"items": {"type": "integer", "minimum": 0}, "maxItems": 2},
      "format": {"enum": ["csv"]}, "x y": {"required": ["z"]}}, "propertyNames": {"pattern": "^\\S+$"}, "additionalProperties": false})");
  ASSERT_TRUE(schema);
  const auto output = schema->output(document);
  ASSERT_TRUE(output);
  std::string places;
  for (const SchemaIssue& issue : output->issues)
    places += fmt::format("{} {} {}\n", issue.instance_location, issue.code, text.substr(issue.offset, 5));
  EXPECT_EQ(places,
            "/rows items [1, \"\n/rows/1 type \"é\",\n/rows/2 range -1], \n/format enum \"doc\"\n"
            "/more unknown_key \"more\n/x y/z required {}}\n/x y pattern \"x y\"\n");

  const auto counted = schema->output(document, {.issues = 2});
  ASSERT_TRUE(counted);
  EXPECT_EQ(counted->issues.size(), 2);
  std::string codes;
  for (const auto& [code, count] : counted->by_code) codes += fmt::format("{} {} ", count, code);
  EXPECT_EQ(codes, "1 items 1 type 1 range 1 enum 1 unknown_key 1 required 1 pattern ");
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
        Case{R"({"prefixItems": [{"type": "null"}, true], "items": false})", "[null, 1]", "[1, 2, 3]",
             "/0 type, /2 not_allowed"},
        Case{R"({"contains": {"type": "null"}, "minContains": 2, "maxContains": 2})", "[null, 1, null]", "[null]",
             " contains"},
        Case{R"({"contains": {"type": "null"}, "maxContains": 1})", "[null, 1]", "[null, null]", " contains"},
        Case{R"({"contains": {"type": "null"}, "minContains": 0})", "[]", "x", "invalid_json"},
        Case{R"({"propertyNames": {"maxLength": 2}})", R"({"ab": 1})", R"({"abc": 1})", "/abc length"},
        Case{R"({"patternProperties": {"^a": {"type": "null"}}, "additionalProperties": false})", R"({"ab": null})",
             R"({"ab": 1, "ba": null})", "/ab type, /ba unknown_key"},
        Case{R"({"dependentRequired": {"a": ["b", "c"]}})", R"({"a": 1, "b": 2, "c": 3})", R"({"a": 1, "c": 2})",
             "/b dependent_required"},
        Case{R"({"dependentSchemas": {"a": {"maxProperties": 1}}})", R"({"b": 1, "c": 2})", R"({"a": 1, "c": 2})",
             " properties"},
        Case{R"({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}})", R"({"c": 1})",
             R"({"a": 1})", "/b required"},
        Case{R"({"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}})", "{}", "[]", " type"},
        Case{R"({"$ref": "#b", "$defs": {"a": {"$anchor": "b", "type": "object"}}})", "{}", "[]", " type"},
        Case{R"({"format": "date"})", "\"2024-02-29\"", "\"2023-02-29\"", " format"},
        Case{R"({"items": {"pattern": "^\\p{Letter}+$"}})", R"(["Größe"])", R"(["a1"])", "/0 pattern"},
        Case{R"({"allOf": [{"properties": {"a": true}}], "unevaluatedProperties": false})", R"({"a": 1})",
             R"({"a": 1, "b": 2})", "/b unknown_key"},
        Case{R"({"anyOf": [{"prefixItems": [{"type": "null"}]}, true], "unevaluatedItems": {"type": "string"}})",
             R"([null, "a"])", "[1, null]", "/0 type, /1 type"},
        Case{R"({"title": "t", "description": "d", "default": 1, "examples": [1], "$comment": "c"})", "{}", "x",
             "invalid_json"}));

// enum and const were one set once.
TEST(Schema, KeywordsHoldIndependently) {
  EXPECT_EQ(faults(R"({"enum": [1, 2], "const": 3})", "1"), " enum");
  EXPECT_EQ(faults(R"({"enum": [1, 2], "const": 3})", "3"), " enum");
  EXPECT_EQ(faults(R"({"enum": [1, 2], "const": 2})", "2"), "");
  EXPECT_EQ(faults(R"({"type": "string", "minimum": 5})", "3"), " type");
  EXPECT_EQ(faults(R"({"minimum": 5, "exclusiveMinimum": 7})", "6"), " range");
}

TEST(Schema, NumbersAreExact) {
  for (const char* good : {"1070468.14", "0.07", "19.99", "-0.01", "0", "1e400", "123456789012345678901234567890.12"})
    EXPECT_EQ(faults(R"({"multipleOf": 0.01})", good), "") << good;
  for (const char* bad : {"0.075", "1070468.141", "1e-3", "123456789012345678901234567890.123"})
    EXPECT_EQ(faults(R"({"multipleOf": 0.01})", bad), " multiple_of") << bad;
  EXPECT_EQ(faults(R"({"multipleOf": 7})", "700000000000000000000000000000000000000007"), "");
  EXPECT_EQ(faults(R"({"multipleOf": 7})", "700000000000000000000000000000000000000008"), " multiple_of");
  EXPECT_EQ(faults(R"({"multipleOf": 3e2})", "-9e2"), "");
  EXPECT_EQ(faults(R"({"multipleOf": 3e2})", "90"), " multiple_of");
  EXPECT_EQ(faults(R"({"maximum": 18446744073709551615})", "18446744073709551616"), " range");
  EXPECT_EQ(faults(R"({"maximum": 18446744073709551616})", "18446744073709551616.0"), "");
  EXPECT_EQ(faults(R"({"exclusiveMaximum": 1e400})", "1e400"), " range");
  EXPECT_EQ(faults(R"({"minimum": -1e-400})", "-1e-399"), " range");
  EXPECT_EQ(faults(R"({"minimum": 0.1})", "0.09999999999999999999999999"), " range");
  EXPECT_EQ(faults(R"({"type": "integer"})", "1e400"), "");
  EXPECT_EQ(faults(R"({"type": "integer"})", "12345678901234567890.5"), " type");
  EXPECT_EQ(faults(R"({"const": 9007199254740993})", "9007199254740992"), " enum");
  EXPECT_EQ(faults(R"({"const": 1e2})", "100.0"), "");
  EXPECT_EQ(faults(R"({"uniqueItems": true})", "[18446744073709551616, 18446744073709551617, 1e400, 1e401]"), "");
  EXPECT_EQ(faults(R"({"uniqueItems": true})", "[{\"a\": 1, \"b\": [2]}, {\"b\": [2.0], \"a\": 1e0}]"),
            " unique_items");
}

TEST(Schema, ManyValuesAreFoundByTheirHash) {
  std::string values, items;
  for (int i = 0; i < 1000; ++i) {
    values += fmt::format("{}{}, \"{}\", [{}.5], {{\"a\": {}, \"b\": null}}", i == 0 ? "" : ", ", i, i, i, i);
    items += fmt::format("{}{}.0, \"{}\", [{}.50], {{\"b\": null, \"a\": {}}}", i == 0 ? "" : ", ", i, i, i, i);
  }
  const std::string schema = fmt::format(R"({{"items": {{"enum": [{}]}}, "uniqueItems": true}})", values);
  EXPECT_EQ(faults(schema.c_str(), fmt::format("[{}]", items).c_str()), "");
  EXPECT_EQ(faults(schema.c_str(), "[1000, \"x\", [5], {\"a\": 1}]"), "/0 enum, /1 enum, /2 enum, /3 enum");
  EXPECT_EQ(faults(schema.c_str(), fmt::format("[{}, 7]", items).c_str()), " unique_items");
}

TEST(Schema, RefusesByNameWhatItCannotHold) {
  EXPECT_EQ(refused(R"({"$ref": "#/x"})"), "/$ref json_schema");
  EXPECT_EQ(refused(R"({"$ref": "https://example.com/other"})"), "/$ref json_schema");
  EXPECT_EQ(refused(R"({"$defs": {"a": {"$dynamicRef": "#b"}}})"), "/$defs/a/$dynamicRef json_schema");
  EXPECT_EQ(refused(R"({"properties": {"a": {"format": "emial"}}})"), "/properties/a/format json_schema");
  EXPECT_EQ(refused(R"({"allOf": [{"requird": ["a"]}]})"), "/allOf/0/requird json_schema");
  EXPECT_EQ(refused(R"({"x-colour": "red", "format": "email"})"), "");
  EXPECT_EQ(refused(R"({"$schema": "http://json-schema.org/draft-07/schema#"})"), "/$schema json_schema");
  EXPECT_EQ(refused(R"({"type": "text"})"), "/type json_schema");
  EXPECT_EQ(refused(R"({"type": ["string", 7]})"), "/type/1 json_schema");
  EXPECT_EQ(refused(R"({"items": [{}]})"), "/items json_schema");
  EXPECT_EQ(refused(R"({"properties": {"a/b": 7}})"), "/properties/a~1b json_schema");
  EXPECT_EQ(refused(R"({"patternProperties": {"(": {}}})"), "/patternProperties/( json_schema");
  EXPECT_EQ(refused(R"({"multipleOf": 0, "minLength": -1, "required": "a", "enum": []})"),
            "/multipleOf json_schema, /minLength json_schema, /required json_schema, /enum json_schema");
  EXPECT_EQ(refused(R"({"multipleOf": 1.234567890123456789})"), "/multipleOf json_schema");
  EXPECT_EQ(refused(R"({"$id": "a#b", "$anchor": "1"})"), "/$id json_schema, /$anchor json_schema");
  EXPECT_EQ(refused("{"), "json_schema_invalid");
  EXPECT_EQ(refused("7"), " json_schema");
}

// To find that a pattern is too large takes as long as to keep a large one, so that it counts the same.
TEST(Schema, LargePatternsHaveABudgetThatThoseRefusedSpendToo) {
  const std::string fits = R"({"pattern": "\\p{L}{0,100}"})";
  EXPECT_EQ(refused(fits.c_str()), "");
  std::string schema = R"({"allOf": [)" + fits,
              faults = "/allOf/0/pattern json_schema";  // the last one that is compiled
  for (int i = 1; i <= 4; ++i) {
    schema += R"(, {"pattern": "(\\p{L}{0,30}){0,30})" + std::to_string(i) + "\"}";
    faults += ", /allOf/" + std::to_string(i) + "/pattern json_schema";
  }
  EXPECT_EQ(refused((schema + "]}").c_str()), faults);
}

TEST(Schema, NeverRepeatsAValueThatItRefuses) {
  const auto schema = Schema::compile(kReport);
  const auto checked = schema->check(R"({"format": "s3cret", "s3cretkey": 1})");
  ASSERT_FALSE(checked);
  for (const Issue& issue : checked.error().issues) EXPECT_EQ(issue.message.find("s3cret"), std::string::npos);
}

// Numbers against the arithmetic that the standard names.
RC_GTEST_PROP(JsonSchemaProperties, BoundsAreWhatTheySay, (int low, int high, int value)) {
  const auto schema =
      Schema::compile(fmt::format(R"({{"items": {{"minimum": {}, "exclusiveMaximum": {}}}}})", low, high));
  RC_ASSERT(schema.has_value());
  RC_ASSERT(schema->check(fmt::format("[{}]", value)).has_value() == (value >= low && value < high));
}

RC_GTEST_PROP(JsonSchemaProperties, DecimalsCompareByValue,
              (int a, int b, std::uint8_t a_scale, std::uint8_t b_scale)) {
  const Decimal low(a, a_scale % 19), value(b, b_scale % 19);
  const auto schema = Schema::compile(fmt::format(R"({{"minimum": {}}})", to_string(low)));
  RC_ASSERT(schema.has_value());
  RC_ASSERT(schema->check(to_string(value)).has_value() == (value >= low));
}

RC_GTEST_PROP(JsonSchemaProperties, MultiplesAreExact, (int factor, std::uint16_t of, std::uint8_t scale)) {
  const std::int64_t step = of + 1, product = std::int64_t{factor} * step;
  const int digits = scale % 19;
  const auto schema = Schema::compile(fmt::format(R"({{"multipleOf": {}}})", to_string(Decimal(step, digits))));
  RC_ASSERT(schema.has_value());
  RC_ASSERT(schema->check(to_string(Decimal(product, digits))).has_value());
  RC_ASSERT(schema->check(to_string(Decimal(product + 1, digits))).has_value() == (step == 1));
}

}  // namespace
}  // namespace tenstone::json_schema
