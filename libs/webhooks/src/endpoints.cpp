#include "tenstone/webhooks/endpoints.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/audit/change.hpp"
#include "tenstone/webhooks/event_types.hpp"

namespace tenstone::webhooks {
namespace {

using audit::Changed;
using postgres::Statement;

// Two that are made at once are counted one after the other.
constexpr Statement kLockEndpoints{
    "webhook_endpoints.lock", "select pg_advisory_xact_lock(hashtextextended('webhook_endpoints' || $1::uuid, 0))"};

constexpr Statement kAddEndpoint{"webhook_endpoints.add", R"(
  insert into webhook_endpoints (org_id, id, url, types, description)
  select $1, $2, $3, $4, $5 where (select count(*) from webhook_endpoints where org_id = $1) < $6
  returning id, url, types, description, disabled_reason, failing_since, created_at)"};

constexpr Statement kListEndpoints{"webhook_endpoints.list", R"(
  select id, url, types, description, disabled_reason, failing_since, created_at
  from webhook_endpoints where org_id = $1 and ($2::uuid is null or id = $2) order by id desc)"};

constexpr Statement kLockEndpoint{"webhook_endpoints.find_locked", R"(
  select id, url, types, description, disabled_reason, failing_since, created_at
  from webhook_endpoints where org_id = $1 and id = $2 for no key update)"};

constexpr Statement kChangeEndpoint{"webhook_endpoints.change", R"(
  update webhook_endpoints set url = $3, types = $4, description = $5, failing_since = $7, disabled_reason = $6,
         disabled_at = case when $6::text is not null then coalesce(disabled_at, tenstone.now()) end
  where org_id = $1 and id = $2)"};

constexpr Statement kRemoveEndpoint{"webhook_endpoints.remove",
                                    "delete from webhook_endpoints where org_id = $1 and id = $2 returning id"};

constexpr Statement kDisableEndpoint{"webhook_endpoints.disable", R"(
  update webhook_endpoints set disabled_at = tenstone.now(), disabled_reason = $3
  where org_id = $1 and id = $2 and disabled_at is null
    and ($3::text <> 'failing' or failing_since <= tenstone.now() - $4 * interval '1 hour')
  returning url)"};

constexpr Statement kKeysOfEndpoints{"webhook_secrets.of_owners", R"(
  select owner_id, key_id, not_after from webhook_secrets
  where org_id = $1 and owner_id = any ($2::uuid[]) and (not_after is null or not_after > tenstone.now())
  order by key_id desc)"};

struct EndpointRow {
  Uuid id;
  std::string url;
  std::vector<std::string> types;
  std::optional<std::string> description;
  std::optional<DisabledReason> disabled;
  std::optional<Time> failing_since;
  Time created_at;
};
struct KeyOfEndpoint {
  Uuid endpoint, id;
  std::optional<Time> not_after;
};

Endpoint endpoint_of(EndpointRow row) {
  return {row.id,       std::move(row.url), std::move(row.types), std::move(row.description),
          row.disabled, row.failing_since,  row.created_at};
}

audit::Entry audit_of_endpoint(const Caller& by, std::string action, const Uuid& id, std::string details = "{}") {
  return {.org = by.org,
          .actor = by.actor,
          .action = std::move(action),
          .subject = "webhook_endpoint:" + to_string(id),
          .details = std::move(details)};
}

Result<void> check_types(const std::vector<std::string>& types) {
  if (types.size() > kMaxEndpointTypes)
    return Error(kEndpointTypesInvalid, fmt::format("An endpoint names at most {} types", kMaxEndpointTypes));
  if (!std::ranges::all_of(types, is_type_pattern)) return kEndpointTypesInvalid;
  return {};
}

// {"changed":["url"]}: what a change names. Nothing: it names nothing.
std::optional<std::string> names_of(const ChangeEndpoint& change) {
  std::string names;
  const auto add = [&](bool absent, std::string_view name) {
    if (!absent) names += fmt::format("{}\"{}\"", names.empty() ? "" : ",", name);
  };
  add(change.url.absent(), "url");
  add(change.types.absent(), "types");
  add(change.description.absent(), "description");
  add(change.enabled.absent(), "enabled");
  if (names.empty()) return std::nullopt;
  return fmt::format(R"({{"changed":[{}]}})", names);
}

std::string details_of_disabled(DisabledReason reason) {
  return fmt::format(R"({{"reason":"{}"}})", validation::kSchema<DisabledReason>.name(reason));
}

validation::Json disabled_payload(const Uuid& id, const std::string& url, DisabledReason reason) {
  validation::JsonObject payload;
  payload.say("endpoint", to_string(id))
      .say("url", url)
      .say("reason", validation::kSchema<DisabledReason>.name(reason));
  return {payload.json()};
}

}  // namespace

Result<http::Url> EndpointRules::check(std::string_view text) const {
  auto url = http::Url::parse(text);
  if (!url) return url.error();
  if (!url->tls() && !plain_http) return Error(kEndpointUrlForbidden, "The URL of an endpoint begins with https://");
  if (url->address() && !addresses.permits(*url->address()))
    return Error(kEndpointUrlForbidden, "The address is not a public one");
  return url;
}

Task<Result<EndpointWithSecret>> Endpoints::create(NewEndpoint endpoint, Caller by) {
  const auto url = rules_.check(endpoint.url);
  if (!url) co_return url.error();
  const auto types = check_types(endpoint.types);
  if (!types) co_return types.error();
  const Uuid id = ids_.next();
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<Changed<EndpointWithSecret>>> {
    const auto locked = co_await transaction.execute(kLockEndpoints, by.org);
    if (!locked) co_return locked.error();
    const auto most = static_cast<std::int64_t>(kMaxEndpoints);
    const auto rows =
        co_await transaction.execute(kAddEndpoint, by.org, id, url->text(), endpoint.types, endpoint.description, most);
    if (!rows) co_return rows.error();
    auto row = rows->one<EndpointRow>();
    if (!row) co_return kTooManyEndpoints;
    EndpointWithSecret made{endpoint_of(std::move(*row)), make_secret(Scheme::StandardWebhooks)};
    const auto key = co_await secrets_.put(transaction, by.org, id, made.secret, kOverlap);
    if (!key) co_return key.error();
    made.endpoint.keys.push_back({*key, {}});
    co_return Changed<EndpointWithSecret>{std::move(made), {audit_of_endpoint(by, "webhook_endpoint.created", id)}};
  };
  co_return co_await audit::change<EndpointWithSecret>(database_, ids_, make);
}

Task<std::vector<Endpoint>> Endpoints::list(Uuid org) {
  const auto rows = co_await database_.read(kListEndpoints, org, std::optional<Uuid>());
  std::vector<Endpoint> all;
  std::vector<Uuid> ids;
  for (EndpointRow& row : rows.as<EndpointRow>()) {
    ids.push_back(row.id);
    all.push_back(endpoint_of(std::move(row)));
  }
  const auto keys = co_await database_.read(kKeysOfEndpoints, org, ids);
  for (const KeyOfEndpoint& key : keys.as<KeyOfEndpoint>())
    std::ranges::find(all, key.endpoint, &Endpoint::id)->keys.push_back({key.id, key.not_after});
  co_return all;
}

Task<Result<Endpoint>> Endpoints::find(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kListEndpoints, org, std::optional(id));
  auto row = rows.one<EndpointRow>();
  if (!row) co_return kEndpointNotFound;
  Endpoint endpoint = endpoint_of(std::move(*row));
  const std::vector<Uuid> ids{id};
  const auto keys = co_await database_.read(kKeysOfEndpoints, org, ids);
  for (const KeyOfEndpoint& key : keys.as<KeyOfEndpoint>()) endpoint.keys.push_back({key.id, key.not_after});
  co_return endpoint;
}

Task<Result<Endpoint>> Endpoints::change(Uuid id, ChangeEndpoint change, Caller by) {
  const auto names = names_of(change);
  if (!names) co_return co_await find(by.org, id);
  if (change.url) {
    const auto url = rules_.check(*change.url);
    if (!url) co_return url.error();
    change.url = url->text();
  }
  if (change.types) {
    const auto types = check_types(*change.types);
    if (!types) co_return types.error();
  }
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<Changed<void>>> {
    const auto found = co_await transaction.execute(kLockEndpoint, by.org, id);
    if (!found) co_return found.error();
    auto row = found->one<EndpointRow>();
    if (!row) co_return kEndpointNotFound;
    change.url.apply_to(row->url);
    change.types.apply_to(row->types);
    change.description.apply_to(row->description);
    if (change.enabled && *change.enabled && row->disabled) row->disabled.reset(), row->failing_since.reset();
    if (change.enabled && !*change.enabled && !row->disabled) row->disabled = DisabledReason::Requested;
    const auto changed = co_await transaction.execute(kChangeEndpoint, by.org, id, row->url, row->types,
                                                      row->description, row->disabled, row->failing_since);
    if (!changed) co_return changed.error();
    co_return Changed<void>{{audit_of_endpoint(by, "webhook_endpoint.changed", id, *names)}};
  };
  const auto changed = co_await audit::change<void>(database_, ids_, make);
  if (!changed) co_return changed.error();
  co_return co_await find(by.org, id);
}

Task<Result<void>> Endpoints::remove(Uuid id, Caller by) {
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<Changed<void>>> {
    const auto removed = co_await transaction.execute(kRemoveEndpoint, by.org, id);
    if (!removed) co_return removed.error();
    if (removed->empty()) co_return kEndpointNotFound;
    const auto forgotten = co_await secrets_.remove(transaction, by.org, id);
    if (!forgotten) co_return forgotten.error();
    co_return Changed<void>{{audit_of_endpoint(by, "webhook_endpoint.removed", id)}};
  };
  co_return co_await audit::change<void>(database_, ids_, make);
}

Task<Result<EndpointWithSecret>> Endpoints::rotate(Uuid id, std::chrono::seconds overlap, Caller by) {
  Secret<std::string> secret = make_secret(Scheme::StandardWebhooks);
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<Changed<void>>> {
    const auto found = co_await transaction.execute(kLockEndpoint, by.org, id);
    if (!found) co_return found.error();
    if (found->empty()) co_return kEndpointNotFound;
    const auto key = co_await secrets_.put(transaction, by.org, id, secret, overlap);
    if (!key) co_return key.error();
    co_return Changed<void>{{audit_of_endpoint(by, "webhook_endpoint.rotated", id)}};
  };
  const auto rotated = co_await audit::change<void>(database_, ids_, make);
  if (!rotated) co_return rotated.error();
  auto endpoint = co_await find(by.org, id);
  if (!endpoint) co_return endpoint.error();
  co_return EndpointWithSecret{std::move(*endpoint), std::move(secret)};
}

Task<Result<SentMessage>> Endpoints::test(Uuid id, Caller by, std::string trace) {
  NewMessage message{.org = by.org, .type = "webhook.test", .payload = {}, .trace = std::move(trace)};
  message.payload.text = validation::JsonObject().say("endpoint", to_string(id)).json();
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<Changed<SentMessage>>> {
    auto sent = co_await outgoing_.send_to(transaction, id, std::move(message));
    if (!sent) co_return sent.error();
    co_return Changed<SentMessage>{std::move(*sent), {audit_of_endpoint(by, "webhook_endpoint.tested", id)}};
  };
  auto sent = co_await audit::change<SentMessage>(database_, ids_, make);
  if (sent) outgoing_.wake();
  co_return sent;
}

Task<Result<void>> Endpoints::disable(Uuid org, Uuid id, DisabledReason reason) {
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<Changed<void>>> {
    const auto hours = static_cast<double>(kFailingFor.count());
    const auto rows = co_await transaction.execute(kDisableEndpoint, org, id, reason, hours);
    if (!rows) co_return rows.error();
    const auto url = rows->one<std::string>();
    if (!url) co_return Changed<void>{};
    NewMessage message{.org = org, .type = "endpoint.disabled", .payload = disabled_payload(id, *url, reason)};
    const auto sent = co_await outgoing_.send(transaction, std::move(message));
    if (!sent) co_return sent.error();
    const Caller system{.org = org, .actor = "system"};
    co_return Changed<void>{{audit_of_endpoint(system, "webhook_endpoint.disabled", id, details_of_disabled(reason))}};
  };
  const auto disabled = co_await audit::change<void>(database_, ids_, make);
  if (disabled) outgoing_.wake();
  co_return disabled;
}

}  // namespace tenstone::webhooks
