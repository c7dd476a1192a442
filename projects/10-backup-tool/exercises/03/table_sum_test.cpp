#include "table_sum.hpp"

#include <type_traits>

#include "exercise.hpp"
#include "solution/table_sum.hpp"

namespace {

using exercise::Row;
using Rows = std::vector<Row>;

using Stub = stub::TableSum;
using Solution = solution::TableSum;

template <class Answer>
struct Exercise03 : testing::Test {
  static Answer sum(const Rows& rows) {
    Answer all;
    for (const Row& row : rows) all.add(row);
    return all;
  }
  static bool same(const Rows& one, const Rows& other) { return sum(one) == sum(other); }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, TheSameRowsAreTheSame) {
  EXPECT_TRUE(this->same({{"1", "tea"}, {"2", "milk"}}, {{"1", "tea"}, {"2", "milk"}}));
  EXPECT_TRUE(this->same({}, {}));
}

TYPED_TEST(Exercise03, TheOrderOfTheRowsDoesNotMatter) {
  EXPECT_TRUE(this->same({{"1", "tea"}, {"2", "milk"}, {"3", "tea"}}, {{"3", "tea"}, {"1", "tea"}, {"2", "milk"}}));
}

TYPED_TEST(Exercise03, ARowThatIsMissingIsNoticed) {
  EXPECT_FALSE(this->same({{"1", "tea"}, {"2", "milk"}}, {{"1", "tea"}}));
  EXPECT_FALSE(this->same({{"1"}}, {}));
  EXPECT_FALSE(this->same({{}}, {}));
  EXPECT_FALSE(this->same({{""}}, {}));
  EXPECT_FALSE(this->same({{std::nullopt}}, {}));
}

TYPED_TEST(Exercise03, AChangedRowIsNoticed) {
  EXPECT_FALSE(this->same({{"1", "tea"}, {"2", "milk"}}, {{"1", "tea"}, {"2", "Milk"}}));
}

TYPED_TEST(Exercise03, HowOftenARowComesIsNoticed) {
  EXPECT_FALSE(this->same({{"a"}, {"a"}, {"b"}}, {{"a"}, {"b"}, {"b"}}));
  EXPECT_FALSE(this->same({{"a"}, {"a"}}, {{"b"}, {"b"}}));
  EXPECT_FALSE(this->same({{"a"}, {"a"}, {"a"}}, {{"a"}}));
}

TYPED_TEST(Exercise03, TheOrderOfTheColumnsMatters) {
  EXPECT_FALSE(this->same({{"tea", "milk"}}, {{"milk", "tea"}}));
  EXPECT_FALSE(this->same({{"a", "b"}, {"c", "d"}}, {{"a", "d"}, {"c", "b"}}));
}

TYPED_TEST(Exercise03, WhereAColumnEndsMatters) {
  EXPECT_FALSE(this->same({{"ab", "c"}}, {{"a", "bc"}}));
  EXPECT_FALSE(this->same({{"a,b"}}, {{"a", "b"}}));
  EXPECT_FALSE(this->same({{"a\tb"}}, {{"a", "b"}}));
  EXPECT_FALSE(this->same({{"a1:b"}}, {{"a", "b"}}));
  EXPECT_FALSE(this->same({{"a", ""}}, {{"a"}}));
}

TYPED_TEST(Exercise03, NullIsNoText) {
  EXPECT_FALSE(this->same({{std::nullopt}}, {{""}}));
  EXPECT_FALSE(this->same({{std::nullopt}}, {{"NULL"}}));
  EXPECT_FALSE(this->same({{std::nullopt}}, {{"\\N"}}));
  EXPECT_FALSE(this->same({{std::nullopt}}, {{"-"}}));
  EXPECT_FALSE(this->same({{std::nullopt, "a"}}, {{"a", std::nullopt}}));
}

TYPED_TEST(Exercise03, SumsOfPartsAreTheSumOfTheTable) {
  auto one = this->sum({{"1"}, {"2"}}), other = this->sum({{"3"}});
  other.add(one);
  EXPECT_TRUE(other == this->sum({{"1"}, {"2"}, {"3"}}));
  other.add(TypeParam());
  EXPECT_TRUE(other == this->sum({{"1"}, {"2"}, {"3"}}));
  EXPECT_FALSE(other == one);
}

TYPED_TEST(Exercise03, ASumKeepsNoRows) {
  EXPECT_TRUE(std::is_trivially_copyable_v<TypeParam>);
  EXPECT_LE(sizeof(TypeParam), 32U);
}

}  // namespace
