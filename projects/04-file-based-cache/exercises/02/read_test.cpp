#include "read.hpp"

#include "exercise.hpp"
#include "solution/read.hpp"

namespace {

struct Stub {
  static constexpr auto read = stub::read;
};
struct Solution {
  static constexpr auto read = solution::read;
};

template <class Answer>
struct Exercise02 : testing::Test {
  const std::string file = exercise::write("greeting", "Hello, Mia!");
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

TYPED_TEST(Exercise02, AWholeFileIsAHit) {
  EXPECT_EQ(TypeParam::read(this->file, "greeting"), "Hello, Mia!");
  EXPECT_EQ(TypeParam::read(exercise::write("empty", ""), "empty"), "");
}

TYPED_TEST(Exercise02, AFileThatWasCutOffAnywhereIsAMiss) {
  for (std::size_t size = 0; size < this->file.size(); ++size)
    ASSERT_EQ(TypeParam::read(std::string_view(this->file).substr(0, size), "greeting"), std::nullopt) << size;
}

TYPED_TEST(Exercise02, AFileWithMoreBehindItIsAMiss) {
  EXPECT_EQ(TypeParam::read(this->file + "!", "greeting"), std::nullopt);
}

TYPED_TEST(Exercise02, AnyFlippedBitIsAMiss) {
  for (std::size_t bit = 0; bit < this->file.size() * 8; ++bit) {
    std::string damaged = this->file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_EQ(TypeParam::read(damaged, "greeting"), std::nullopt) << bit;
  }
}

TYPED_TEST(Exercise02, TheEntryOfAnotherKeyIsAMiss) {
  EXPECT_EQ(TypeParam::read(this->file, "greetinG"), std::nullopt);
  EXPECT_EQ(TypeParam::read(this->file, "greet"), std::nullopt);
  EXPECT_EQ(TypeParam::read(this->file, ""), std::nullopt);
}

TYPED_TEST(Exercise02, LengthsThatWrapAroundAreAMiss) {
  const std::string rest = exercise::as_bytes(0xffff'ffff) + exercise::as_bytes(1 + 5) + "keybo";
  EXPECT_EQ(TypeParam::read(exercise::as_bytes(tenstone::crc32(rest)) + rest, "key"), std::nullopt);
}

}  // namespace
