#include <gtest/gtest.h>

#include "tenstone/validation/describe.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::validation {
namespace {

struct Price {
  Decimal amount;
  std::vector<Decimal> steps = {};
};
constexpr auto schema(For<Price>) {
  constexpr Decimal kLeast(1, 2), kMost(99'999, 2);
  return object<Price>(field("amount", &Price::amount).range(kLeast, kMost).fraction_digits(2),
                       field("steps", &Price::steps).or_default().each(RulesOf<Decimal>{}.fraction_digits(0)));
}

std::string fault_of(const std::string& amount) {
  const auto price = parse_json<Price>(R"({"amount": )" + amount + "}");
  if (price) return "none";
  const auto& issue = price.error().issues.at(0);
  return issue.pointer + " " + issue.code + ": " + issue.message;
}

TEST(DecimalCodec, ReadsAndWritesTextAsItStands) {
  for (const std::string text : {R"({"amount":"12.50","steps":["1","-200"]})", R"({"amount":"0.01","steps":[]})"}) {
    const auto price = parse_json<Price>(text);
    ASSERT_TRUE(price) << text;
    EXPECT_EQ(to_json(*price), text);
  }
}

TEST(DecimalCodec, NamesTheRuleThatIsBroken) {
  EXPECT_EQ(fault_of("12.5"), "/amount type: must be of type string");
  for (const char* text : {R"("")", R"("1e3")", R"("01.50")", R"("1234567890123456789")"})
    EXPECT_EQ(fault_of(text),
              "/amount decimal: must be a decimal number of at most 18 digits, as text such as \"12.50\"");
  EXPECT_EQ(fault_of(R"("0")"), "/amount range: must be in the range 0.01 to 999.99");
  EXPECT_EQ(fault_of(R"("1000.00")"), "/amount range: must be in the range 0.01 to 999.99");
  EXPECT_EQ(fault_of(R"("1.500")"), "/amount fraction_digits: must have at most 2 digits behind the point");
  const auto steps = parse_json<Price>(R"({"amount": "1", "steps": ["1", "1.5"]})");
  ASSERT_FALSE(steps);
  EXPECT_EQ(steps.error().issues.at(0).pointer, "/steps/1");
}

TEST(DecimalCodec, DescribesItsForm) {
  const std::string any = json_schema<Decimal>();
  EXPECT_TRUE(any.contains(R"("type":"string","pattern":"^-?(0|[1-9][0-9]*)([.][0-9]{1,18})?$","maxLength":21)"))
      << any;
  const std::string price = json_schema<Price>();
  EXPECT_TRUE(price.contains(R"("^(0|[1-9][0-9]*)([.][0-9]{1,2})?$")")) << price;
  EXPECT_TRUE(price.contains(R"("^-?(0|[1-9][0-9]*)$")")) << price;
}

}  // namespace
}  // namespace tenstone::validation
