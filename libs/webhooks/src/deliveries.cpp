#include "tenstone/webhooks/deliveries.hpp"

#include <algorithm>

#include "message_id.hpp"
#include "tenstone/audit/change.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Statement;

// Failed jobs are asked for in slices of this size until the page is full.
constexpr std::size_t kFailedSlice = 500;

// $2 an endpoint or NULL, $3 the id before which to begin, $4 how many.
constexpr Statement kListDeliveries{"webhook_deliveries.list", R"(
  select d.id, d.message_id, m.type, d.endpoint_id, e.url, d.created_at,
         (select count(*) from webhook_attempts a where a.org_id = d.org_id and a.delivery_id = d.id)
  from webhook_deliveries d
  join webhook_messages m on m.org_id = d.org_id and m.id = d.message_id
  left join webhook_endpoints e on e.org_id = d.org_id and e.id = d.endpoint_id
  where d.org_id = $1 and ($2::uuid is null or d.endpoint_id = $2) and d.id < $3 order by d.id desc limit $4)"};

// $2 an endpoint or NULL, $3 which.
constexpr Statement kTheseDeliveries{"webhook_deliveries.these", R"(
  select d.id, d.message_id, m.type, d.endpoint_id, e.url, d.created_at,
         (select count(*) from webhook_attempts a where a.org_id = d.org_id and a.delivery_id = d.id)
  from webhook_deliveries d
  join webhook_messages m on m.org_id = d.org_id and m.id = d.message_id
  left join webhook_endpoints e on e.org_id = d.org_id and e.id = d.endpoint_id
  where d.org_id = $1 and ($2::uuid is null or d.endpoint_id = $2) and d.id = any ($3::uuid[]) order by d.id desc)"};

constexpr Statement kBodyOfDelivery{"webhook_deliveries.body", R"(
  select m.body from webhook_deliveries d join webhook_messages m on m.org_id = d.org_id and m.id = d.message_id
  where d.org_id = $1 and d.id = $2)"};

constexpr Statement kTries{"webhook_attempts.of_delivery", R"(
  select attempt, at, status, milliseconds, error, answer from webhook_attempts
  where org_id = $1 and delivery_id = $2 order by attempt)"};

struct DeliveryRow {
  Uuid id, message;
  std::string type;
  Uuid endpoint;
  std::optional<std::string> url;
  Time created_at;
  std::int64_t attempts;
};
struct TryRow {
  std::int16_t attempt;
  Time at;
  std::optional<std::int16_t> status;
  std::int32_t milliseconds;
  std::optional<std::string> error;
  std::optional<Bytes> answer;
};

void add_rows(std::vector<Delivery>& all, const postgres::Rows& rows, std::size_t most) {
  for (DeliveryRow& row : rows.as<DeliveryRow>()) {
    if (all.size() == most) return;
    all.push_back({row.id, message_name(row.message), std::move(row.type), row.endpoint, std::move(row.url),
                   static_cast<int>(row.attempts), row.created_at});
  }
}

}  // namespace

Task<> Deliveries::add_states(Uuid org, std::vector<Delivery>& deliveries) {
  std::vector<Uuid> jobs;
  for (const Delivery& each : deliveries) jobs.push_back(each.id);
  auto states = co_await work_.states(org, std::move(jobs));
  for (std::size_t i = 0; i < deliveries.size(); ++i) deliveries[i].state = std::move(states.at(i));
}

Task<std::vector<Delivery>> Deliveries::list(Uuid org, ListDeliveries which) {
  std::vector<Delivery> all;
  if (!which.failed) {
    Uuid before;
    before.bytes.fill(0xFF);
    if (which.before) before = *which.before;
    const auto limit = static_cast<std::int64_t>(which.limit);
    auto lease = co_await database_.connection();  // not a short read: an endpoint may have few of many
    const auto rows = co_await lease.execute(kListDeliveries, org, which.endpoint, before, limit);
    if (!rows) throw Failure(rows.error());
    add_rows(all, *rows, which.limit);
  }
  std::optional<Uuid> before = which.before;
  while (which.failed && all.size() < which.limit) {
    const auto jobs = co_await work_.failed(org, WorkKind::Delivery, before, kFailedSlice);
    const auto rows = co_await database_.read(kTheseDeliveries, org, which.endpoint, jobs);
    add_rows(all, rows, which.limit);
    if (jobs.size() < kFailedSlice) break;
    before = jobs.back();
  }
  if (!all.empty()) co_await add_states(org, all);
  co_return all;
}

Task<Result<DeliveryDetail>> Deliveries::find(Uuid org, Uuid id) {
  const std::vector<Uuid> ids{id};
  const auto rows = co_await database_.read(kTheseDeliveries, org, std::optional<Uuid>(), ids);
  std::vector<Delivery> found;
  add_rows(found, rows, 1);
  if (found.empty()) co_return kDeliveryNotFound;
  co_await add_states(org, found);
  const auto body = co_await database_.read(kBodyOfDelivery, org, id);
  const auto tries = co_await database_.read(kTries, org, id);
  auto bytes = body.one<Bytes>();
  if (!bytes) co_return kDeliveryNotFound;  // removed just now
  DeliveryDetail detail{std::move(found.front()), std::move(bytes->value), {}};
  for (TryRow& row : tries.as<TryRow>()) {
    DeliveryTry one{row.attempt, row.at, row.status, row.milliseconds, std::move(row.error), {}};
    if (row.answer) one.answer = std::move(row.answer->value);
    detail.tries.push_back(std::move(one));
  }
  co_return detail;
}

Task<Result<void>> Deliveries::retry(Uuid id, Caller by) {
  const std::vector<Uuid> ids{id};
  const auto rows = co_await database_.read(kTheseDeliveries, by.org, std::optional<Uuid>(), ids);
  if (rows.empty()) co_return kDeliveryNotFound;
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto again = co_await work_.again(transaction, by.org, id);
    if (!again) co_return again.error();
    co_return audit::Changed<void>{{{.org = by.org,
                                     .actor = by.actor,
                                     .action = "webhook_delivery.retried",
                                     .subject = "webhook_delivery:" + to_string(id)}}};
  };
  const auto retried = co_await audit::change<void>(database_, ids_, make);
  if (retried) work_.wake();
  co_return retried;
}

}  // namespace tenstone::webhooks
