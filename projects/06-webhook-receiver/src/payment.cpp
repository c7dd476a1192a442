#include "payment.hpp"

namespace payments {
namespace {

constexpr std::string_view kOfStripe = "payment_intent.succeeded";

template <class Data>
struct Body {
  Data data;
};
template <class Data>
constexpr auto schema(validation::For<Body<Data>>) {
  return validation::object<Body<Data>>(validation::field("data", &Body<Data>::data)).ignore_unknown();
}

struct StripeData {
  Payment object;
};
constexpr auto schema(validation::For<StripeData>) {
  return validation::object<StripeData>(validation::field("object", &StripeData::object)).ignore_unknown();
}

}  // namespace

bool is_payment(std::string_view type) { return type.starts_with("payment.") || type == kOfStripe; }

Result<Payment> payment_of(std::string_view type, std::string_view body) {
  if (type == kOfStripe) {
    auto parsed = validation::parse_json<Body<StripeData>>(body);
    if (!parsed) return parsed.error();
    return std::move(parsed->data.object);
  }
  auto parsed = validation::parse_json<Body<Payment>>(body);
  if (!parsed) return parsed.error();
  return std::move(parsed->data);
}

}  // namespace payments
