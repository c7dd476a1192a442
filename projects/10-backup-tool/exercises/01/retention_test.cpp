#include "retention.hpp"

#include "exercise.hpp"
#include "solution/retention.hpp"

namespace {

using namespace std::chrono;
using exercise::Version;
using Numbers = std::vector<std::uint64_t>;

struct Stub {
  static constexpr auto to_forget = stub::to_forget;
};
struct Solution {
  static constexpr auto to_forget = solution::to_forget;
};

template <class Answer>
struct Exercise01 : testing::Test {
  // Numbered from 1, one a day, at noon.
  static std::vector<Version> one_a_day(std::uint64_t count) {
    std::vector<Version> versions;
    for (std::uint64_t number = 1; number <= count; ++number)
      versions.push_back({.number = number, .taken_at = noon() + days(number)});
    return versions;
  }
  static exercise::Time noon() { return sys_days(2026y / November / 1) + hours(12); }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, TheNewestStay) {
  EXPECT_EQ(TypeParam::to_forget(this->one_a_day(5), {.last = 2}), (Numbers{1, 2, 3}));
  EXPECT_EQ(TypeParam::to_forget(this->one_a_day(2), {.last = 3}), Numbers());
  EXPECT_EQ(TypeParam::to_forget({}, {.last = 3}), Numbers());
}

TYPED_TEST(Exercise01, ThePinnedOnesStay) {
  auto versions = this->one_a_day(5);
  versions[0].pinned = versions[2].pinned = true;
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 1}), (Numbers{2, 4}));
}

TYPED_TEST(Exercise01, TheNewestThatWasDrilledStays) {
  auto versions = this->one_a_day(6);
  versions[1].drilled = versions[2].drilled = true;
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 2}), (Numbers{1, 2, 4}));
}

TYPED_TEST(Exercise01, APinnedVersionDoesNotTakeThePlaceOfTheNewestDrilledOne) {
  auto versions = this->one_a_day(5);
  versions[3].pinned = true;
  versions[1].drilled = true;
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 1}), (Numbers{1, 3}));
  versions[3].drilled = true;
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 1}), (Numbers{1, 2, 3}));
}

TYPED_TEST(Exercise01, PinnedVersionsCountAmongTheLast) {
  auto versions = this->one_a_day(5);
  versions[4].pinned = true;
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 2}), (Numbers{1, 2, 3}));
}

TYPED_TEST(Exercise01, OfEachDayTheNewestVersionStays) {
  std::vector<Version> versions;
  for (std::uint64_t number = 1; number <= 8; ++number)
    versions.push_back({.number = number, .taken_at = this->noon() + hours(6 * number)});
  // Noon and six hours: 1 is of the first day, 2 to 5 of the second, 6 to 8 of the third.
  EXPECT_EQ(TypeParam::to_forget(versions, {.daily = 2}), (Numbers{1, 2, 3, 4, 6, 7}));
  EXPECT_EQ(TypeParam::to_forget(versions, {.daily = 9}), (Numbers{2, 3, 4, 6, 7}));
}

TYPED_TEST(Exercise01, ADayBeginsAtMidnightInUtc) {
  const std::vector<Version> versions{{.number = 1, .taken_at = sys_days(2026y / May / 1)},
                                      {.number = 2, .taken_at = sys_days(2026y / May / 2) - seconds(1)},
                                      {.number = 3, .taken_at = sys_days(2026y / May / 2)}};
  EXPECT_EQ(TypeParam::to_forget(versions, {.daily = 2}), Numbers{1});
}

TYPED_TEST(Exercise01, DaysWithoutVersionsDoNotCount) {
  auto versions = this->one_a_day(3);
  versions[2].taken_at += days(90);
  EXPECT_EQ(TypeParam::to_forget(versions, {.daily = 2}), Numbers{1});
}

TYPED_TEST(Exercise01, TheNumberSaysWhichIsNewer) {
  auto versions = this->one_a_day(4);
  versions[3].taken_at = versions[0].taken_at - hours(1);  // somebody has set the clock back
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 1}), (Numbers{1, 2, 3}));
  EXPECT_EQ(TypeParam::to_forget(versions, {.daily = 3}), Numbers{1});
  EXPECT_EQ(TypeParam::to_forget(versions, {.daily = 4}), Numbers{1});  // 4 and 1 are of one day
}

TYPED_TEST(Exercise01, TheOrderDoesNotMatter) {
  auto versions = this->one_a_day(5);
  versions[1].drilled = true;
  std::ranges::rotate(versions, versions.begin() + 2);
  EXPECT_EQ(TypeParam::to_forget(versions, {.last = 2, .daily = 3}), Numbers{1});
}

TYPED_TEST(Exercise01, APolicyThatIsAllZeroRemovesNothing) {
  EXPECT_EQ(TypeParam::to_forget(this->one_a_day(5), {}), Numbers());
}

}  // namespace
