#include "cookie.hpp"

#include <gmock/gmock.h>
#include <vector>

#include "exercise.hpp"
#include "solution/cookie.hpp"

namespace {
using namespace std::chrono_literals;

struct Stub {
  static constexpr auto set_cookie = stub::set_cookie;
  static constexpr auto token_of = stub::token_of;
};
struct Solution {
  static constexpr auto set_cookie = solution::set_cookie;
  static constexpr auto token_of = solution::token_of;
};

template <class Answer>
struct Exercise02 : testing::Test {
  // The pair and its attributes, in their order.
  std::vector<std::string> parts(std::optional<std::chrono::milliseconds> lives_for) {
    std::vector<std::string> all;
    std::string rest = Answer::set_cookie("secret", lives_for) + "; ";
    for (std::size_t end; (end = rest.find("; ")) != rest.npos; rest.erase(0, end + 2))
      all.push_back(rest.substr(0, end));
    return all;
  }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);
using testing::Contains, testing::ElementsAre, testing::Not, testing::Optional, testing::StartsWith,
    testing::UnorderedElementsAre;

TYPED_TEST(Exercise02, TheBrowserGuardsIt) {
  EXPECT_THAT(this->parts(std::nullopt),
              UnorderedElementsAre("__Host-sid=secret", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"));
  EXPECT_THAT(this->parts(std::nullopt).front(), "__Host-sid=secret");
}

TYPED_TEST(Exercise02, ItLivesAsLongAsTheSession) {
  EXPECT_THAT(this->parts(30s), Contains("Max-Age=30"));
  EXPECT_THAT(this->parts(std::nullopt), Not(Contains(StartsWith("Max-Age"))));
}

TYPED_TEST(Exercise02, HalfASecondDoesNotRemoveIt) { EXPECT_THAT(this->parts(500ms), Contains("Max-Age=1")); }

TYPED_TEST(Exercise02, ATimeThatIsOverRemovesIt) { EXPECT_THAT(this->parts(0ms), Contains("Max-Age=0")); }

TYPED_TEST(Exercise02, NoBrowserKeepsItForYears) {
  EXPECT_THAT(this->parts(std::chrono::years(3)), Contains("Max-Age=34560000"));
}

TYPED_TEST(Exercise02, ItIsFoundAmongOthers) {
  EXPECT_THAT(TypeParam::token_of("__Host-sid=secret"), Optional(std::string("secret")));
  EXPECT_THAT(TypeParam::token_of("theme=dark; __Host-sid=secret; lang=en"), Optional(std::string("secret")));
  EXPECT_EQ(TypeParam::token_of("theme=dark"), std::nullopt);
  EXPECT_EQ(TypeParam::token_of(""), std::nullopt);
}

TYPED_TEST(Exercise02, AnotherNameIsAnotherCookie) {
  EXPECT_EQ(TypeParam::token_of("sid=forged"), std::nullopt);
  EXPECT_EQ(TypeParam::token_of("my__Host-sid=forged"), std::nullopt);
  EXPECT_EQ(TypeParam::token_of("note=__Host-sid=forged"), std::nullopt);
}

TYPED_TEST(Exercise02, OneOfTwoIsForged) {
  EXPECT_EQ(TypeParam::token_of("__Host-sid=forged; __Host-sid=secret"), std::nullopt);
}

}  // namespace
