#include "tenstone/validation/describe.hpp"

#include <gtest/gtest.h>

#include "notes.hpp"
#include "tenstone/testing/json.hpp"
#include "tenstone/validation/type_name.hpp"

namespace first {
struct State {
  int n = 0;
};
constexpr auto schema(tenstone::validation::For<State>) {
  return tenstone::validation::object<State>(tenstone::validation::field("n", &State::n));
}
}  // namespace first

namespace second {
using namespace tenstone;
using validation::field;

struct State {
  bool on = false;
};
constexpr auto schema(validation::For<State>) { return validation::object<State>(field("on", &State::on)); }

template <class T>
struct Page {
  std::vector<T> data;
};
template <class T>
constexpr auto schema(validation::For<Page<T>>) {
  return validation::object<Page<T>>(field("data", &Page<T>::data));
}

struct Account {
  std::string email;
  Secret<std::string> password;
  std::string organisation;
  std::optional<notes::Picture> picture;
  std::optional<notes::Colour> colour;
  std::int8_t small = 0;
  float share = 0;
};
constexpr auto schema(validation::For<Account>) {
  return validation::object<Account>(
             field("email", &Account::email).email().about("where letters go"),
             field("password", &Account::password).length(15, 256),
             field("organisation", &Account::organisation).or_default().length(1, 200),
             field("picture", &Account::picture).about("of the person"), field("colour", &Account::colour),
             field("small", &Account::small).or_default().range(0, 9), field("share", &Account::share).range(0, 1))
      .ignore_unknown();
}
struct Change {
  std::string at;
  validation::Patch<std::string> before;
};
constexpr auto schema(validation::For<Change>) {
  return validation::object<Change>(field("at", &Change::at), field("before", &Change::before).not_null()).as_read();
}
}  // namespace second

namespace tenstone::validation {
namespace {
using testing::canonical_json, testing::json_at;

void expect_same(const std::string& described, std::string_view expected) {
  EXPECT_EQ(canonical_json(described), canonical_json(expected));
}

TEST(Describe, AnObjectThatIsReadHasItsRequiredMembersItsDefaultsAndNoOthers) {
  expect_same(json_schema<notes::CreateNote>(), R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/CreateNote", "$defs": {
      "CreateNote": {"type": "object", "required": ["title"], "additionalProperties": false, "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 200},
        "body": {"type": ["string", "null"], "maxLength": 10000},
        "priority": {"type": "integer", "minimum": 1, "maximum": 5, "default": 3},
        "colour": {"$ref": "#/$defs/Colour", "default": "grey"},
        "tags": {"type": "array", "maxItems": 8, "default": [], "items": {"type": "string", "minLength": 1, "maxLength": 20}},
        "blocks": {"type": "array", "maxItems": 20, "default": [], "items": {
          "oneOf": [{"$ref": "#/$defs/Paragraph"}, {"$ref": "#/$defs/Picture"}]}}}},
      "Colour": {"type": "string", "enum": ["grey", "red"]},
      "Paragraph": {"type": "object", "required": ["kind", "text"], "additionalProperties": false, "properties": {
        "kind": {"type": "string", "const": "paragraph"}, "text": {"type": "string", "minLength": 1, "maxLength": 500}}},
      "Picture": {"type": "object", "required": ["kind", "url", "width"], "additionalProperties": false, "properties": {
        "kind": {"type": "string", "const": "picture"}, "url": {"type": "string", "minLength": 1, "maxLength": 200},
        "width": {"type": "integer", "minimum": 1, "maximum": 4096}}}}})");
}

TEST(Describe, WhatIsWrittenAsItIsReadMayLackMembers) {
  expect_same(json_schema<second::Change>(Way::Output), R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/Change", "$defs": {
      "Change": {"type": "object", "required": ["at"], "additionalProperties": false,
        "properties": {"at": {"type": "string"}, "before": {"type": "string"}}}}})");
  EXPECT_EQ(json_schema<second::Change>(Way::Output), json_schema<second::Change>());
  EXPECT_EQ(to_json(second::Change{.at = "/a", .before = {}}), R"({"at":"/a"})");
}

TEST(Describe, AnObjectThatIsWrittenHasAllItsMembers) {
  expect_same(json_schema<notes::Everything>(Way::Output), R"({
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/$defs/Everything", "$defs": {
      "Everything": {"type": "object",
        "required": ["yes", "large", "natural", "small", "real", "text", "maybe", "nested", "counts", "id", "time", "free"],
        "properties": {
          "yes": {"type": "boolean"}, "large": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807},
          "natural": {"type": "integer", "minimum": 0, "maximum": 18446744073709551615}, "small": {"type": "integer", "minimum": 0, "maximum": 255},
          "real": {"type": "number"}, "text": {"type": "string"}, "maybe": {"type": ["integer", "null"], "minimum": -2147483648, "maximum": 2147483647},
          "nested": {"type": "array", "items": {"$ref": "#/$defs/Picture"}},
          "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": -2147483648, "maximum": 2147483647}},
          "id": {"type": "string", "format": "uuid"}, "time": {"type": "string", "format": "date-time"}, "free": {}}},
      "Picture": {"type": "object", "required": ["url", "width"], "properties": {
        "url": {"type": "string", "minLength": 1, "maxLength": 200},
        "width": {"type": "integer", "minimum": 1, "maximum": 4096}}}}})");
}

TEST(Describe, SecretsMeaningsAndOptionalReferences) {
  const std::string read = json_schema<second::Account>();
  expect_same(json_at(read, "/$defs/Account"),
              R"({"type": "object", "required": ["email", "password", "share"], "properties": {
    "email": {"type": "string", "format": "email", "description": "where letters go"},
    "password": {"type": "string", "writeOnly": true, "minLength": 15, "maxLength": 256},
    "organisation": {"type": "string", "minLength": 1, "maxLength": 200},
    "picture": {"anyOf": [{"$ref": "#/$defs/Picture"}, {"type": "null"}], "description": "of the person"},
    "colour": {"anyOf": [{"$ref": "#/$defs/Colour"}, {"type": "null"}]},
    "small": {"type": "integer", "minimum": 0, "maximum": 9, "default": 0},
    "share": {"type": "number", "minimum": 0, "maximum": 1}}})");
  expect_same(json_at(json_schema<second::Account>(Way::Output), "/$defs/Account/properties/password"),
              R"({"type": "string", "const": "[secret]", "minLength": 15, "maxLength": 256})");
}

TEST(Describe, ValuesWithoutANameStandInTheirPlace) {
  constexpr std::string_view kHead = R"({"$schema": "https://json-schema.org/draft/2020-12/schema")";
  expect_same(json_schema<std::vector<Uuid>>(),
              std::string(kHead) + R"(, "type": "array", "items": {"type": "string", "format": "uuid"}})");
  expect_same(json_schema<Json>(), std::string(kHead) + "}");
}

TEST(Describe, InATextNothingIsNull) {
  Components components("#/");
  EXPECT_EQ(describe<std::optional<int>>(components, Way::Text),
            R"({"type":"integer","minimum":-2147483648,"maximum":2147483647})");
}

struct Capped {
  std::uint8_t limit = 20;
  float share = 0;
};
constexpr auto schema(For<Capped>) {
  return object<Capped>(field("limit", &Capped::limit).or_default().range(1, 100).cap(100),
                        field("share", &Capped::share));
}

// What OpenAPI calls a type is a bound of the number elsewhere.
TEST(Describe, OpenApiHasItsOwnWords) {
  Components openapi("#/components/schemas/");
  EXPECT_EQ(describe<std::optional<int>>(openapi, Way::Input), R"({"type":["integer","null"],"format":"int32"})");
  EXPECT_EQ(describe<std::int64_t>(openapi, Way::Input), R"({"type":"integer","format":"int64"})");
  EXPECT_EQ(describe<std::uint64_t>(openapi, Way::Input), R"({"type":"integer","minimum":0})");
  EXPECT_EQ(describe<float>(openapi, Way::Input), R"({"type":"number"})");
  EXPECT_EQ(describe<Secret<std::string>>(openapi, Way::Input),
            R"({"type":"string","writeOnly":true,"format":"password"})");
  expect_same(openapi.resolve(describe<notes::Block>(openapi, Way::Output)), R"({
    "oneOf": [{"$ref": "#/components/schemas/Paragraph"}, {"$ref": "#/components/schemas/Picture"}], "discriminator": {
      "propertyName": "kind", "mapping": {"paragraph": "#/components/schemas/Paragraph", "picture": "#/components/schemas/Picture"}}})");
  describe<Capped>(openapi, Way::Input);
  expect_same(openapi.schemas().at("Capped"),
              R"({"type": "object", "required": ["share"], "additionalProperties": false, "properties": {
    "limit": {"type": "integer", "minimum": 1, "maximum": 255, "default": 20, "description": "Values above 100 count as 100"},
    "share": {"type": "number"}}})");
}
TEST(Describe, AboveACeilingOnlyTheReaderEnds) {
  expect_same(json_at(json_schema<Capped>(), "/$defs/Capped/properties"), R"({
    "limit": {"type": "integer", "minimum": 1, "maximum": 18446744073709551615, "default": 20, "description": "Values above 100 count as 100"},
    "share": {"type": "number", "minimum": -3.4028234663852886e+38, "maximum": 3.4028234663852886e+38}})");
}

// The names of all, described in this order.
template <class... T>
std::string names_of(Way way = Way::Output) {
  Components components("#/");
  (..., describe<T>(components, way));
  std::string all;
  for (const auto& [name, schema] : components.schemas()) all += name + " ";
  return all;
}

TEST(Describe, NamesDoNotDependOnTheOrder) {
  EXPECT_EQ((names_of<first::State, second::State>()), "FirstState SecondState ");
  EXPECT_EQ((names_of<second::State, first::State>()), "FirstState SecondState ");
  EXPECT_EQ((names_of<second::Page<notes::Picture>>()), "PageOfPicture Picture ");
  EXPECT_EQ((names_of<second::Page<first::State>, second::Page<second::State>>()),
            "FirstState SecondPageOfFirstState SecondPageOfSecondState SecondState ");
  EXPECT_EQ((names_of<notes::Block, notes::Picture>()), "Paragraph Picture PictureAsPicture ");
}

TEST(Describe, ATypeThatIsReadAndWrittenHasTwoNames) {
  Components components("#/");
  const std::string written = describe<notes::Picture>(components, Way::Output);
  const std::string read = describe<notes::Picture>(components, Way::Input);
  EXPECT_EQ(components.resolve(written), R"({"$ref":"#/Picture"})");
  EXPECT_EQ(components.resolve(read), R"({"$ref":"#/PictureInput"})");
  EXPECT_EQ(names_of<notes::Picture>(Way::Input), "Picture ");
}

TEST(Describe, ANameThatWasAddedIsTaken) {
  Components components("#/");
  const std::string mine = components.add("Picture", "{}");
  const std::string theirs = describe<notes::Picture>(components, Way::Output);
  EXPECT_EQ(components.resolve(mine), R"("#/Picture")");
  EXPECT_EQ(components.resolve(theirs), R"({"$ref":"#/NotesPicture"})");
}

TEST(TypeName, IsTheLastComponent) {
  EXPECT_EQ(readable_name("tenstone::web::Page<notes::Note>", 0), "PageOfNote");
  EXPECT_EQ(readable_name("tenstone::web::Page<notes::Note>", 1), "WebPageOfNotesNote");
  EXPECT_EQ(readable_name("a::(anonymous namespace)::my_type", 1), "AMyType");
  EXPECT_EQ(
      readable_name("a::Pair<std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >, int>", 0),
      "PairOfStringAndInt");
  EXPECT_EQ(readable_name("std::vector<a::B<c::D>, std::allocator<a::B<c::D> > >", 0), "VectorOfBOfD");
  EXPECT_EQ(demangled(typeid(second::Page<first::State>)), "second::Page<first::State>");
}

}  // namespace
}  // namespace tenstone::validation
