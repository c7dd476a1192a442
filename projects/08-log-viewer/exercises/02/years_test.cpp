#include "years.hpp"

#include "exercise.hpp"
#include "solution/years.hpp"

namespace {

using namespace std::chrono;
using Lines = std::vector<month_day>;
using Days = std::vector<sys_days>;

struct Stub {
  static constexpr auto with_years = stub::with_years;
};
struct Solution {
  static constexpr auto with_years = solution::with_years;
};

template <class Answer>
struct Exercise02 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

TYPED_TEST(Exercise02, WithinAYearAllLinesHaveIt) {
  const Days days{2026y / May / 1, 2026y / June / 30};
  EXPECT_EQ(TypeParam::with_years(Lines{May / 1, June / 30}, 2026y / July / 1), days);
  EXPECT_EQ(TypeParam::with_years(Lines{}, 2026y / July / 1), Days{});
}

TYPED_TEST(Exercise02, DecemberBeforeJanuaryIsOfTheYearBefore) {
  const Days days{2026y / December / 30, 2026y / December / 31, 2027y / January / 1};
  EXPECT_EQ(TypeParam::with_years(Lines{December / 30, December / 31, January / 1}, 2027y / January / 2), days);
}

TYPED_TEST(Exercise02, ALogOfThreeYears) {
  const Days days{2025y / November / 5, 2026y / March / 1, 2026y / October / 1, 2027y / January / 1};
  EXPECT_EQ(TypeParam::with_years(Lines{November / 5, March / 1, October / 1, January / 1}, 2027y / January / 2), days);
}

TYPED_TEST(Exercise02, TheLastLineIsNotInTheFuture) {
  const Days days{2026y / December / 31};
  EXPECT_EQ(TypeParam::with_years(Lines{December / 31}, 2027y / December / 1), days);
}

TYPED_TEST(Exercise02, AClockMayBeAheadOverNewYear) {
  const Days days{2026y / December / 31, 2027y / January / 1};
  EXPECT_EQ(TypeParam::with_years(Lines{December / 31, January / 1}, 2026y / December / 31), days);
}

TYPED_TEST(Exercise02, LinesOutOfOrderStayInTheirYear) {
  const Days days{2026y / July / 3, 2026y / July / 1, 2026y / July / 2};
  EXPECT_EQ(TypeParam::with_years(Lines{July / 3, July / 1, July / 2}, 2026y / July / 3), days);
}

TYPED_TEST(Exercise02, LinesOutOfOrderOverNewYearKeepTheirYears) {
  const Days days{2027y / January / 1, 2026y / December / 31, 2027y / January / 2};
  EXPECT_EQ(TypeParam::with_years(Lines{January / 1, December / 31, January / 2}, 2027y / January / 2), days);
}

TYPED_TEST(Exercise02, ThirtyOneDaysAreOutOfOrderAndOneMoreIsAYear) {
  const Days same{2026y / August / 1, 2026y / July / 1}, before{2025y / August / 2, 2026y / July / 1};
  EXPECT_EQ(TypeParam::with_years(Lines{August / 1, July / 1}, 2026y / July / 1), same);
  EXPECT_EQ(TypeParam::with_years(Lines{August / 2, July / 1}, 2026y / July / 1), before);
}

TYPED_TEST(Exercise02, TheLeapDayIsOfALeapYear) {
  const Days days{2024y / February / 29, 2024y / March / 1};
  EXPECT_EQ(TypeParam::with_years(Lines{February / 29}, 2026y / March / 1), Days{2024y / February / 29});
  EXPECT_EQ(TypeParam::with_years(Lines{February / 29, March / 1}, 2024y / March / 2), days);
}

}  // namespace
