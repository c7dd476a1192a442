// References, the output formats, and schemas and inputs that are meant to hurt.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/json_schema/schema.hpp"

namespace tenstone::json_schema {
namespace {

Schema compiled(std::string_view text, const Options& options = {}) {
  auto schema = Schema::compile(text, options);
  if (!schema) {
    ADD_FAILURE() << text << " " << schema.error().message
                  << (schema.error().issues.empty() ? "" : schema.error().issues.front().message);
    return *Schema::compile("false");
  }
  return *std::move(schema);
}
// "in pointer: message" of the first fault; "" when there is none.
std::string schema_fault(std::string_view text, const Options& options = {}) {
  const auto schema = Schema::compile(text, options);
  if (schema) return "";
  if (schema.error().issues.empty()) return schema.error().message;
  const Issue& first = schema.error().issues.front();
  return fmt::format("{} {}: {}", first.in, first.pointer, first.message);
}
bool fits(const Schema& schema, std::string_view text) { return schema.check(text).has_value(); }

TEST(JsonSchemaReference, LeadsToLoadedDocumentsOnly) {
  const SchemaSource documents[] = {
      {"https://example.com/schemas/money",
       R"({"type": "integer", "$defs": {"half": {"$id": "half", "multipleOf": 50}}})"},
      {"file:///odd", R"({"$id": "https://example.com/odd", "$anchor": "me", "not": {"multipleOf": 2}})"}};
  const Options options{.uri = "https://example.com/schemas/order", .documents = documents};
  const Schema schema = compiled(
      R"({"properties": {"a": {"$ref": "money"}, "b": {"$ref": "half"}, "c": {"$ref": "/odd#me"}, "d": {"$ref": "file:///odd"}}})",
      options);
  EXPECT_TRUE(fits(schema, R"({"a": 7, "b": 100, "c": 3, "d": 3})"));
  for (const char* bad : {R"({"a": 7.5})", R"({"b": 99})", R"({"c": 4})", R"({"d": 4})"})
    EXPECT_FALSE(fits(schema, bad)) << bad;
  EXPECT_EQ(schema_fault(R"({"$ref": "price"})", options),
            "schema /$ref: refers to https://example.com/schemas/price, which is not among the loaded documents");
  const SchemaSource broken[] = {{"urn:x:1", R"({"minLength": "long"})"}};
  EXPECT_EQ(schema_fault(R"({"$ref": "urn:x:1"})", {.documents = broken}),
            "urn:x:1 /minLength: must be a whole number from 0");
}

TEST(JsonSchemaReference, MayRecurseIntoTheInput) {
  const Schema tree = compiled(
      R"({"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["value"], "additionalProperties": {"type": "integer"}})");
  EXPECT_TRUE(fits(tree, R"({"value": 1, "next": {"value": 2, "next": {"value": 3}}})"));
  EXPECT_FALSE(fits(tree, R"({"value": 1, "next": {"value": 2, "next": {}}})"));
}

TEST(JsonSchemaReference, TheMetaSchemaHoldsItselfAndRefusesWhatIsWrong) {
  const Schema meta = compiled(R"({"$ref": "https://json-schema.org/draft/2020-12/schema"})");
  EXPECT_TRUE(fits(meta, R"({"properties": {"a": {"type": "string"}}, "required": ["a"]})"));
  const auto wrong = meta.check(R"({"properties": {"a": {"type": "text"}}, "minLength": -1})");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().issues,
              ::testing::UnorderedElementsAre(::testing::Field(&Issue::pointer, "/properties/a/type"),
                                              ::testing::Field(&Issue::pointer, "/minLength")));
}

TEST(JsonSchemaOutput, NamesBothPlacesAndTheParameters) {
  const Schema schema = compiled(
      R"({"$id": "https://example.com/s", "properties": {"a/b": {"$ref": "#/$defs/n"}}, "required": ["c"],
          "$defs": {"n": {"items": {"minimum": 0.50}}}})");
  Document document;
  ASSERT_TRUE(document.parse(R"({"a/b": [1, 0.25]})"));
  const auto out = schema.output(document);
  ASSERT_TRUE(out);
  ASSERT_EQ(out->issues.size(), 2U);
  const SchemaIssue& first = out->issues[0];
  EXPECT_EQ(first.instance_location, "/a~1b/1");
  EXPECT_EQ(first.keyword_location, "/properties/a~1b/$ref/items/minimum");
  EXPECT_EQ(first.absolute_keyword_location, "https://example.com/s#/$defs/n/items/minimum");
  EXPECT_EQ(first.code, "range");
  EXPECT_EQ(first.message, "must be at least 0.5");
  EXPECT_EQ(first.params, R"({"minimum":0.5})");
  EXPECT_EQ(out->basic(),
            R"({"valid":false,"errors":[{"keywordLocation":"/properties/a~1b/$ref/items/minimum",)"
            R"("absoluteKeywordLocation":"https://example.com/s#/$defs/n/items/minimum","instanceLocation":"/a~1b/1",)"
            R"("error":"must be at least 0.5","code":"range","params":{"minimum":0.5}},)"
            R"({"keywordLocation":"/required","absoluteKeywordLocation":"https://example.com/s#/required",)"
            R"("instanceLocation":"/c","error":"is missing","code":"required","params":{"missing":"c"}}]})");
  ASSERT_TRUE(document.parse(R"({"c": 1})"));
  EXPECT_EQ(schema.output(document)->basic(), R"({"valid":true})");
}

TEST(JsonSchemaOutput, ShowsWhyNoAlternativeFits) {
  const Schema schema = compiled(R"({"anyOf": [{"type": "string"}, {"properties": {"a": {"type": "null"}}}]})");
  Document document;
  ASSERT_TRUE(document.parse(R"({"a": 1})"));
  std::vector<std::string> places;
  for (const SchemaIssue& issue : schema.output(document)->issues) places.push_back(issue.keyword_location);
  EXPECT_THAT(places, ::testing::ElementsAre("/anyOf/0/type", "/anyOf/1/properties/a/type", "/anyOf"));
  EXPECT_EQ(schema.check(document).error().issues.size(), 1U);
}

TEST(JsonSchemaOutput, ListsSomeAndCountsAll) {
  const Schema schema = compiled(R"({"items": {"type": "string"}})");
  std::string text = "[1";
  for (int i = 1; i < 100; ++i) text += ",1";
  const auto checked = schema.check(text + "]");
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().issues.size(), 32U);
  EXPECT_EQ(checked.error().message, "The input breaks its rules in 100 places; the first 32 are listed");
}

TEST(HostileSchema, ThatNeverGoesIntoTheInputIsRefused) {
  constexpr std::string_view kWhy =
      "refers back to itself at the same place of the input, or by way of more than 200 others";
  for (const char* text :
       {R"({"$ref": "#"})", R"({"allOf": [{"anyOf": [{"$ref": "#"}]}]})", R"({"not": {"$ref": "#"}})",
        R"({"if": true, "then": {"$ref": "#"}})", R"({"dependentSchemas": {"a": {"$ref": "#"}}})",
        R"({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}})"})
    EXPECT_THAT(schema_fault(text), ::testing::EndsWith(kWhy)) << text;
  std::string chain = R"({"$ref": "#/$defs/0", "$defs": {)";
  for (int i = 0; i < 5000; ++i) chain += fmt::format(R"("{}": {{"$ref": "#/$defs/{}"}}, )", i, i + 1);
  EXPECT_THAT(schema_fault(chain + R"("5000": {}}})"), ::testing::EndsWith(kWhy));
}

// 2^60 ways through it.
TEST(HostileSchema, ThatTakesTooLongIsStopped) {
  std::string text = R"({"$ref": "#/$defs/0", "$defs": {)";
  for (int i = 0; i < 60; ++i)
    text +=
        fmt::format(R"("{}": {{"allOf": [{{"$ref": "#/$defs/{}"}}, {{"$ref": "#/$defs/{}"}}]}}, )", i, i + 1, i + 1);
  const Schema schema = compiled(text + R"("60": {}}})");
  const auto checked = schema.check("1", {.steps = 100'000});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "json_schema_check_too_long");
  Document document;
  ASSERT_TRUE(document.parse("1"));
  EXPECT_FALSE(schema.fits(document, {.steps = 100'000}));
  EXPECT_FALSE(schema.output(document, {.steps = 100'000}));
}

TEST(HostileSchema, ThatIsDeepOrManyIsRefused) {
  std::string deep = "{}", names;
  for (int i = 0; i < 200; ++i) deep = R"({"not": )" + deep + "}";
  EXPECT_THAT(schema_fault(deep), ::testing::HasSubstr("nests deeper"));
  for (int i = 0; i < 3000; ++i) names += fmt::format(R"({}"^{}$": {{}})", i == 0 ? "" : ", ", i);
  EXPECT_THAT(schema_fault(R"({"patternProperties": {)" + names + "}}"),
              ::testing::HasSubstr("more than 2000 patterns"));
  EXPECT_THAT(schema_fault(R"({"pattern": "((a{1000}){1000}){1000}"})"), ::testing::HasSubstr("schema /pattern"));
  std::string many = "true";
  for (int i = 0; i < 100'001; ++i) many += ",true";
  EXPECT_THAT(schema_fault(R"({"allOf": [)" + many + "]}"), ::testing::HasSubstr("more than 100000 schemas"));
}

// Each pattern runs over a long text.
TEST(HostileSchema, ThatReadsTheInputOftenIsStopped) {
  std::string all;
  for (int i = 0; i < 1000; ++i) all += fmt::format(R"({}{{"pattern": "(a|b|aa|bb)*{}c"}})", i == 0 ? "" : ", ", i);
  const Schema schema = compiled(R"({"anyOf": [)" + all + "]}");
  const std::string text = '"' + std::string(1'000'000, 'a') + '"';
  const auto checked = schema.check(text);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "json_schema_check_too_long");
}

}  // namespace
}  // namespace tenstone::json_schema
