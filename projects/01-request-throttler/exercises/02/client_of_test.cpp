#include "client_of.hpp"

#include <vector>

#include "exercise.hpp"
#include "solution/client_of.hpp"

namespace {

struct Stub {
  static constexpr auto client_of = stub::client_of;
};
struct Solution {
  static constexpr auto client_of = solution::client_of;
};

template <class Answer>
struct Exercise02 : testing::Test {
  // Ours are those of 10.0.0.0/8.
  std::string_view client(std::string_view peer, const std::vector<std::string_view>& hops) {
    return Answer::client_of(peer, hops, [](std::string_view address) { return address.starts_with("10."); });
  }
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

TYPED_TEST(Exercise02, WithoutAProxyItIsThePeer) { EXPECT_EQ(this->client("192.0.2.7", {}), "192.0.2.7"); }

TYPED_TEST(Exercise02, AProxyTellsWhoAskedIt) { EXPECT_EQ(this->client("10.0.0.1", {"192.0.2.7"}), "192.0.2.7"); }

TYPED_TEST(Exercise02, EachProxyTellsWhoAskedIt) {
  EXPECT_EQ(this->client("10.0.0.1", {"192.0.2.7", "10.0.0.3", "10.0.0.2"}), "192.0.2.7");
}

TYPED_TEST(Exercise02, WhoeverIsNoProxyOfOursIsTheClientWhateverItSays) {
  EXPECT_EQ(this->client("192.0.2.7", {"198.51.100.1"}), "192.0.2.7");
}

TYPED_TEST(Exercise02, WhatTheClientWroteItselfIsNotBelieved) {
  EXPECT_EQ(this->client("10.0.0.1", {"198.51.100.1", "192.0.2.7"}), "192.0.2.7");
  EXPECT_EQ(this->client("10.0.0.1", {"198.51.100.1", "192.0.2.7", "10.0.0.2"}), "192.0.2.7");
}

TYPED_TEST(Exercise02, AClientThatNamesOurProxiesIsStillTheClient) {
  EXPECT_EQ(this->client("10.0.0.1", {"198.51.100.1", "10.0.0.9", "192.0.2.7"}), "192.0.2.7");
}

TYPED_TEST(Exercise02, WhereAllAreOursItBeganAtTheFirst) {
  EXPECT_EQ(this->client("10.0.0.1", {"10.0.0.3", "10.0.0.2"}), "10.0.0.3");
}

}  // namespace
