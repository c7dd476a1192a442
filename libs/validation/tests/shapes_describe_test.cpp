#include <gtest/gtest.h>

#include "shapes.hpp"
#include "tenstone/testing/json.hpp"
#include "tenstone/validation/describe.hpp"

namespace tenstone::validation {
namespace {
using namespace shapes;
using testing::canonical_json, testing::json_at;

template <class T>
void expect_definition(std::string_view name, std::string_view expected, Way way = Way::Input) {
  EXPECT_EQ(canonical_json(json_at(json_schema<T>(way), "/$defs/" + std::string(name))), canonical_json(expected));
}

TEST(DescribeShapes, ATypeThatHoldsItselfRefersToItself) {
  EXPECT_EQ(canonical_json(json_schema<Comment>()), canonical_json(R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/Comment", "$defs": {
      "Comment": {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 80},
        "replies": {"type": "array", "items": {"$ref": "#/$defs/Comment"}, "maxItems": 3, "default": []}}}}})"));
  expect_definition<Node>("Node",
                          R"({"type": "object", "required": ["value"], "additionalProperties": false, "properties": {
    "value": {"type": "integer", "minimum": 0, "maximum": 9},
    "left": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}, "right": {"$ref": "#/$defs/Node"},
    "others": {"type": "object", "default": {}, "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]}}}})");
}

TEST(DescribeShapes, ATaggedUnionHoldsItself) {
  constexpr std::string_view kExpression =
      R"({"oneOf": [{"$ref": "#/$defs/Constant"}, {"$ref": "#/$defs/Sum"}, {"$ref": "#/$defs/Negation"}]})";
  EXPECT_EQ(canonical_json(json_at(json_schema<Expression>(), "/oneOf")),
            canonical_json(json_at(kExpression, "/oneOf")));
  expect_definition<Expression>("Negation",
                                R"({"type": "object", "required": ["op", "of"], "additionalProperties": false,
    "properties": {"op": {"type": "string", "const": "negation"}, "of": )" +
                                    std::string(kExpression) + "}}");
}

TEST(DescribeShapes, NullAndAbsenceAreToldApart) {
  expect_definition<Nulls>(
      "Nulls", R"({"type": "object", "required": ["required"], "additionalProperties": false, "properties": {
    "either": {"type": ["string", "null"]}, "not_null": {"type": "string", "minLength": 1, "maxLength": 3},
    "required": {"type": ["string", "null"]},
    "list": {"type": "array", "default": [], "items": {"type": ["string", "null"], "minLength": 1, "maxLength": 3}}}})");
  EXPECT_EQ(json_at(json_schema<Nulls>(Way::Output), "/$defs/Nulls/required"), R"(["either","required","list"])");
}

TEST(DescribeShapes, LiteralsAreConst) {
  expect_definition<Exact>("Exact", R"({"type": "object", "required": ["shape", "version", "yes", "level"],
    "additionalProperties": false, "properties": {
    "shape": {"type": "string", "const": "circle"}, "version": {"type": "integer", "const": 2},
    "yes": {"type": "boolean", "const": true}, "level": {"$ref": "#/$defs/Level"},
    "unit": {"anyOf": [{"type": "string", "const": "mm"}, {"type": "null"}]}}})");
  expect_definition<Exact>("Level", R"({"type": "integer", "enum": [0, 1, -7]})");
}

TEST(DescribeShapes, TuplesHavePrefixItems) {
  expect_definition<Lists>(
      "Lists",
      R"({"type": "object", "required": ["pair", "tuple", "array"], "additionalProperties": false, "properties": {
    "pair": {"type": "array", "minItems": 2, "items": false, "prefixItems": [
      {"type": "string", "minLength": 1, "maxLength": 5}, {"type": "integer", "minimum": 0, "maximum": 9}]},
    "tuple": {"type": "array", "minItems": 3, "items": false, "prefixItems": [
      {"type": "integer", "minimum": -2147483648, "maximum": 2147483647}, {"type": ["boolean", "null"]}, {"$ref": "#/$defs/Point"}]},
    "array": {"type": "array", "minItems": 3, "maxItems": 3, "uniqueItems": true, "items": {"type": "integer", "minimum": 0, "maximum": 255}},
    "words": {"type": "array", "uniqueItems": true, "default": [], "items": {"type": "string"}},
    "points": {"type": "array", "uniqueItems": true, "default": [], "items": {"$ref": "#/$defs/Point"}}}})");
}

TEST(DescribeShapes, KeptMembersAreOfAnyKind) {
  constexpr std::string_view kPassing = R"({"type": "object", "required": ["id"], "additionalProperties": true,
    "properties": {"id": {"type": "string"}}})";
  expect_definition<Passing>("Passing", kPassing);
  expect_definition<Passing>("Passing", kPassing, Way::Output);
}

}  // namespace
}  // namespace tenstone::validation
