#include "chunks.hpp"

#include <random>
#include <set>
#include <string>

#include "exercise.hpp"
#include "solution/chunks.hpp"

namespace {

struct Stub {
  static constexpr auto chunks = stub::chunks;
};
struct Solution {
  static constexpr auto chunks = solution::chunks;
};

std::string random_bytes(std::size_t size) {
  std::mt19937 random(10);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

std::string rows(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i)
    text += std::to_string(i) + "\tcustomer " + std::to_string(i * 7919 % 1000) + "\tnew\n";
  return text;
}

template <class Answer>
struct Exercise02 : testing::Test {
  // How many of the chunks of `after` are none of those of `before`.
  static std::size_t new_chunks(std::string_view before, std::string_view after) {
    std::set<std::string_view> known;
    for (const auto chunk : Answer::chunks(before)) known.insert(chunk);
    std::size_t count = 0;
    for (const auto chunk : Answer::chunks(after)) count += known.contains(chunk) ? 0 : 1;
    return count;
  }
  static void expect_whole(std::string_view bytes) {
    std::string together;
    const auto all = Answer::chunks(bytes);
    for (std::size_t i = 0; i < all.size(); ++i) {
      together += all[i];
      EXPECT_GT(all[i].size(), 0U);
      EXPECT_LE(all[i].size(), exercise::kMax);
      if (i + 1 < all.size()) EXPECT_GE(all[i].size(), exercise::kMin);
    }
    EXPECT_TRUE(together == bytes);
  }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

TYPED_TEST(Exercise02, TheChunksAreAllOfTheBytes) {
  for (const std::size_t size : {0U, 1U, 255U, 256U, 257U, 1023U, 1024U, 4096U, 4097U, 100'000U})
    this->expect_whole(random_bytes(size));
  this->expect_whole(rows(5000));
  EXPECT_TRUE(TypeParam::chunks("").empty());
}

TYPED_TEST(Exercise02, BytesWithoutACutEndAtTheMost) {
  const std::string zeros(10'000, '\0');
  this->expect_whole(zeros);
  EXPECT_EQ(TypeParam::chunks(zeros).size(), 3U);
}

TYPED_TEST(Exercise02, AByteAtTheBeginningMakesFewChunksNew) {
  const std::string before = random_bytes(400'000);
  EXPECT_LE(this->new_chunks(before, "x" + before), 3U);
  EXPECT_LE(this->new_chunks(before, before.substr(1)), 3U);
}

TYPED_TEST(Exercise02, ARowInTheMiddleMakesFewChunksNew) {
  const std::string before = rows(20'000);
  for (const std::size_t place : {100'000U, 200'001U, 300'002U, 400'003U}) {
    std::string after = before;
    after.insert(place, "0\tmia\tpaid\n");
    EXPECT_LE(this->new_chunks(before, after), 6U) << place;
    after = before;
    after.erase(place, 20);
    EXPECT_LE(this->new_chunks(before, after), 6U) << place;
  }
}

TYPED_TEST(Exercise02, WhatIsTheSameTwiceIsCutTheSameTwice) {
  const std::string once = random_bytes(200'000);
  EXPECT_LE(this->new_chunks(once, once + once), 4U);
}

// With one mask, four of ten chunks would be shorter than half of the average, or longer than its double.
TYPED_TEST(Exercise02, MostChunksAreNearTheAverage) {
  const std::string bytes = random_bytes(4'000'000);
  const auto all = TypeParam::chunks(bytes);
  std::size_t near = 0;
  for (const auto chunk : all)
    near += chunk.size() >= exercise::kAverage / 2 && chunk.size() <= exercise::kAverage * 2 ? 1 : 0;
  EXPECT_GT(near, all.size() * 80 / 100);
  const std::size_t average = bytes.size() / all.size();
  EXPECT_GT(average, exercise::kAverage * 9 / 10);
  EXPECT_LT(average, exercise::kAverage * 13 / 10);
}

}  // namespace
