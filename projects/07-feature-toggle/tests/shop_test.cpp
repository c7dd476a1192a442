#include "shop.hpp"

#include <gmock/gmock.h>
#include <set>

#include "embedded/files.hpp"

namespace shop {
namespace {

flags::Snapshot snapshot(std::string_view json, flags::Source source = flags::Source::PostgreSql) {
  auto program = flags::Program::compile(flags::parse_definitions(json).value());
  return flags::Snapshot({.version = 7}, source, std::move(program.value()), {});
}

TEST(Front, SaysWhichFlagsItIsBy) {
  const Front front = front_of(snapshot(R"({"flags": []})", flags::Source::Redis), {.user = "mia"}, true);
  EXPECT_EQ(front.user, "mia");
  EXPECT_EQ(front.flags_from, "redis");
  EXPECT_EQ(front.version, 7);
  EXPECT_TRUE(front.stale);
}

TEST(Front, HasADefaultForEachFlag) {
  const Front front = front_of(snapshot(R"({"flags": []})"), {.user = "mia"}, false);
  EXPECT_EQ(front.checkout, "old");
  EXPECT_EQ(front.banner, "");
  EXPECT_EQ(front.prices.tea, 450);
  EXPECT_EQ(front.prices.teapot, 2900);
}

TEST(Front, KeepsItsDefaultsWhenAFlagIsOfAnotherType) {
  const auto flags = snapshot(R"({"flags": [
      {"key": "new-checkout", "type": "string", "variants": {"on": "on"}, "default": "on"},
      {"key": "discount", "type": "boolean", "variants": {"on": true}, "default": "on"}]})");
  const Front front = front_of(flags, {.user = "mia"}, false);
  EXPECT_EQ(front.checkout, "old");
  EXPECT_EQ(front.prices.tea, 450);
}

TEST(Front, TakesTheDiscountOffAndNoMoreThanHalf) {
  const auto of = [](int percent) {
    return front_of(snapshot(R"({"flags": [{"key": "discount", "type": "number", "variants": {"some": )" +
                             std::to_string(percent) + R"(}, "default": "some"}]})"),
                    {.user = "mia"}, false)
        .prices;
  };
  EXPECT_EQ(of(10).tea, 405);
  EXPECT_EQ(of(10).teapot, 2610);
  EXPECT_EQ(of(99).tea, 225);
  EXPECT_EQ(of(-10).tea, 450);
}

TEST(Front, ComparesWhatIsKnownOfTheVisitor) {
  const auto flags = snapshot(R"({"flags": [
      {"key": "new-checkout", "type": "boolean", "variants": {"on": true, "off": false}, "default": "off",
       "rules": [{"when": [{"attribute": "plan", "op": "equals", "values": ["pro"]},
                           {"attribute": "country", "op": "in", "values": ["SE", "NO"]}], "serve": "on"}]}]})");
  const auto checkout = [&](const Visitor& visitor) { return front_of(flags, visitor, false).checkout; };
  EXPECT_EQ(checkout({.user = "mia", .plan = "pro", .country = "SE"}), "new");
  EXPECT_EQ(checkout({.user = "mia", .plan = "pro", .country = "LV"}), "old");
  EXPECT_EQ(checkout({.user = "mia"}), "old");
}

// A flag that has no default in the program, or one that nobody uses, is a mistake.
TEST(Defaults, AreOfTheFlagsThatTheShopUses) {
  const auto defaults = flags::parse_definitions(embedded::files().at("flags.json"));
  ASSERT_TRUE(defaults) << defaults.error().message;
  std::set<std::string> keys;
  for (const flags::Definition& flag : defaults->flags) keys.insert(flag.key);
  EXPECT_EQ(keys, (std::set<std::string>{"banner", "discount", "new-checkout"}));
}

}  // namespace
}  // namespace shop
