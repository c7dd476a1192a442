#include "if_match.hpp"

#include "exercise.hpp"
#include "solution/if_match.hpp"

namespace {

struct Stub {
  static constexpr auto covers = stub::covers;
};
struct Solution {
  static constexpr auto covers = solution::covers;
};

template <class Answer>
struct Exercise03 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, TheVersionThatWasReadIsCovered) {
  EXPECT_TRUE(TypeParam::covers(R"("7")", 7));
  EXPECT_FALSE(TypeParam::covers(R"("7")", 8));
  EXPECT_FALSE(TypeParam::covers(R"("7")", 77));
}

TYPED_TEST(Exercise03, AStarCoversAll) { EXPECT_TRUE(TypeParam::covers("*", 7)); }

TYPED_TEST(Exercise03, AListCoversEachOfItsVersions) {
  EXPECT_TRUE(TypeParam::covers(R"("6", "7")", 6));
  EXPECT_TRUE(TypeParam::covers(R"("6","7")", 7));
  EXPECT_FALSE(TypeParam::covers(R"("6", "7")", 5));
}

TYPED_TEST(Exercise03, AWeakTagPermitsNoChange) {
  EXPECT_FALSE(TypeParam::covers(R"(W/"7")", 7));
  EXPECT_TRUE(TypeParam::covers(R"(W/"7", "7")", 7));
}

TYPED_TEST(Exercise03, ACommaInATagIsPartOfIt) {
  EXPECT_TRUE(TypeParam::covers(R"("a,b", "7")", 7));
  EXPECT_FALSE(TypeParam::covers(R"("6,7")", 7));
}

TYPED_TEST(Exercise03, ATagHasNoBlanksOrControlCharacters) {
  EXPECT_TRUE(TypeParam::covers("\"!~\xe9\", \"7\"", 7));
  for (const auto* header : {R"("a b", "7")", "\"a\tb\", \"7\"", "\"a\x7f\", \"7\""})
    EXPECT_FALSE(TypeParam::covers(header, 7)) << header;
}

TYPED_TEST(Exercise03, WhatIsNoListOfTagsCoversNothing) {
  for (const auto* header : {"", "7", R"("7)", R"("7" "8")", R"("7", 8)", R"(w/"7")", R"(*, "7")"})
    EXPECT_FALSE(TypeParam::covers(header, 7)) << header;
}

}  // namespace
