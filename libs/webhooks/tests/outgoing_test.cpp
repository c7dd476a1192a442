#include "tenstone/webhooks/outgoing.hpp"

#include <gmock/gmock.h>

#include "sending_fixture.hpp"

namespace tenstone::webhooks {
namespace {
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr auto kRows =
    "select (select count(*) from webhook_messages) || ' ' || (select count(*) from webhook_deliveries) || ' ' || "
    "(select count(*) from work)";

class OutgoingTest : public SendingTest {
 protected:
  Result<SentMessage> put(NewMessage message, bool commit) {
    const auto task = [&]() -> Task<Result<SentMessage>> {
      auto transaction = co_await database_.begin();
      auto sent = co_await outgoing_.send(transaction, std::move(message));
      if (commit) co_await transaction.commit();
      co_return sent;
    };
    return run(task());
  }
  std::string refusal(NewMessage message) {
    const auto sent = run(outgoing_.send(std::move(message)));
    return sent ? "sent" : sent.error().code + ": " + sent.error().message;
  }
};

TEST_F(OutgoingTest, AMessageGoesToTheEnabledEndpointsThatChooseItsType) {
  const auto all = add_endpoint("all").endpoint.id, orders = add_endpoint("orders", {"order.*"}).endpoint.id;
  add_endpoint("users", {"user.created"});
  const auto disabled = add_endpoint("disabled").endpoint.id;
  ASSERT_TRUE(run(endpoints_.change(disabled, {.enabled = false}, kOlaf)));
  ASSERT_TRUE(run(endpoints_.create({.url = url("other")}, {kOther, "user:mia"})));

  NewMessage message = paid();
  message.trace = "request-1";
  const auto sent = send(message);
  EXPECT_THAT(sent.id, MatchesRegex("msg_[0-9a-f-]+"));
  EXPECT_EQ(sent.deliveries, 2U);
  ASSERT_EQ(sent.ids.size(), 2U);
  EXPECT_EQ(sql("select string_agg(id::text, ' ' order by id) from webhook_deliveries"),
            to_string(std::min(sent.ids[0], sent.ids[1])) + " " + to_string(std::max(sent.ids[0], sent.ids[1])));
  EXPECT_FALSE(sent.existed);
  EXPECT_EQ(sql("select string_agg(endpoint_id::text, ' ' order by endpoint_id) from webhook_deliveries"),
            to_string(all) + " " + to_string(orders));
  EXPECT_EQ(sql("select count(*) from webhook_deliveries d join work on job = d.id and item = d.id and org = d.org_id "
                "where trace = 'request-1' and kind = 1"),
            "2");
  EXPECT_EQ(work_.wakes, 1);
  EXPECT_THAT(sql("select convert_from(body, 'UTF8') from webhook_messages"),
              MatchesRegex(R"(\{"type":"order\.paid","timestamp":"20[^"]+Z","data":\{"order":7\}\})"));
}

TEST_F(OutgoingTest, IsPartOfItsTransaction) {
  add_endpoint("all");
  ASSERT_TRUE(put(paid(), false));
  EXPECT_EQ(sql(kRows), "0 0 0");
  ASSERT_TRUE(put(paid(), true));
  EXPECT_EQ(sql(kRows), "1 1 1");
}

TEST_F(OutgoingTest, ASecondMessageWithAKeyIsTheFirst) {
  add_endpoint("all");
  NewMessage message = paid();
  message.key = "order-7";
  const auto first = send(message);
  add_endpoint("late");
  message.payload.text = R"({"order":8})";
  const auto second = send(message);
  EXPECT_TRUE(second.existed);
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.deliveries, 1U);
  EXPECT_TRUE(second.ids.empty());
  EXPECT_EQ(sql("select count(*) from work"), "1");
  EXPECT_EQ(work_.wakes, 1);
  message.org = kOther;
  EXPECT_FALSE(send(message).existed);
  EXPECT_EQ(sql("select count(*) from webhook_messages"), "2");
}

TEST_F(OutgoingTest, OfManyWithOneKeyAtOnceOneIsSent) {
  add_endpoint("all");
  NewMessage message = paid();
  message.key = "order-7";
  std::vector<SentMessage> all;
  const auto many = [&]() -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 16; ++i) {
      group.spawn([](Outgoing* outgoing, NewMessage one, std::vector<SentMessage>* out) -> Task<> {
        const auto sent = co_await outgoing->send(std::move(one));
        if (sent) out->push_back(*sent);
      }(&outgoing_, message, &all));
    }
    co_await group.join();
  };
  run(many());
  ASSERT_EQ(all.size(), 16U);
  EXPECT_EQ(std::ranges::count(all, false, &SentMessage::existed), 1);
  for (const SentMessage& each : all) EXPECT_EQ(each.id, all[0].id);
  EXPECT_EQ(sql("select count(*) from webhook_deliveries"), "1");
}

TEST_F(OutgoingTest, RefusesWhatIsNoMessage) {
  const auto with = [&](auto change) {
    NewMessage message = paid();
    change(message);
    return refusal(std::move(message));
  };
  EXPECT_THAT(with([](NewMessage& m) { m.type = "order paid"; }), HasSubstr("message_invalid: A type is words"));
  EXPECT_THAT(with([](NewMessage& m) { m.payload.text = "[]"; }), HasSubstr("message_invalid: The payload is"));
  EXPECT_THAT(with([](NewMessage& m) { m.key = ""; }), HasSubstr("message_invalid: A key has"));
  EXPECT_THAT(with([](NewMessage& m) { m.key = std::string(201, 'k'); }), HasSubstr("message_invalid: A key has"));
  const auto of_size = [](std::size_t bytes) {
    return [bytes](NewMessage& m) { m.payload.text = R"({"a":")" + std::string(bytes - 8, 'a') + R"("})"; };
  };
  EXPECT_EQ(with(of_size(kMaxMessageBytes)), "sent");
  EXPECT_THAT(with(of_size(kMaxMessageBytes + 1)), HasSubstr("message_too_large"));
}

TEST_F(OutgoingTest, AMessageToOneEndpointIsForNoOther) {
  const auto one = add_endpoint("one", {"user.created"}).endpoint.id;
  add_endpoint("all");
  const auto sent = run(endpoints_.test(one, kOlaf, "request-2"));
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->deliveries, 1U);
  ASSERT_EQ(sent->ids.size(), 1U);
  EXPECT_EQ(sql("select job from work"), to_string(sent->ids[0]));
  EXPECT_EQ(sql("select endpoint_id from webhook_deliveries"), to_string(one));
  EXPECT_EQ(sql("select type from webhook_messages"), "webhook.test");
  EXPECT_EQ(sql("select trace from work"), "request-2");
  ASSERT_TRUE(run(endpoints_.change(one, {.enabled = false}, kOlaf)));
  EXPECT_EQ(run(endpoints_.test(one, kOlaf, "")).error().code, "endpoint_disabled");
  EXPECT_EQ(run(endpoints_.test(one, {kOther, "user:mia"}, "")).error().code, "endpoint_not_found");
  EXPECT_EQ(sql("select count(*) from webhook_messages"), "1");
}

TEST_F(OutgoingTest, OldMessagesAreRemovedWithTheirDeliveries) {
  const auto all = add_endpoint("all").endpoint.id;
  EXPECT_TRUE(std::holds_alternative<Delivered>(deliver(all)));
  pass(std::chrono::days(31));
  send();
  run(remove_old_messages(database_, std::chrono::days(30)));
  EXPECT_EQ(sql("select (select count(*) from webhook_messages), (select count(*) from webhook_deliveries), "
                "(select count(*) from webhook_attempts)"),
            "1|1|0");
}

}  // namespace
}  // namespace tenstone::webhooks
