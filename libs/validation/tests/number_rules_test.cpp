#include <gtest/gtest.h>
#include <limits>

#include "rule_problems.hpp"

namespace tenstone::validation {
namespace {

constexpr auto kMostUnsigned = std::numeric_limits<std::uint64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

template <class N>
std::string number_issue(const Number<N>& rules, std::string_view json) {
  return issue_of<N>(rules, json).code;
}

TEST(NumberRules, BoundsAreExactFor64Bits) {
  const auto natural = Number<std::uint64_t>().range(2, kMostUnsigned - 1);
  EXPECT_EQ(number_issue(natural, "18446744073709551614"), "");
  const Issue large = issue_of<std::uint64_t>(natural, "18446744073709551615");
  EXPECT_EQ(large.code, "range");
  EXPECT_EQ(large.message, "must be in the range 2 to 18446744073709551614");
  EXPECT_EQ(large.params, R"({"minimum":2,"maximum":18446744073709551614})");
  const auto whole = Number<std::int64_t>().range(kLeast + 1, 9007199254740993);
  EXPECT_EQ(number_issue(whole, "9007199254740993"), "");
  EXPECT_EQ(number_issue(whole, "9007199254740994"), "range");
  EXPECT_EQ(issue_of<std::int64_t>(whole, "-9223372036854775808").params,
            R"({"minimum":-9223372036854775807,"maximum":9007199254740993})");
  EXPECT_EQ(testing::canonical_json(described<std::int64_t>(whole)),
            testing::canonical_json(R"({"type":"integer","minimum":-9223372036854775807,"maximum":9007199254740993})"));
}

TEST(NumberRules, WhatTheTypeCannotHoldIsToldWithItsLimits) {
  const Issue issue = issue_of<std::int8_t>({}, "128");
  EXPECT_EQ(issue.code, "number_range");
  EXPECT_EQ(issue.params, R"({"minimum":-128,"maximum":127})");
  EXPECT_EQ(issue_of<std::uint64_t>({}, "18446744073709551616").params,
            R"({"minimum":0,"maximum":18446744073709551615})");
}

TEST(NumberRules, AboveAndBelowLeaveTheirLimitsOut) {
  const auto share = Number<double>().above(0).below(1);
  EXPECT_EQ(number_issue(share, "0.5"), "");
  EXPECT_EQ(number_issue(share, "0"), "range");
  EXPECT_EQ(number_issue(share, "1"), "range");
  EXPECT_EQ(number_issue(share, "1e-300"), "");
  const Issue issue = issue_of<double>(share, "1.5");
  EXPECT_EQ(issue.message, "must be above 0 and below 1");
  EXPECT_EQ(issue.params, R"({"exclusiveMinimum":0,"exclusiveMaximum":1})");
  EXPECT_EQ(described<double>(share), R"({"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1})");
  const auto positive = Number<int>().above(0);
  EXPECT_EQ(issue_of<int>(positive, "0").message, "must be above 0");
  EXPECT_EQ(issue_of<int>(positive, "0").params, R"({"exclusiveMinimum":0})");
  EXPECT_EQ(described<int>(positive), R"({"type":"integer","exclusiveMinimum":0,"maximum":2147483647})");
  EXPECT_EQ(number_issue(Number<int>().above(-3).range(0, 5), "0"), "");
  EXPECT_EQ(described<unsigned>(Number<unsigned>().below(7)), R"({"type":"integer","minimum":0,"exclusiveMaximum":7})");
}

TEST(NumberRules, MultiplesAreExact) {
  const auto dozens = Number<std::int64_t>().multiple_of(12);
  EXPECT_EQ(number_issue(dozens, "-9223372036854775800"), "");
  EXPECT_EQ(number_issue(dozens, "0"), "");
  const Issue issue = issue_of<std::int64_t>(dozens, "9223372036854775807");
  EXPECT_EQ(issue.code, "multiple_of");
  EXPECT_EQ(issue.message, "must be a multiple of 12");
  EXPECT_EQ(issue.params, R"({"multipleOf":12})");
  EXPECT_EQ(described<std::int64_t>(dozens),
            R"({"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807,"multipleOf":12})");
  EXPECT_EQ(number_issue(Number<std::int64_t>().range(0, 24).multiple_of(12), "25"), "range");
}

TEST(NumberRules, WhatNoNumberKeepsDoesNotCompile) {
  static_assert(compiles([] { return Number<int>().range(1, 1); }));
  static_assert(!compiles([] { return Number<int>().range(2, 1); }));
  static_assert(!compiles([] { return Number<int>().above(1).below(2); }));
  static_assert(compiles([] { return Number<int>().above(1).below(3); }));
  static_assert(compiles([] { return Number<double>().above(1).below(2); }));
  static_assert(!compiles([] { return Number<double>().above(1).below(1); }));
  static_assert(!compiles([] { return Number<double>().range(0, std::numeric_limits<double>::quiet_NaN()); }));
  static_assert(!compiles([] { return Number<int>().multiple_of(0); }));
  static_assert(!compiles([] { return Number<int>().multiple_of(-2); }));
  static_assert(requires(Number<int> n) { n.multiple_of(2); });
  static_assert(![](auto n) { return requires { n.multiple_of(2); }; }(Number<double>()));
  static_assert(!compiles([] { return Codec<Decimal>::Rules().multiple_of(Decimal(0)); }));
  static_assert(!compiles([] { return Codec<Decimal>::Rules().range(Decimal(11, 1), Decimal(1)); }));
  static_assert(!compiles([] { return Codec<Decimal>::Rules().above(Decimal(10, 1)).below(Decimal(1)); }));
}

TEST(NumberRules, OfDecimalsAreExact) {
  const auto cents = Codec<Decimal>::Rules().multiple_of(Decimal(1, 2));
  const auto code = [](const Codec<Decimal>::Rules& rules, std::string_view json) {
    return issue_of<Decimal>(rules, json).code;
  };
  EXPECT_EQ(code(cents, R"("1070468.14")"), "");
  EXPECT_EQ(code(cents, R"("-0.070")"), "");
  EXPECT_EQ(code(cents, R"("0.015")"), "multiple_of");
  EXPECT_EQ(code(Codec<Decimal>::Rules().multiple_of(Decimal(25, 1)), R"("999999999999999997.5")"), "decimal");
  EXPECT_EQ(code(Codec<Decimal>::Rules().multiple_of(Decimal(25, 1)), R"("99999999999999997.5")"), "");
  EXPECT_EQ(issue_of<Decimal>(cents, R"("0.001")").params, R"({"multipleOf":"0.01"})");
  EXPECT_EQ(issue_of<Decimal>(Codec<Decimal>::Rules().fraction_digits(2).above(Decimal(0)), R"("1,5")").params,
            R"({"pattern":"^(0|[1-9][0-9]*)([.][0-9]{1,2})?$"})");
  const auto share = Codec<Decimal>::Rules().above(Decimal(0)).below(Decimal(1));
  EXPECT_EQ(code(share, R"("0.999999999999999999")"), "");
  EXPECT_EQ(code(share, R"("1.0")"), "range");
  EXPECT_EQ(issue_of<Decimal>(share, R"("0")").message, "must be above 0 and below 1");
  EXPECT_EQ(issue_of<Decimal>(share, R"("0")").params, R"({"exclusiveMinimum":"0","exclusiveMaximum":"1"})");
}

}  // namespace
}  // namespace tenstone::validation
