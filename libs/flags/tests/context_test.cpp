#include "tenstone/flags/context.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace tenstone::flags {
namespace {

using Kind = Attribute::Kind;

TEST(Context, FindsAttributesByTheirPath) {
  const auto context = Context::parse(
      R"({"targetingKey": "mi\u0061", "age": 41, "staff": true, "none": null, "user": {"plan": {"name": "pro"}}, "app.version": "1.2.3"})");
  ASSERT_TRUE(context);
  EXPECT_EQ(context->targeting_key(), "mia");
  EXPECT_EQ(context->find(path_hash("age"))->number, 41);
  EXPECT_TRUE(context->find(path_hash("staff"))->truth);
  EXPECT_EQ(context->find(path_hash("none"))->kind, Kind::Null);
  EXPECT_EQ(context->find(path_hash("user.plan.name"))->text, "pro");
  EXPECT_EQ(context->find(path_hash("app.version"))->text, "1.2.3");
  EXPECT_EQ(context->find(path_hash("user.plan")), nullptr);
  EXPECT_EQ(context->find(path_hash("ag")), nullptr);
}

TEST(Context, KeepsThePlainValuesOfLists) {
  const auto context = Context::parse(R"({"groups": ["a", 2, {"x": 1}, [3], null, false], "empty": []})");
  ASSERT_TRUE(context);
  const auto items = context->items(*context->find(path_hash("groups")));
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].text, "a");
  EXPECT_EQ(items[1].number, 2);
  EXPECT_EQ(items[2].kind, Kind::Boolean);
  EXPECT_TRUE(context->items(*context->find(path_hash("empty"))).empty());
}

TEST(Context, OutlivesItsTextAndMoves) {
  Context moved;
  {
    std::string text = R"({"targetingKey": "mia"})";
    auto context = Context::parse(text);
    text.assign(text.size(), 'x');
    moved = std::move(*context);
  }
  EXPECT_EQ(moved.targeting_key(), "mia");
  EXPECT_EQ(Context("olaf").targeting_key(), "olaf");
  EXPECT_EQ(Context("").targeting_key(), std::nullopt);
  EXPECT_EQ(Context().targeting_key(), std::nullopt);
  EXPECT_EQ(Context::parse("{}")->targeting_key(), std::nullopt);
}

TEST(Context, FindsEachOfManyAttributes) {
  std::string text = "{";
  for (std::size_t i = 0; i < kMaxAttributes; ++i) text += fmt::format("{}\"a{}\":{}", i == 0 ? "" : ",", i, i);
  const auto context = Context::parse(text + "}");
  ASSERT_TRUE(context);
  for (std::size_t i = 0; i < kMaxAttributes; ++i)
    EXPECT_EQ(context->find(path_hash(fmt::format("a{}", i)))->number, static_cast<double>(i));
  EXPECT_FALSE(Context::parse(text + ",\"more\":1}"));
  std::string list = "0";
  for (std::size_t i = 1; i < kMaxAttributes; ++i) list += ",0";
  EXPECT_FALSE(Context::parse("{\"list\":[" + list + "]}"));
  EXPECT_TRUE(Context::parse("{\"list\":[" + list.substr(2) + "]}"));
}

TEST(Context, IsMadeOfTexts) {
  const Context context = Context::of({{"targetingKey", "mia"}, {"orgId", "acme"}, {"orgId", "other"}});
  EXPECT_EQ(context.targeting_key(), "mia");
  EXPECT_EQ(context.find(path_hash("orgId"))->text, "acme");
}

TEST(Context, HasTheFingerprintOfItsAttributes) {
  const auto print = [](std::string_view json) { return Context::parse(json)->fingerprint(); };
  EXPECT_EQ(print(R"({"a":1,"b":{"c":["x",-0.0]}})"), print(R"({ "b.c": ["x", 0], "a": 1.0 })"));
  EXPECT_EQ(print(R"({"orgId":"acme","targetingKey":"mia"})"),
            Context::of({{"targetingKey", "mia"}, {"orgId", "acme"}}).fingerprint());
  const std::string_view different[] = {
      "{}",           R"({"a":1})",  R"({"a":2})",         R"({"a":true})",      R"({"a":"1"})", R"({"a":null})",
      R"({"a":[1]})", R"({"a":[]})", R"({"a":["1","2"]})", R"({"a":["2","1"]})", R"({"b":1})",   R"({"a":1,"b":null})"};
  for (const std::string_view one : different)
    for (const std::string_view other : different) EXPECT_EQ(print(one) == print(other), one == other) << one << other;
}

TEST(Context, RefusesWhatIsNone) {
  const std::string deep = R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}})";
  for (const std::string& bad :
       {std::string(), std::string("[]"), std::string("1"), std::string("{"), std::string("{\"a\":\"\xff\"}"),
        std::string(R"({"a":1,"a":2})"), std::string(R"({"a":{"b":1},"a.b":2})"), std::string(R"({"targetingKey":7})"),
        std::string(R"({"targetingKey":["mia"]})"), deep, "{\"a\":\"" + std::string(kMaxContextBytes, 'a') + "\"}"}) {
    const auto context = Context::parse(bad);
    ASSERT_FALSE(context) << bad;
    EXPECT_EQ(context.error().code, "invalid_context");
  }
  EXPECT_TRUE(Context::parse(R"({"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}})"));
}

}  // namespace
}  // namespace tenstone::flags
