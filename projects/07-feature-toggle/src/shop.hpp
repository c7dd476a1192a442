// The shop: who uses flags. It evaluates in its own process, so it needs neither PostgreSQL nor Redis to answer.
#pragma once
#include <optional>
#include <string>

#include "tenstone/flags/flags.hpp"
#include "tenstone/web/web.hpp"

namespace shop {
using namespace tenstone;

struct Visitor {
  std::string user;
  std::optional<std::string> plan, country;
};
constexpr auto schema(validation::For<Visitor>) {
  using validation::field;
  return validation::object<Visitor>(
      field("user", &Visitor::user).length(1, 200).about("who visits; rollouts divide by it"),
      field("plan", &Visitor::plan).length(1, 50).about("an attribute for rules: pro"),
      field("country", &Visitor::country).length(1, 50).about("an attribute for rules: SE"));
}

struct Prices {  // in cents, with the discount taken off
  std::int64_t tea = 0, teapot = 0;
};
constexpr auto schema(validation::For<Prices>) {
  using validation::field;
  return validation::object<Prices>(field("tea", &Prices::tea), field("teapot", &Prices::teapot));
}

struct Front {
  std::string user, checkout, banner;  // checkout: "new" or "old"
  Prices prices;
  std::string flags_from;  // the rung of the ladder: "postgresql", "redis", "file", "defaults"
  bool stale = false;
  std::int64_t version = 0;
};
constexpr auto schema(validation::For<Front>) {
  using validation::field;
  return validation::object<Front>(field("user", &Front::user), field("checkout", &Front::checkout),
                                   field("banner", &Front::banner), field("prices", &Front::prices),
                                   field("flags_from", &Front::flags_from), field("stale", &Front::stale),
                                   field("version", &Front::version));
}

// What the visitor sees, by one snapshot. Pure, but for the clock behind `stale`.
Front front_of(const flags::Snapshot& flags, const Visitor& visitor, bool stale);

class ShopController final : public web::Controller {
 public:
  explicit ShopController(const flags::Flags& flags);
  Task<Result<Front>> show(web::Query<Visitor> query);

 private:
  const flags::Flags& flags_;
};

}  // namespace shop
