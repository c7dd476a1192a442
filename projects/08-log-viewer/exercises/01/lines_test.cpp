#include "lines.hpp"

#include "exercise.hpp"
#include "solution/lines.hpp"

namespace {

using Lines = std::vector<std::string>;

struct Stub {
  static constexpr auto last_lines = stub::last_lines;
};
struct Solution {
  static constexpr auto last_lines = solution::last_lines;
};

template <class Answer>
struct Exercise01 : testing::Test {
  static Lines last(std::string bytes, std::size_t count, std::size_t block) {
    return Answer::last_lines(exercise::File(std::move(bytes)), count, block);
  }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, LinesWithinABlockComeNewestFirst) {
  EXPECT_EQ(TestFixture::last("one\ntwo\nthree\n", 2, 64), (Lines{"three", "two"}));
}

TYPED_TEST(Exercise01, ALineInTwoBlocksIsOneLine) {
  EXPECT_EQ(TestFixture::last("one\ntwo\nthree\n", 3, 8), (Lines{"three", "two", "one"}));
}

TYPED_TEST(Exercise01, ItMakesNoDifferenceWhereBlocksAreCut) {
  const Lines wanted{"a long line that lies in many blocks", "", "two", "one"};
  for (std::size_t block = 1; block <= 64; ++block)
    ASSERT_EQ(TestFixture::last("one\ntwo\n\na long line that lies in many blocks\n", 9, block), wanted) << block;
}

TYPED_TEST(Exercise01, TheLastLineMayHaveNoEnd) {
  for (std::size_t block = 1; block <= 16; ++block)
    ASSERT_EQ(TestFixture::last("one\ntwo\nthr", 2, block), (Lines{"thr", "two"})) << block;
}

TYPED_TEST(Exercise01, AnEmptyFileHasNoLines) {
  EXPECT_EQ(TestFixture::last("", 3, 8), Lines());
  EXPECT_EQ(TestFixture::last("\n", 3, 8), Lines{""});
}

TYPED_TEST(Exercise01, TheRestOfTheFileIsNotRead) {
  constexpr std::string_view kNeeded = "\ntwo\nthree\n";
  for (std::size_t block = 1; block <= 16; ++block) {
    const exercise::File file(std::string(1'000'000, 'x') + "\none\ntwo\nthree\n");
    ASSERT_EQ(TypeParam::last_lines(file, 2, block), (Lines{"three", "two"}));
    ASSERT_EQ(file.bytes_read(), (kNeeded.size() + block - 1) / block * block) << block;
  }
}

}  // namespace
