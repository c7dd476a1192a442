#include "signups.hpp"

namespace signups {
namespace {

using postgres::Statement;

constexpr Statement kAdd{
    "signups.add",
    "insert into signups (id, course, name, email, seats, guests, voucher, donation, newsletter, created_at) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, tenstone.now()) "
    "returning id, course, name, email, seats, guests, voucher, donation, newsletter, created_at"};
constexpr Statement kFind{"signups.find",
                          "select id, course, name, email, seats, guests, voucher, donation, newsletter, created_at "
                          "from signups where id = $1"};
constexpr Statement kList{"signups.list",
                          "select id, course, name, email, seats, guests, voucher, donation, newsletter, created_at "
                          "from signups where ($1::uuid is null or id < $1) "
                          "and ($2::signup_course is null or course = $2) and ($3::int is null or seats >= $3) "
                          "and ($4::boolean is null or newsletter = $4) order by id desc limit $5"};

}  // namespace

Task<Result<Signup>> Signups::add(NewSignup signup) {
  const validation::Json guests{validation::to_json(signup.guests)};
  const auto rows = co_await database_.write(kAdd, ids_.next(), signup.course, signup.name, signup.email, signup.seats,
                                             guests, signup.voucher, signup.donation, signup.newsletter);
  if (!rows) co_return rows.error().is(postgres::kUniqueViolation) ? Error(kSignupExists) : rows.error();
  co_return *rows->one<Signup>();
}

Task<Result<Signup>> Signups::find(Uuid id) {
  const auto rows = co_await database_.read(kFind, id);
  auto signup = rows.one<Signup>();
  if (!signup) co_return kSignupNotFound;
  co_return std::move(*signup);
}

Task<std::vector<Signup>> Signups::list(ListSignups query, std::optional<Uuid> before) {
  const std::int64_t most = query.limit + 1;  // one more tells whether there is a next page
  const auto rows = co_await database_.read(kList, before, query.course, query.seats_from, query.newsletter, most);
  co_return rows.as<Signup>();
}

}  // namespace signups
