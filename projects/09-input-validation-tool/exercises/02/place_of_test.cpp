#include "place_of.hpp"

#include "exercise.hpp"
#include "solution/place_of.hpp"

namespace {

using exercise::Place;

struct Stub {
  static constexpr auto place_of = stub::place_of;
};
struct Solution {
  static constexpr auto place_of = solution::place_of;
};

template <class Answer>
struct Exercise02 : testing::Test {
  // Of the first '!' in the text.
  static Place at(std::string_view text) { return Answer::place_of(text, text.find('!')); }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

TYPED_TEST(Exercise02, BothBeginAtOne) {
  EXPECT_EQ(TestFixture::at("!"), (Place{1, 1}));
  EXPECT_EQ(TestFixture::at("ab!"), (Place{1, 3}));
  EXPECT_EQ(TestFixture::at("a\nb\n!"), (Place{3, 1}));
}

TYPED_TEST(Exercise02, TheEndOfTheTextIsAPlace) {
  EXPECT_EQ(TypeParam::place_of("", 0), (Place{1, 1}));
  EXPECT_EQ(TypeParam::place_of("{\n", 2), (Place{2, 1}));
}

TYPED_TEST(Exercise02, ACharacterOfManyBytesIsOneColumn) {
  EXPECT_EQ(TestFixture::at("Grüße!"), (Place{1, 6}));
  EXPECT_EQ(TestFixture::at("\"🍵\": !"), (Place{1, 6}));
  EXPECT_EQ(TestFixture::at("ü\nü!"), (Place{2, 2}));
}

TYPED_TEST(Exercise02, ALineEndsInThreeWays) {
  EXPECT_EQ(TestFixture::at("a\r\nb\r\n!"), (Place{3, 1}));
  EXPECT_EQ(TestFixture::at("a\rb\r!"), (Place{3, 1}));
  EXPECT_EQ(TestFixture::at("a\r\r\n\n!"), (Place{4, 1}));
}

TYPED_TEST(Exercise02, ALastReturnEndsALine) { EXPECT_EQ(TypeParam::place_of("a\r", 2), (Place{2, 1})); }

}  // namespace
