#include "page.hpp"

#include <gmock/gmock.h>

#include "exercise.hpp"
#include "solution/page.hpp"

namespace {
using namespace std::chrono_literals;
using exercise::Page, exercise::Place, exercise::Rows, exercise::Time;

struct Stub {
  static constexpr auto page = stub::page;
};
struct Solution {
  static constexpr auto page = solution::page;
};

template <class Answer>
struct Exercise02 : testing::Test {
  // Five orders, newest first. Three of them came in the same microsecond.
  Rows table{{noon + 2s, 5}, {noon + 1s, 4}, {noon + 1s, 3}, {noon + 1s, 2}, {noon, 1}};

  Page first(std::size_t limit) { return Answer::page(table, std::nullopt, limit); }
  Page behind(const Page& page, std::size_t limit) { return Answer::page(table, page.next, limit); }
  std::vector<std::int64_t> ids(const Page& page) {
    std::vector<std::int64_t> all;
    for (const auto& row : page.rows) all.push_back(row.id);
    return all;
  }
  static constexpr Time noon{std::chrono::hours(12)};
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);
using testing::ElementsAre;

TYPED_TEST(Exercise02, TheFirstPageIsTheStart) {
  const Page page = this->first(2);
  EXPECT_THAT(this->ids(page), ElementsAre(5, 4));
  EXPECT_TRUE(page.next.has_value());
}

TYPED_TEST(Exercise02, OrdersOfTheSameMomentAreNotSkipped) {
  const Page second = this->behind(this->first(2), 2);
  EXPECT_THAT(this->ids(second), ElementsAre(3, 2));
  EXPECT_THAT(this->ids(this->behind(second, 2)), ElementsAre(1));
}

TYPED_TEST(Exercise02, AnOrderThatComesMeanwhileRepeatsNothing) {
  const Page page = this->first(2);
  this->table.insert(this->table.begin(), {this->noon + 3s, 6});
  EXPECT_THAT(this->ids(this->behind(page, 2)), ElementsAre(3, 2));
}

TYPED_TEST(Exercise02, AnOrderThatGoesMeanwhileSkipsNothing) {
  const Page page = this->first(2);
  this->table.erase(this->table.begin() + 1);  // the one that the page ended with
  EXPECT_THAT(this->ids(this->behind(page, 2)), ElementsAre(3, 2));
}

TYPED_TEST(Exercise02, AFullPageWithNothingBehindItIsTheLast) {
  const Page last = this->behind(this->first(4), 1);
  EXPECT_THAT(this->ids(last), ElementsAre(1));
  EXPECT_FALSE(last.next.has_value());
  EXPECT_FALSE(this->first(5).next.has_value());
}

TYPED_TEST(Exercise02, AnEmptyTableIsOneEmptyPage) {
  this->table.clear();
  EXPECT_THAT(this->first(2).rows, testing::IsEmpty());
  EXPECT_FALSE(this->first(2).next.has_value());
}

}  // namespace
