#include "tenstone/webhooks/delivery_sender.hpp"

#include <gmock/gmock.h>

#include "sending_fixture.hpp"

namespace tenstone::webhooks {
namespace {
using ::testing::HasSubstr;

class DeliverySenderTest : public SendingTest {
 protected:
  // By which of the secrets the request verifies.
  static Result<Verified> verify_hit(const Hit& hit, std::initializer_list<Secret<std::string>> secrets, Time now) {
    std::vector<SigningKey> keys;
    for (const auto& secret : secrets)
      keys.push_back(SigningKey::make(Scheme::StandardWebhooks, std::to_string(keys.size()), secret).value());
    std::vector<http::Field> fields;
    for (const auto& [name, value] : hit.headers) fields.push_back({name, value});
    return verify(Scheme::StandardWebhooks, fields, hit.body, keys, now);
  }
  TryAgain failed(const DeliveryOutcome& outcome) {
    const auto* again = std::get_if<TryAgain>(&outcome);
    return again ? *again : TryAgain{"not a failure", {}, {}};
  }
  std::string given_up(const DeliveryOutcome& outcome) {
    const auto* end = std::get_if<GiveUp>(&outcome);
    return end ? end->code : "not given up";
  }
  // Without waiting for its end.
  void begin(const Uuid& delivery) {
    const auto body = [](DeliverySenderTest* self, Uuid id) -> Task<> {
      const auto outcome = co_await self->sender_->attempt(self->attempt_of(id));
      if (std::holds_alternative<NotNow>(outcome)) ++self->waiting_;
      ++self->ended_;
    };
    loops_[delivery.bytes[15] % 2].spawn(body(this, delivery));
  }
  std::atomic<int> waiting_ = 0, ended_ = 0;
  static bool delivered(const DeliveryOutcome& outcome) { return std::holds_alternative<Delivered>(outcome); }
};

TEST_F(DeliverySenderTest, SendsTheSameSignedBytesInEveryAttempt) {
  const auto made = add_endpoint("shop");
  answers("shop", 500, "out of order");
  const auto sent = send();
  const Uuid delivery = delivery_to(made.endpoint.id);
  EXPECT_EQ(failed(attempt(delivery)).code, "endpoint_failed");
  pass(10s);
  answers("shop", 204);
  EXPECT_TRUE(delivered(attempt(delivery, 2)));

  const auto got = hits("shop");
  ASSERT_EQ(got.size(), 2U);
  for (const Hit& hit : got) {
    EXPECT_THAT(hit.body, HasSubstr(R"({"type":"order.paid","timestamp":")"));
    EXPECT_EQ(hit.header("content-type"), "application/json");
    EXPECT_EQ(hit.header("webhook-id"), sent.id);
    const auto verified = verify_hit(hit, {made.secret}, clock_.now());
    ASSERT_TRUE(verified) << verified.error().detail;
    EXPECT_EQ(verified->event_id, sent.id);
  }
  EXPECT_EQ(got[0].body, got[1].body);
  EXPECT_NE(got[0].header("webhook-timestamp"), got[1].header("webhook-timestamp"));
  EXPECT_EQ(sql("select attempt, status, error, convert_from(answer, 'UTF8'), milliseconds >= 0 from webhook_attempts "
                "order by attempt"),
            "1|500||out of order|t\n2|204|||t");
  EXPECT_EQ(sql("select delivered_at is not null from webhook_deliveries"), "t");
  EXPECT_TRUE(counted("delivered", 1) && counted("failed_status", 1));
}

TEST_F(DeliverySenderTest, WhatWasDeliveredIsNotSentAgain) {
  const auto shop = add_endpoint("shop").endpoint.id;
  EXPECT_TRUE(delivered(deliver(shop)));
  EXPECT_TRUE(delivered(attempt(delivery_to(shop))));  // its job's end was not stored, so the job ran again
  EXPECT_EQ(hits("shop").size(), 1U);
}

TEST_F(DeliverySenderTest, DuringARotationBothSecretsSign) {
  const auto before = add_endpoint("shop");
  const auto rotated = run(endpoints_.rotate(before.endpoint.id, 24h, kOlaf));
  ASSERT_TRUE(rotated);
  EXPECT_TRUE(delivered(deliver(before.endpoint.id)));
  pass(24h + 1s);
  EXPECT_TRUE(delivered(deliver(before.endpoint.id)));
  const auto got = hits("shop");
  ASSERT_EQ(got.size(), 2U);
  EXPECT_TRUE(verify_hit(got[0], {before.secret}, clock_.now() - 24h));
  EXPECT_TRUE(verify_hit(got[0], {rotated->secret}, clock_.now() - 24h));
  EXPECT_TRUE(verify_hit(got[1], {rotated->secret}, clock_.now()));
  EXPECT_EQ(verify_hit(got[1], {before.secret}, clock_.now()).error().code, "signature_invalid");
}

TEST_F(DeliverySenderTest, AFailureIsTriedAgainByTheScheduleOrLaterWhenTheAnswerAsks) {
  const auto shop = add_endpoint("shop").endpoint.id;
  answers("shop", 503, {}, "Retry-After", "3600");
  EXPECT_EQ(failed(deliver(shop)).pause, 1h);
  const auto later = failed(attempt(delivery_to(shop), 5)).pause;
  EXPECT_GE(later, 5h);
  EXPECT_LE(later, 5h + 30min);
  answers("shop", 400, {}, "Retry-After", "3600");
  const auto again = failed(deliver(shop));
  EXPECT_EQ(again.reason, "The endpoint answered 400");
  EXPECT_GE(again.pause, 5s);
  EXPECT_LE(again.pause, 5500ms);
}

TEST_F(DeliverySenderTest, NoRedirectIsFollowed) {
  const auto shop = add_endpoint("shop").endpoint.id;
  answers("shop", 302, {}, "Location", url("inside"));
  EXPECT_EQ(failed(deliver(shop)).reason, "The endpoint answered 302");
  EXPECT_TRUE(hits("inside").empty());
}

TEST_F(DeliverySenderTest, KeepsTheFirst16KiBOfAnAnswer) {
  const auto shop = add_endpoint("shop").endpoint.id;
  answers("shop", 200, std::string(20'000, '\xFF'));
  EXPECT_TRUE(delivered(deliver(shop)));
  EXPECT_EQ(sql("select length(answer) from webhook_attempts"), "16384");
}

TEST_F(DeliverySenderTest, AnEndpointThatIsGoneIsDisabledAndTheOthersHearOfIt) {
  const auto shop = add_endpoint("shop").endpoint.id;
  const auto other = add_endpoint("other", {"endpoint.*"}).endpoint.id;
  answers("shop", 410);
  EXPECT_EQ(given_up(deliver(shop)), "endpoint_gone");
  EXPECT_EQ(endpoint(shop).disabled, DisabledReason::Gone);
  EXPECT_EQ(sql("select actor, subject, details->>'reason' from audit_log where action = 'webhook_endpoint.disabled'"),
            "system|webhook_endpoint:" + to_string(shop) + "|gone");
  EXPECT_TRUE(delivered(attempt(delivery_to(other))));
  EXPECT_THAT(hits("other").at(0).body, HasSubstr(R"({"type":"endpoint.disabled")"));
  EXPECT_THAT(hits("other").at(0).body, HasSubstr(to_string(shop)));

  EXPECT_EQ(given_up(attempt(delivery_to(shop))), "endpoint_disabled");
  ASSERT_TRUE(run(endpoints_.change(shop, {.enabled = true}, kOlaf)));
  answers("shop", 200);
  EXPECT_TRUE(delivered(attempt(delivery_to(shop))));
  EXPECT_TRUE(counted("disabled", 1));
}

TEST_F(DeliverySenderTest, WhatWaitsForARemovedEndpointIsGivenUp) {
  const auto shop = add_endpoint("shop").endpoint.id;
  send();
  const Uuid delivery = delivery_to(shop);
  ASSERT_TRUE(run(endpoints_.remove(shop, kOlaf)));
  EXPECT_EQ(given_up(attempt(delivery)), "endpoint_not_found");
  EXPECT_EQ(given_up(attempt(ids_.next())), "delivery_not_found");
  EXPECT_TRUE(hits("shop").empty());
}

TEST_F(DeliverySenderTest, AfterAChangeWhatWaitsGoesToTheNewUrl) {
  const auto shop = add_endpoint("shop").endpoint.id;
  send();
  ASSERT_TRUE(run(endpoints_.change(shop, {.url = url("new")}, kOlaf)));
  EXPECT_TRUE(delivered(attempt(delivery_to(shop))));
  EXPECT_TRUE(hits("shop").empty());
  EXPECT_EQ(hits("new").size(), 1U);
}

TEST_F(DeliverySenderTest, AnEndpointIsDisabledAfter120HoursOfFailuresOnly) {
  const auto shop = add_endpoint("shop").endpoint.id;
  answers("shop", 500);
  failed(deliver(shop));
  pass(119h);
  failed(deliver(shop));
  EXPECT_FALSE(endpoint(shop).disabled);
  answers("shop", 200);
  EXPECT_TRUE(delivered(deliver(shop)));
  EXPECT_FALSE(endpoint(shop).failing_since);
  answers("shop", 500);
  failed(deliver(shop));
  pass(119h);
  failed(deliver(shop));
  EXPECT_FALSE(endpoint(shop).disabled);
  pass(1h);
  EXPECT_EQ(failed(deliver(shop)).code, "endpoint_failed");
  EXPECT_EQ(endpoint(shop).disabled, DisabledReason::Failing);
  EXPECT_EQ(sql("select count(*) from audit_log where action = 'webhook_endpoint.disabled'"), "1");
  EXPECT_EQ(sql("select count(*) from webhook_messages where type = 'endpoint.disabled'"), "1");
  ASSERT_TRUE(run(endpoints_.change(shop, {.enabled = true}, kOlaf)));
  EXPECT_FALSE(endpoint(shop).failing_since);
}

TEST_F(DeliverySenderTest, ThePrivateNetworkIsOutOfReach) {
  const auto shop = add_endpoint("shop").endpoint.id;
  const auto named =
      run(endpoints_.create({.url = "http://localhost:" + std::to_string(server_.port()) + "/named"}, kOlaf));
  ASSERT_TRUE(named);  // a name is looked up when something is sent
  send();
  sender_ = make_sender({http::AddressRules::public_only(), true});
  EXPECT_EQ(failed(attempt(delivery_to(shop))).code, "endpoint_url_forbidden");
  EXPECT_EQ(failed(attempt(delivery_to(named->endpoint.id))).code, "address_forbidden");
  sender_ = make_sender({rules_.addresses, false});
  EXPECT_EQ(failed(attempt(delivery_to(shop))).code, "endpoint_url_forbidden");
  EXPECT_TRUE(hits("shop").empty() && hits("named").empty());
  EXPECT_TRUE(counted("forbidden", 3));
  EXPECT_EQ(sql("select count(*) from webhook_attempts where status is null and error is not null"), "3");
}

TEST_F(DeliverySenderTest, AnEndpointThatTakesNoConnectionHasFailed) {
  const auto made = run(endpoints_.create({.url = "http://127.0.0.1:1/"}, kOlaf));
  ASSERT_TRUE(made);
  EXPECT_EQ(failed(deliver(made->endpoint.id)).code, "connect_failed");
  EXPECT_TRUE(counted("failed_connection", 1));
  EXPECT_TRUE(endpoint(made->endpoint.id).failing_since);
}

TEST_F(DeliverySenderTest, AnEndpointThatDoesNotAnswerSlowsNobodyElseDown) {
  const auto silent = add_endpoint("silent", {"a"}).endpoint.id, healthy = add_endpoint("healthy", {"b"}).endpoint.id;
  is_silent("silent");
  std::vector<Uuid> to_silent, to_healthy;
  for (int i = 0; i < 200; ++i) {
    send({.org = kOrg, .type = "a", .payload = {"{}"}});
    to_silent.push_back(delivery_to(silent));
  }
  for (int i = 0; i < 20; ++i) {
    send({.org = kOrg, .type = "b", .payload = {"{}"}});
    to_healthy.push_back(delivery_to(healthy));
  }
  for (const Uuid& delivery : to_silent) begin(delivery);
  ASSERT_TRUE(eventually([&] { return waiting_ == 190 && hits("silent").size() == 10; }));
  for (const Uuid& delivery : to_healthy) EXPECT_TRUE(delivered(attempt(delivery)));
  EXPECT_EQ(hits("silent").size(), 10U);
  EXPECT_TRUE(registry_.render().contains("tenstone_webhooks_deliveries_in_flight_count 10\n"));
  EXPECT_EQ(sql("select count(*) from webhook_attempts"), "20");

  release();
  ASSERT_TRUE(eventually([&] { return ended_ == 200; }));
  EXPECT_TRUE(endpoint(silent).failing_since);
}

TEST_F(DeliverySenderTest, AnEndpointThatIsFailingGetsTwoAtATime) {
  const auto shop = add_endpoint("shop").endpoint.id;
  answers("shop", 500);
  failed(deliver(shop));
  is_silent("shop");
  for (int i = 0; i < 5; ++i) {
    send();
    begin(delivery_to(shop));
  }
  EXPECT_TRUE(eventually([&] { return waiting_ == 3 && hits("shop").size() == 3; }));
  release();
  EXPECT_TRUE(eventually([&] { return ended_ == 5; }));
}

TEST_F(DeliverySenderTest, AllEndpointsThatAreFailingGet16AtATime) {
  const auto healthy = add_endpoint("healthy", {"b"}).endpoint.id;
  for (int i = 0; i < 20; ++i) add_endpoint("silent", {"a"});
  sql("update webhook_endpoints set failing_since = tenstone.now() where id <> '" + to_string(healthy) + "'");
  is_silent("silent");
  send({.org = kOrg, .type = "a", .payload = {"{}"}});
  for (const Endpoint& each : run(endpoints_.list(kOrg)))
    if (each.failing_since) begin(delivery_to(each.id));
  EXPECT_TRUE(eventually([&] { return waiting_ == 4 && hits("silent").size() == 16; }));
  send({.org = kOrg, .type = "b", .payload = {"{}"}});
  EXPECT_TRUE(delivered(attempt(delivery_to(healthy))));
  release();
  EXPECT_TRUE(eventually([&] { return ended_ == 20; }));
}

TEST_F(DeliverySenderTest, WhatFailsBecauseTheProcessStopsIsNoAttempt) {
  const auto made = run(endpoints_.create({.url = "http://127.0.0.1:1/"}, kOlaf));
  ASSERT_TRUE(made);
  send();
  std::stop_source stop;
  stop.request_stop();
  DeliveryAttempt stopping = attempt_of(delivery_to(made->endpoint.id));
  stopping.stop = stop.get_token();
  EXPECT_TRUE(std::holds_alternative<NotNow>(run(sender_->attempt(std::move(stopping)))));
  EXPECT_EQ(sql("select count(*) from webhook_attempts"), "0");
  EXPECT_FALSE(endpoint(made->endpoint.id).failing_since);
}

}  // namespace
}  // namespace tenstone::webhooks
