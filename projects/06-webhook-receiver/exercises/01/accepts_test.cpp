#include "accepts.hpp"

#include "exercise.hpp"
#include "solution/accepts.hpp"

namespace {

using exercise::Watched;

struct Stub {
  static constexpr auto accepts = stub::accepts;
  static constexpr auto same = stub::same;
};
struct Solution {
  static constexpr auto accepts = solution::accepts;
  static constexpr auto same = solution::same;
};

template <class Answer>
struct Exercise01 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

constexpr auto* kSecret = "it is a secret";

std::string signed_by(std::string_view secret, std::string_view body) {
  return "sha256=" + tenstone::to_hex(exercise::mac(secret, body));
}

TYPED_TEST(Exercise01, WhatWasSignedIsAccepted) {
  const std::string body = R"({"id":"evt_1","amount":1250})";
  EXPECT_TRUE(TypeParam::accepts(kSecret, body, signed_by(kSecret, body)));
  EXPECT_FALSE(TypeParam::accepts(kSecret, body, signed_by("another secret", body)));
  EXPECT_FALSE(TypeParam::accepts(kSecret, R"({"id":"evt_1","amount":9250})", signed_by(kSecret, body)));
}

TYPED_TEST(Exercise01, EveryByteOfTheBodyIsSigned) {
  for (const std::string body : {"{}\n", "{} ", " {}", "\n", "{}\r\n"})
    EXPECT_TRUE(TypeParam::accepts(kSecret, body, signed_by(kSecret, body))) << body;
  EXPECT_FALSE(TypeParam::accepts(kSecret, "{}\n", signed_by(kSecret, "{}")));
  EXPECT_FALSE(TypeParam::accepts(kSecret, " {}", signed_by(kSecret, "{}")));
}

TYPED_TEST(Exercise01, AHeaderOfAnotherFormIsRefused) {
  const std::string digits = tenstone::to_hex(exercise::mac(kSecret, "{}"));
  std::string upper = digits;
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& header : {std::string(), digits, std::string("sha256="), "sha1=" + digits, "sha256=" + upper,
                                    "sha256=" + digits.substr(2), "sha256=" + digits + "00", "sha256= " + digits})
    EXPECT_FALSE(TypeParam::accepts(kSecret, "{}", header)) << header;
}

TYPED_TEST(Exercise01, ADifferenceIsFoundWhereverItIs) {
  const std::string good(32, 'x');
  EXPECT_TRUE(TypeParam::same(Watched(good), Watched(good)));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string other = good;
    other[i] = 'y';
    EXPECT_FALSE(TypeParam::same(Watched(good), Watched(other))) << i;
  }
  EXPECT_FALSE(TypeParam::same(Watched(good), Watched(good + "x")));
  std::string twice = good;
  twice[3] = twice[20] = 'y';  // two differences do not make up for each other
  EXPECT_FALSE(TypeParam::same(Watched(good), Watched(twice)));
  const std::string rising = "abcdefghijklmnopqrstuvwxyz012345";
  EXPECT_FALSE(TypeParam::same(Watched(rising), Watched("ba" + rising.substr(2))));
}

TYPED_TEST(Exercise01, NoDifferenceTakesLessTime) {
  const std::string good(32, 'x');
  for (const std::size_t i : {0U, 15U, 31U}) {
    std::string other = good;
    other[i] = 'y';
    const Watched expected(good), shown(other);
    TypeParam::same(expected, shown);
    EXPECT_EQ(expected.looks(), 32U) << "they differ at " << i;
    EXPECT_EQ(shown.looks(), 32U) << "they differ at " << i;
  }
}

}  // namespace
