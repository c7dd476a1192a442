#include "shop.hpp"

#include <algorithm>
#include <cmath>

namespace shop {
namespace {

constexpr Prices kFull{.tea = 450, .teapot = 2900};

std::int64_t less(std::int64_t cents, double percent) {
  return std::llround(static_cast<double>(cents) * (100 - percent) / 100);
}

}  // namespace

// [snippet:front]
Front front_of(const flags::Snapshot& flags, const Visitor& visitor, bool stale) {
  std::vector<flags::Context::Text> attributes{{"targetingKey", visitor.user}};
  if (visitor.plan) attributes.emplace_back("plan", *visitor.plan);
  if (visitor.country) attributes.emplace_back("country", *visitor.country);
  const auto context = flags::Context::of(attributes);

  const double discount = std::clamp(flags.number("discount", context, 0), 0.0, 50.0);
  return {.user = visitor.user,
          .checkout = flags.boolean("new-checkout", context, false) ? "new" : "old",
          .banner = std::string(flags.string("banner", context, "")),
          .prices = {.tea = less(kFull.tea, discount), .teapot = less(kFull.teapot, discount)},
          .flags_from = std::string(to_string(flags.source())),
          .stale = stale,
          .version = flags.version()};
}
// [/snippet:front]

ShopController::ShopController(const flags::Flags& flags) : flags_(flags) {
  route("GET /shop", &ShopController::show).summary("The shop as one visitor sees it");
}

Task<Result<Front>> ShopController::show(web::Query<Visitor> query) {
  co_return front_of(flags_.now(), *query, flags_.stale());
}

}  // namespace shop
