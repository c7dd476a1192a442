// What an event says of a payment. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tenstone/validation/validation.hpp"

namespace payments {
using namespace tenstone;

struct Payment {
  std::int64_t amount = 0;  // in the smallest unit of the currency: cents
  std::string currency;     // ISO 4217, lower case: "eur"
  // For learners, and obeyed in development only: how many attempts fail, and how many seconds each one takes.
  int fail_times = 0, take_seconds = 0;
};
constexpr auto schema(validation::For<Payment>) {
  using validation::field;
  return validation::object<Payment>(field("amount", &Payment::amount).range(0, 1'000'000'000'000),
                                     field("currency", &Payment::currency).trim().lower().length(3, 3),
                                     field("fail_times", &Payment::fail_times).or_default().range(0, 1000),
                                     field("take_seconds", &Payment::take_seconds).or_default().range(0, 30))
      .ignore_unknown();
}

// "payment.succeeded", any other "payment.…", and Stripe's "payment_intent.succeeded".
bool is_payment(std::string_view type);

// The payment in the body of an event for which is_payment() holds: its member `data`, and of Stripe's `data.object`.
// Errors: invalid_json, validation_failed.
Result<Payment> payment_of(std::string_view type, std::string_view body);

}  // namespace payments
