#include "pointer_to.hpp"

#include "exercise.hpp"
#include "solution/pointer_to.hpp"

namespace {

using exercise::Path;

struct Stub {
  static constexpr auto pointer_to = stub::pointer_to;
};
struct Solution {
  static constexpr auto pointer_to = solution::pointer_to;
};

template <class Answer>
struct Exercise01 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);

TYPED_TEST(Exercise01, KeysAndIndexes) {
  EXPECT_EQ(TypeParam::pointer_to({"guests", std::size_t{1}, "email"}), "/guests/1/email");
  EXPECT_EQ(TypeParam::pointer_to({std::size_t{0}}), "/0");
}

TYPED_TEST(Exercise01, TheRootHasNoStep) { EXPECT_EQ(TypeParam::pointer_to({}), ""); }

TYPED_TEST(Exercise01, AKeyMayHoldASlash) {
  EXPECT_EQ(TypeParam::pointer_to({"a/b"}), "/a~1b");
  EXPECT_EQ(TypeParam::pointer_to({"a/b/c"}), "/a~1b~1c");
  EXPECT_NE(TypeParam::pointer_to({"a/b"}), TypeParam::pointer_to({"a", "b"}));
}

TYPED_TEST(Exercise01, ATildeIsEscapedOnce) {
  EXPECT_EQ(TypeParam::pointer_to({"m~n"}), "/m~0n");
  EXPECT_EQ(TypeParam::pointer_to({"~1"}), "/~01");
  EXPECT_EQ(TypeParam::pointer_to({"~/~"}), "/~0~1~0");
}

TYPED_TEST(Exercise01, AnEmptyKeyIsAStep) {
  EXPECT_EQ(TypeParam::pointer_to({""}), "/");
  EXPECT_EQ(TypeParam::pointer_to({"a", "", "b"}), "/a//b");
}

TYPED_TEST(Exercise01, OfTheExamplesOfTheRfc) {
  for (const auto& [key, pointer] : {std::pair{"c%d", "/c%d"}, {"e^f", "/e^f"}, {"i\\j", "/i\\j"}, {" ", "/ "}})
    EXPECT_EQ(TypeParam::pointer_to({key}), pointer);
}

}  // namespace
