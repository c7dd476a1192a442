#include "payment.hpp"

#include <gmock/gmock.h>

namespace payments {
namespace {

TEST(Payment, IsWhatSendersCallOne) {
  EXPECT_TRUE(is_payment("payment.succeeded"));
  EXPECT_TRUE(is_payment("payment.refunded"));
  EXPECT_TRUE(is_payment("payment_intent.succeeded"));
  for (const auto* type : {"", "payment", "payments.kept", "payment_intent.created", "push", "order.created"})
    EXPECT_FALSE(is_payment(type)) << type;
}

TEST(Payment, StandsInTheDataOfAnEvent) {
  const auto payment =
      payment_of("payment.succeeded", R"({"type":"payment.succeeded","timestamp":"2026-11-30T12:00:00Z",
      "data":{"amount":1250,"currency":"EUR","customer":"mia"}})");
  ASSERT_TRUE(payment) << payment.error().message;
  EXPECT_EQ(payment->amount, 1250);
  EXPECT_EQ(payment->currency, "eur");
  EXPECT_EQ(payment->fail_times, 0);
}

TEST(Payment, StandsInTheObjectOfStripe) {
  const auto payment = payment_of("payment_intent.succeeded", R"({"id":"evt_1","type":"payment_intent.succeeded",
      "data":{"object":{"id":"pi_1","amount":990,"currency":"usd","status":"succeeded"}}})");
  ASSERT_TRUE(payment) << payment.error().message;
  EXPECT_EQ(payment->amount, 990);
  EXPECT_EQ(payment->currency, "usd");
}

TEST(Payment, IsRefusedWhenItHasNoAmountOrCurrency) {
  for (const auto* body : {R"({"data":{"currency":"eur"}})", R"({"data":{"amount":"12.50","currency":"eur"}})",
                           R"({"data":{"amount":-1,"currency":"eur"}})", R"({"data":{"amount":1,"currency":"euro"}})",
                           R"({"data":{"object":{"amount":1,"currency":"eur"}}})", R"({"amount":1,"currency":"eur"})",
                           "[]", "amount=1", ""})
    EXPECT_FALSE(payment_of("payment.succeeded", body)) << body;
}

TEST(Payment, SaysHowItsHandlerFails) {
  const auto payment =
      payment_of("payment.succeeded", R"({"data":{"amount":1,"currency":"eur","fail_times":2,"take_seconds":3}})");
  ASSERT_TRUE(payment);
  EXPECT_EQ(payment->fail_times, 2);
  EXPECT_EQ(payment->take_seconds, 3);
}

}  // namespace
}  // namespace payments
