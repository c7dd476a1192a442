#include "tenstone/flags/diff.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenstone::flags {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Text = std::optional<std::string_view>;

std::string shown(Text before, Text after) {
  std::string all;
  for (const Difference& one : differences(before, after))
    all += one.pointer + ": " + one.before.value_or("-") + " > " + one.after.value_or("-") + "\n";
  return all;
}

TEST(Diff, NamesEachPlaceByItsPointer) {
  EXPECT_EQ(shown(R"({"a":1,"b":[1,2],"c":{"x":"y"}})", R"({"a":2,"b":[1,3],"c":{"x":"z"}})"),
            "/a: 1 > 2\n/b/1: 2 > 3\n/c/x: \"y\" > \"z\"\n");
}

TEST(Diff, WhatIsNotThereHasNoText) {
  EXPECT_EQ(shown(R"({"a":null,"b":[1]})", R"({"b":[1,{"x":2}],"c":3})"),
            "/a: null > -\n/b/1: - > {\"x\":2}\n/c: - > 3\n");
  EXPECT_EQ(shown({}, "{}"), ": - > {}\n");
  EXPECT_EQ(shown("{}", {}), ": {} > -\n");
}

TEST(Diff, EqualTextsHaveNone) {
  EXPECT_THAT(differences("[1]", "[1]"), IsEmpty());
  EXPECT_THAT(differences({}, {}), IsEmpty());
}

TEST(Diff, AnotherKindIsOneDifference) {
  EXPECT_EQ(shown(R"({"a":{"x":1},"b":[1]})", R"({"a":[1],"b":"new"})"), "/a: {\"x\":1} > [1]\n/b: [1] > \"new\"\n");
}

TEST(Diff, EscapesPointersAsRfc6901) {
  EXPECT_EQ(shown(R"({"a/b":1,"m~n":1,"":1})", R"({"a/b":2,"m~n":2,"":2})"), "/: 1 > 2\n/a~1b: 1 > 2\n/m~0n: 1 > 2\n");
}

TEST(Diff, KeepsTextsAsTheyAre) {
  const std::string longest(300, 'k');
  EXPECT_EQ(shown("{\"" + longest + "\":\"\\u0001é\\\"\"}", "{\"" + longest + "\":\"\"}"),
            "/" + longest + ": \"\\u0001é\\\"\" > \"\"\n");
}

TEST(Diff, WithManyDifferencesTheListIsOne) {
  std::string before = R"({"units":[)", after = R"({"units":["new")";
  for (int i = 0; i < 150; ++i) {
    before += (i ? ",\"" : "\"") + std::to_string(i) + '"';
    after += ",\"" + std::to_string(i) + '"';
  }
  before += "]}", after += "]}";
  const auto found = differences(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].pointer, "/units");
  EXPECT_EQ("{\"units\":" + *found[0].after + "}", after);
}

TEST(Diff, LooksIntoDeepTextsOnlySoFar) {
  std::string before = "1", after = "2";
  for (int i = 0; i < 30; ++i) before = "[" + before + "]", after = "[" + after + "]";
  const auto found = differences(before, after);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].after, "2");
}

}  // namespace
}  // namespace tenstone::flags
