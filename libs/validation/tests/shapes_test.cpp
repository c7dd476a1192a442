#include "shapes.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace tenstone::validation {
namespace {
using namespace shapes;

// "pointer code" of each issue, or the code of what makes the whole unreadable; "": none.
template <class T>
std::string faults(std::string_view text) {
  const auto value = parse_json<T>(text);
  if (value) return "";
  std::string all;
  for (const Issue& issue : value.error().issues)
    all += fmt::format("{}{} {}", all.empty() ? "" : ", ", issue.pointer, issue.code);
  return all.empty() ? value.error().code : all;
}
// What is written of a text that is read.
template <class T>
std::string again(std::string_view text) {
  const auto value = parse_json<T>(text);
  return value ? to_json(*value) : "refused: " + faults<T>(text);
}
template <class T>
void expect_round_trip(const char* text) {
  EXPECT_EQ(again<T>(text), text);
}

TEST(Recursion, AStructHoldsAListOfItself) {
  expect_round_trip<Comment>(R"({"text":"a","replies":[{"text":"b","replies":[{"text":"c","replies":[]}]}]})");
  EXPECT_EQ(faults<Comment>(R"({"text":"a","replies":[{"text":"b","replies":[{"text":""},1]}]})"),
            "/replies/0/replies/0/text length, /replies/0/replies/1 type");
  EXPECT_EQ(faults<Comment>(R"({"text":"a","replies":[{"text":"b"},{"text":"c"},{"text":"d"},{"text":"e"}]})"),
            "/replies items");
}

TEST(Recursion, APointerIsEmptyWhenItIsNullOrAbsent) {
  const auto tree =
      parse_json<Node>(R"({"value":1,"left":{"value":2,"left":null},"others":{"a":{"value":3},"b":null}})");
  ASSERT_TRUE(tree);
  ASSERT_TRUE(tree->left);
  EXPECT_EQ(tree->left->value, 2);
  EXPECT_FALSE(tree->left->left);
  EXPECT_FALSE(tree->right);
  EXPECT_EQ(tree->others.at("a")->value, 3);
  EXPECT_EQ(to_json(*tree), R"({"value":1,"left":{"value":2,"left":null,"others":{}},)"
                            R"("others":{"a":{"value":3,"left":null,"others":{}},"b":null}})");
  EXPECT_EQ(faults<Node>(R"({"value":1,"left":{"value":10},"right":null,"others":{"a":[]}})"),
            "/left/value range, /right not_null, /others/a type");
}

TEST(Recursion, ATaggedUnionHoldsItself) {
  expect_round_trip<Expression>(R"({"op":"sum","terms":[{"op":"constant","value":1},)"
                                R"({"op":"negation","of":{"op":"sum","terms":[{"op":"constant","value":2}]}}]})");
  EXPECT_EQ(faults<Expression>(R"({"terms":[{"op":"constant"},{"op":"negation","of":null},{"op":"x"}],"op":"sum"})"),
            "/terms/0/value required, /terms/1/of not_null, /terms/2/op tag");
}

TEST(Recursion, EndsAtTheReadersDepth) {
  const auto nested = [](int levels) {
    std::string text;
    for (int i = 1; i < levels; ++i) text += R"({"value":1,"left":)";
    return text + R"({"value":1})" + std::string(static_cast<std::size_t>(levels - 1), '}');
  };
  EXPECT_EQ(faults<Node>(nested(32)), "");
  EXPECT_EQ(faults<Node>(nested(33)), "limit_depth");
}

TEST(Nullable, NullAndAbsenceAreToldApartWhereTheFieldSaysSo) {
  expect_round_trip<Nulls>(R"({"either":"a","not_null":"b","required":"c","list":["d",null]})");
  EXPECT_EQ(again<Nulls>(R"({"required":null})"), R"({"either":null,"required":null,"list":[]})");
  EXPECT_EQ(again<Nulls>(again<Nulls>(R"({"required":null})")), R"({"either":null,"required":null,"list":[]})");
  EXPECT_EQ(faults<Nulls>("{}"), "/required required");
  EXPECT_EQ(faults<Nulls>(R"({"either":null,"not_null":null,"required":null})"), "/not_null not_null");
  EXPECT_EQ(faults<Nulls>(R"({"not_null":"","required":"","list":["four"]})"), "/not_null length, /list/0 length");
}

TEST(Literal, IsOneValue) {
  static_assert(Literal<"circle">::value() == "circle" && Literal<2>::value() == 2 && Literal<true>::value());
  expect_round_trip<Exact>(R"({"shape":"circle","version":2,"yes":true,"unit":"mm","level":0})");
  EXPECT_EQ(again<Exact>(R"({"shape":"circle","version":2.0,"yes":true,"level":-7})"),
            R"({"shape":"circle","version":2,"yes":true,"unit":null,"level":-7})");
  EXPECT_EQ(faults<Exact>(R"({"shape":"circl","version":3,"yes":false,"unit":"cm","level":2})"),
            "/shape enum, /version enum, /yes enum, /unit enum, /level enum");
  EXPECT_EQ(faults<Exact>(R"({"shape":2,"version":"2","yes":1,"unit":[],"level":"0"})"),
            "/shape type, /version type, /yes type, /unit type, /level type");
  const auto wrong = parse_json<Literal<"circle">>(R"(["circle"])");
  EXPECT_EQ(wrong.error().issues.at(0).message, "must be of type string");
  const auto issues = parse_json<Exact>(R"({"shape":"x","version":2,"yes":true,"level":5})").error().issues;
  EXPECT_EQ(issues.at(0).message, R"(must be "circle")");
  EXPECT_EQ(issues.at(0).params, R"({"const":"circle"})");
  EXPECT_EQ(issues.at(1).message, "must be one of: 0, 1, -7");
  EXPECT_EQ(issues.at(1).params, R"({"enum":[0,1,-7]})");
}

TEST(Tuple, HasExactlyItsItems) {
  expect_round_trip<Lists>(
      R"({"pair":["a",1],"tuple":[1,null,{"x":2,"name":""}],"array":[1,2,3],"words":["a"],"points":[]})");
  EXPECT_EQ(faults<Lists>(R"({"pair":["",10],"tuple":["",1,{"name":""}],"array":[1,2,256]})"),
            "/pair/0 length, /pair/1 range, /tuple/0 type, /tuple/1 type, /tuple/2/x required, /array/2 range");
  EXPECT_EQ(faults<Lists>(R"({"pair":["a"],"tuple":[1,true],"array":[1,2]})"),
            "/pair items, /tuple items, /array items");
  EXPECT_EQ(faults<Lists>(R"({"pair":["a",1,2],"tuple":[1,true,{"x":1,"name":""},[]],"array":[1,2,3,4]})"),
            "/pair items, /tuple items, /array items");
  EXPECT_EQ(faults<Lists>(R"({"pair":{},"tuple":1,"array":null})"), "/pair type, /tuple type, /array type");
}

TEST(Unique, NoTwoItemsAreEqual) {
  const auto lists = [](const char* more) {
    return fmt::format(R"({{"pair":["a",1],"tuple":[1,null,{{"x":2,"name":""}}],{}}})", more);
  };
  EXPECT_EQ(
      faults<Lists>(lists(
          R"("array":[1,2,1],"words":["a","b"],"points":[{"x":1,"name":"b"},{"x":2,"name":"a"},{"x":1,"name":"a"}])")),
      "/array unique_items");
  EXPECT_EQ(faults<Lists>(lists(
                R"("array":[1,2,3],"words":["a","b","\u0061"],"points":[{"x":1,"name":"a"},{"name":"a","x":1.0}])")),
            "/words unique_items, /points unique_items");
  EXPECT_EQ(faults<Lists>(lists(R"("array":[1,2,3],"words":["",1,""])")),
            "/words/1 type");  // compared when all are read
  const auto twice = parse_json<Lists>(lists(R"("array":[1,2,3],"words":["c","a","b","a","c"])"));
  EXPECT_EQ(twice.error().issues.at(0).message, "must not have equal items: 1 and 3 are");
  EXPECT_EQ(twice.error().issues.at(0).params, R"({"uniqueItems":true})");
  const auto pair = parse_json<Lists>(R"({"pair":[],"tuple":[1,null,{"x":2,"name":""}],"array":[1,2,3]})");
  EXPECT_EQ(pair.error().issues.at(0).message, "must have exactly 2 items");
  EXPECT_EQ(pair.error().issues.at(0).params, R"({"minItems":2,"maxItems":2})");
}

TEST(Unique, FindsTheFirstPairInALongList) {
  std::vector<int> items(10'000);
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = static_cast<int>(i * 7919 % 10'007);
  EXPECT_EQ(find_equal<int>(items), std::nullopt);
  items[9'000] = items[0];  // the smallest value has not the first pair
  items[5'000] = items[4'000];
  items[7'000] = items[4'000];
  EXPECT_EQ(find_equal<int>(items), (std::pair<std::size_t, std::size_t>{4'000, 5'000}));
}

TEST(KeepUnknown, MembersAreKeptAndWrittenAgain) {
  expect_round_trip<Passing>(R"({"id":"a","more":[1,{"x":2.50}],"other":null})");
  EXPECT_EQ(faults<Passing>(R"({"id":"a","b":1,"b":2})"), "/b duplicate_key");
  EXPECT_EQ(faults<Passing>(R"({"id":"a","b":{"c":1,"c":2}})"), "/b duplicate_key");
  EXPECT_EQ(faults<Passing>(R"({"id":"a","":1})"), " key_length");
  EXPECT_EQ(faults<Passing>(R"({"id":"a",")" + std::string(201, 'k') + R"(":1})"), " key_length");
  EXPECT_EQ(faults<Passing>(R"({"id":"a","b":01})"), "invalid_json");
  std::string many = R"({"id":"a")";
  for (int i = 1; i < 1'000; ++i) many += fmt::format(R"(,"k{}":1)", i);
  EXPECT_EQ(faults<Passing>(many + "}"), "");
  EXPECT_EQ(faults<Passing>(many + R"(,"x":1})"), "limit_keys");
}

TEST(KeepUnknown, NoNameIsWrittenTwice) {
  expect_round_trip<Held>(R"({"inner":{"id":"a","kind":1},"either":{"kind":"passing","id":"b","more":2}})");
  Held held{.inner = {.id = "a", .rest = {{"id", {"1"}}, {"x", {"2"}}}}, .either = {}};
  std::get<0>(held.either) = {.id = "b", .rest = {{"kind", {"3"}}}};
  EXPECT_EQ(to_json(held), R"({"inner":{"id":"a","x":2},"either":{"kind":"passing","id":"b"}})");
}

}  // namespace
}  // namespace tenstone::validation
