#include "tenstone/core/decimal.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <rapidcheck/gtest.h>

namespace tenstone {
namespace {

constexpr Decimal kMost(Decimal::kMaxCoefficient);

Decimal any_decimal() {
  const auto least = -Decimal::kMaxCoefficient, most = Decimal::kMaxCoefficient + 1;
  const auto coefficient =
      *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(-20'000, 20'000), rc::gen::inRange<std::int64_t>(least, most));
  return Decimal(coefficient, *rc::gen::inRange(0, Decimal::kMaxDigits + 1));
}

RC_GTEST_PROP(Decimal, ItsTextIsReadBackAsItWas, ()) {
  const Decimal value = any_decimal();
  const auto read = parse_decimal(to_string(value));
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->coefficient() == value.coefficient());
  RC_ASSERT(read->scale() == value.scale());
}

RC_GTEST_PROP(Decimal, SubtractingUndoesAdding, ()) {
  const Decimal a = any_decimal(), b = any_decimal();
  const auto sum = add(a, b);
  RC_PRE(sum.has_value());
  RC_ASSERT(*add(b, a) == *sum);
  RC_ASSERT((*sum > a) == (b > Decimal()));
  const auto back = subtract(*sum, b);
  RC_PRE(back.has_value());  // at b's scale `a` itself may have too many digits
  RC_ASSERT(*back == a);
}

RC_GTEST_PROP(Decimal, MultiplyingIsAddingOften, ()) {
  const Decimal a(*rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000), *rc::gen::inRange(0, 19));
  const auto factor = *rc::gen::inRange<std::int64_t>(0, 30);
  Decimal sum(0, a.scale());
  for (std::int64_t i = 0; i < factor; ++i) sum = *add(sum, a);
  RC_ASSERT(*multiply(a, factor) == sum);
  RC_ASSERT(*multiply(a, -factor) == *subtract(Decimal(), sum));
}

TEST(Decimal, IsWrittenWithItsScale) {
  EXPECT_EQ(to_string(Decimal(1250, 2)), "12.50");
  EXPECT_EQ(to_string(Decimal(-5, 2)), "-0.05");
  EXPECT_EQ(to_string(Decimal(0, 3)), "0.000");
  EXPECT_EQ(to_string(Decimal()), "0");
  EXPECT_EQ(to_string(Decimal(1, 18)), "0.000000000000000001");
  EXPECT_EQ(to_string(kMost), "999999999999999999");
}

TEST(Decimal, ReadsOneSpellingOnly) {
  for (const char* text : {"", "-", ".5", "5.", "05", "00", "-05.1", "+5", "1e3", "1,5", " 1", "1 ", "1.5.5", "--1",
                           "NaN", "Infinity", "1234567890123456789", "0.1234567890123456789", "123456789012345678.0"})
    EXPECT_FALSE(parse_decimal(text)) << text;
  EXPECT_EQ(parse_decimal("-0"), Decimal());
  EXPECT_EQ(parse_decimal("0.123456789012345678")->scale(), 18);
}

TEST(Decimal, EqualValuesAreEqualAtEveryScale) {
  EXPECT_EQ(Decimal(125, 1), Decimal(1250, 2));
  EXPECT_LT(Decimal(-1, 18), Decimal());
  EXPECT_GT(kMost, Decimal(Decimal::kMaxCoefficient, 18));
}

TEST(Decimal, OverflowIsAnError) {
  EXPECT_EQ(add(kMost, Decimal(1)).error().code, "decimal_overflow");
  EXPECT_EQ(subtract(Decimal(-Decimal::kMaxCoefficient), Decimal(1)).error().code, "decimal_overflow");
  EXPECT_EQ(add(kMost, Decimal(0, 1)).error().code, "decimal_overflow");  // 19 digits at that scale
  EXPECT_EQ(multiply(kMost, 2).error().code, "decimal_overflow");
  EXPECT_EQ(multiply(kMost, std::numeric_limits<std::int64_t>::min()).error().code, "decimal_overflow");
  EXPECT_EQ(*subtract(kMost, kMost), Decimal());
  EXPECT_THROW(Decimal(Decimal::kMaxCoefficient + 1), std::out_of_range);
  EXPECT_THROW(Decimal(1, 19), std::out_of_range);
  EXPECT_THROW(Decimal(1, -1), std::out_of_range);
}

}  // namespace
}  // namespace tenstone
