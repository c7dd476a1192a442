#include "eviction.hpp"

#include "exercise.hpp"
#include "solution/eviction.hpp"

namespace {

using Stub = stub::Cache;
using Solution = solution::Cache;

template <class Answer>
struct Exercise03 : testing::Test {
  void put(std::string_view keys) {
    for (const char key : keys) cache.put(std::string(1, key));
  }
  void get(std::string_view keys) {
    for (const char key : keys) EXPECT_TRUE(cache.get(std::string(1, key))) << key;
  }
  Answer cache;
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, WithoutReadsTheOldestGoes) {
  this->put("abcdef");
  this->get("cdef");
  EXPECT_FALSE(this->cache.get("a"));
  EXPECT_FALSE(this->cache.get("b"));
}

TYPED_TEST(Exercise03, WhatIsReadIsSparedOnce) {
  this->put("abcd");
  this->get("a");
  this->put("e");
  EXPECT_FALSE(this->cache.get("b"));
  this->get("cde");
}

TYPED_TEST(Exercise03, TheHandGoesOnFromWhereItStopped) {
  this->put("abcd");
  this->get("a");
  this->put("e");  // b goes, and the hand stands at c
  this->put("f");  // c goes, though a is older and has lost its bit
  EXPECT_FALSE(this->cache.get("c"));
  this->get("adef");
}

TYPED_TEST(Exercise03, BehindTheNewestItStartsAgainAtTheOldest) {
  this->put("abcd");
  this->get("abcd");
  this->put("e");  // all lose their bit, and a goes
  EXPECT_FALSE(this->cache.get("a"));
  this->get("bcde");
}

TYPED_TEST(Exercise03, OnePassOverManyLeavesWhatEverybodyReads) {
  this->put("ab");
  for (char key = 'c'; key <= 'z'; ++key) {
    this->get("ab");
    this->put({&key, 1});
  }
  this->get("ab");
}

}  // namespace
