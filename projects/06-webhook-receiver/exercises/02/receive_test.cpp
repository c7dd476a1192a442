#include "receive.hpp"

#include "exercise.hpp"
#include "solution/receive.hpp"

namespace {

using exercise::Event;
using exercise::Inbox;
using enum exercise::Answer;

struct Stub {
  static constexpr auto receive = stub::receive;
};
struct Solution {
  static constexpr auto receive = solution::receive;
};

template <class Answer>
struct Exercise02 : testing::Test {};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise02, Answers, exercise::Names);

const Event kEvent{"shop", "evt_1", "{}"};

TYPED_TEST(Exercise02, AnEventThatComesAgainIsADuplicate) {
  Inbox inbox;
  EXPECT_EQ(TypeParam::receive(inbox, kEvent), Accepted);
  EXPECT_EQ(TypeParam::receive(inbox, kEvent), Duplicate);
  EXPECT_EQ(inbox.stored(), 1U);
}

TYPED_TEST(Exercise02, TwoProcessesStoreItOnce) {
  Inbox inbox;
  int accepted = 0;
  inbox.meanwhile = [&] { accepted += TypeParam::receive(inbox, kEvent) == Accepted ? 1 : 0; };
  accepted += TypeParam::receive(inbox, kEvent) == Accepted ? 1 : 0;
  accepted += TypeParam::receive(inbox, kEvent) == Accepted ? 1 : 0;
  EXPECT_EQ(accepted, 1);
  EXPECT_EQ(inbox.stored(), 1U);
}

TYPED_TEST(Exercise02, EachSourceHasIdsOfItsOwn) {
  Inbox inbox;
  EXPECT_EQ(TypeParam::receive(inbox, {"shop", "123", "{}"}), Accepted);
  EXPECT_EQ(TypeParam::receive(inbox, {"shop1", "23", "{}"}), Accepted);
  EXPECT_EQ(TypeParam::receive(inbox, {"shop-1", "23", "{}"}), Accepted);
  EXPECT_EQ(TypeParam::receive(inbox, {"shop", "1/23", "{}"}), Accepted);
  EXPECT_EQ(TypeParam::receive(inbox, {"shop", "1-23", "{}"}), Accepted);
  EXPECT_EQ(inbox.stored(), 5U);
}

TYPED_TEST(Exercise02, AnotherBodyUnderTheSameIdIsAConflict) {
  Inbox inbox;
  EXPECT_EQ(TypeParam::receive(inbox, kEvent), Accepted);
  EXPECT_EQ(TypeParam::receive(inbox, {"shop", "evt_1", R"({"amount":1})"}), Conflict);
  EXPECT_EQ(TypeParam::receive(inbox, kEvent), Duplicate);
}

}  // namespace
