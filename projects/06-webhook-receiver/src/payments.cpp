#include "payments.hpp"

#include <fmt/format.h>

namespace payments {
namespace {

// [snippet:keep]
constexpr postgres::Statement kKeep{"payments.keep",
                                    "insert into payments (id, source, event_id, amount, currency, kept_at) "
                                    "values ($1, $2, $3, $4, $5, tenstone.now()) on conflict do nothing"};
// [/snippet:keep]
constexpr postgres::Statement kList{"payments.list",
                                    "select id, source, event_id, amount, currency, kept_at from payments "
                                    "where ($1::uuid is null or id < $1) and ($2::text is null or source = $2) "
                                    "order by id desc limit $3"};

// For the inbox: "…: /data/amount must be …".
std::string reason(const Error& error) {
  std::string text = error.message;
  for (const Issue& issue : error.issues) text += fmt::format(": {} {}", issue.pointer, issue.message);
  return text;
}

}  // namespace

// [snippet:handle]
Task<jobs::Outcome> Payments::handle(jobs::Run& run, const webhooks::Event& event) {
  if (!is_payment(event.type)) co_return jobs::Done{};  // acknowledged, and of no use here
  const auto payment = payment_of(event.type, event.body);
  if (!payment) co_return jobs::Discard{.reason = reason(payment.error()), .code = "payment_invalid"};
  if (obedient_ && !co_await run.pause(std::chrono::seconds(payment->take_seconds)))
    co_return jobs::Retry{.reason = "It was stopped before its work was done"};
  if (obedient_ && run.attempt() <= payment->fail_times)
    co_return jobs::Retry{.reason = fmt::format("The event wants {} failures", payment->fail_times), .code = "wanted"};
  const auto kept =
      co_await database_.write(kKeep, event.id, event.source, event.event_id, payment->amount, payment->currency);
  if (!kept) co_return jobs::Retry{.reason = kept.error().message, .code = kept.error().code};
  run.log(kept->affected() > 0 ? "The payment is kept" : "The payment was kept by an earlier attempt");
  co_return jobs::Done{};
}
// [/snippet:handle]

Task<std::vector<Kept>> Payments::list(ListPayments query, std::optional<Uuid> before) {
  const std::int64_t most = query.limit + 1;  // one more tells whether there is a next page
  const auto rows = co_await database_.read(kList, before, query.source, most);
  co_return rows.as<Kept>();
}

}  // namespace payments
