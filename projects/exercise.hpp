// An exercise is one test for two answers, yours (the stub) and ours (the solution), in a namespace each:
//
//   struct Stub { static constexpr auto decide = stub::decide; };
//   struct Solution { static constexpr auto decide = solution::decide; };
//   template <class Answer> struct Exercise01 : testing::Test {};
//   using Answers = testing::Types<Stub, Solution>;
//   TYPED_TEST_SUITE(Exercise01, Answers, exercise::Names);
//   TYPED_TEST(Exercise01, TenAreAllowed) { EXPECT_TRUE(TypeParam::decide(…)); }
//
// The tests are then called Exercise01/Stub.TenAreAllowed and Exercise01/Solution.TenAreAllowed. tools/lesson-check
// wants the stub's to fail, and the solution's to pass.
#pragma once
#include <gtest/gtest.h>
#include <string>

namespace exercise {

struct Names {
  template <class Answer>
  static std::string GetName(int index) {
    return index == 0 ? "Stub" : "Solution";
  }
};

}  // namespace exercise
