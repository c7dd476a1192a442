#include "tenstone/webhooks/delivery_sender.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <random>

#include "delivery_plan.hpp"
#include "lanes.hpp"
#include "message_id.hpp"
#include "tenstone/http/retry_after.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/webhooks/deliveries.hpp"

namespace tenstone::webhooks {
namespace {

using namespace std::chrono_literals;
using postgres::Bytes;
using postgres::Statement;

constexpr std::size_t kPlaces = 10, kPlacesWhenFailing = 2;
// Of all endpoints that are failing: a worker has 64 slots by default, and other work needs them too.
constexpr std::size_t kPlacesOfAllFailing = 16;

constexpr Statement kFindDelivery{"webhook_deliveries.to_send", R"(
  select d.endpoint_id, d.message_id, d.delivered_at is not null, e.url, e.disabled_at is not null,
         e.failing_since is not null
  from webhook_deliveries d left join webhook_endpoints e on e.org_id = d.org_id and e.id = d.endpoint_id
  where d.org_id = $1 and d.id = $2)"};
struct DeliveryToSend {
  Uuid endpoint, message;
  bool delivered;
  std::optional<std::string> url;  // unset: the endpoint was removed
  bool disabled, failing;
};

constexpr Statement kBodyOfMessage{"webhook_messages.body",
                                   "select body from webhook_messages where org_id = $1 and id = $2"};

// One attempt. $3 whether it was delivered, $4 status, $5 milliseconds, $6 error, $7 answer, $8 hours. Writes to the
// endpoint only when it begins or ends to fail. Returns whether it has failed for too long. A delivery that was
// delivered by another attempt, or removed, is left alone.
constexpr Statement kRecordAttempt{"webhook_attempts.record", R"(
  with delivery as (
    update webhook_deliveries set delivered_at = case when $3 then tenstone.now() end
    where org_id = $1 and id = $2 and delivered_at is null returning endpoint_id),
  attempt as (
    insert into webhook_attempts (org_id, delivery_id, attempt, at, status, milliseconds, error, answer)
    select $1, $2, 1 + coalesce((select max(attempt) from webhook_attempts where org_id = $1 and delivery_id = $2), 0),
           tenstone.now() - $5 * interval '1 millisecond', $4, $5, $6, $7 from delivery),
  endpoint as (
    update webhook_endpoints e set failing_since = case when not $3 then tenstone.now() end
    from delivery d where e.org_id = $1 and e.id = d.endpoint_id and (e.failing_since is null) <> $3)
  select coalesce(not $3 and e.failing_since <= tenstone.now() - $8 * interval '1 hour', false)
  from delivery d join webhook_endpoints e on e.org_id = $1 and e.id = d.endpoint_id)"};

// It spreads attempts apart; nothing depends on its quality.
double random_share() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

struct UnderWay {
  explicit UnderWay(metrics::Gauge gauge) : gauge_(gauge) { gauge_.add(1); }
  ~UnderWay() { gauge_.add(-1); }
  UnderWay(const UnderWay&) = delete;
  metrics::Gauge gauge_;
};

metrics::Counter count_of(metrics::Registry& registry, const char* result) {
  return registry.counter("tenstone_webhooks_deliveries_total", "Attempts to deliver webhooks, by how they ended",
                          {{"result", result}});
}

// What came of a request.
struct Tried {
  Result<http::ClientResponse> answer;
  std::chrono::milliseconds took{0};

  bool delivered() const { return answer && answer->status >= 200 && answer->status < 300; }
  std::string reason() const {
    return answer ? fmt::format("The endpoint answered {}", answer->status) : answer.error().message;
  }
};

GiveUp give_up(const ErrorCode& code) { return {std::string(code.name()), std::string(code.meaning())}; }

}  // namespace

struct DeliverySender::State {
  Task<Result<http::ClientRequest>> request(Uuid org, DeliveryToSend what) const;
  Task<bool> record(const DeliveryAttempt& attempt, const Tried& tried) const;
  const metrics::Counter& count_for(const Tried& tried) const;

  postgres::Database& database;
  const Clock& clock;
  Secrets& secrets;
  Endpoints& endpoints;
  const EndpointRules rules;
  http::Client& client;
  const logging::Logger log;
  const metrics::Counter delivered, failed_status, failed_connection, forbidden, disabled;
  const metrics::Histogram seconds;
  const metrics::Gauge under_way;
  Lanes lanes = {}, failing_lane = {};
};

DeliverySender::DeliverySender(postgres::Database& database, const Clock& clock, Secrets& secrets, Endpoints& endpoints,
                               EndpointRules rules, http::Client& client, metrics::Registry& registry,
                               logging::Logger log)
    : state_(new State{
          database, clock, secrets, endpoints, std::move(rules), client, std::move(log),
          count_of(registry, "delivered"), count_of(registry, "failed_status"), count_of(registry, "failed_connection"),
          count_of(registry, "forbidden"), count_of(registry, "disabled"),
          registry.histogram("tenstone_webhooks_delivery_seconds", "From the request to the answer of an endpoint"),
          registry.gauge("tenstone_webhooks_deliveries_in_flight_count", "Requests to endpoints that are under way")}) {
}
DeliverySender::~DeliverySender() = default;

// Errors: those of EndpointRules::check(); signing_secret_invalid.
Task<Result<http::ClientRequest>> DeliverySender::State::request(Uuid org, DeliveryToSend what) const {
  auto url = rules.check(*what.url);
  if (!url) co_return url.error();
  const auto rows = co_await database.read(kBodyOfMessage, org, what.message);
  auto body = rows.one<Bytes>();
  if (!body) co_return Error(kInternal, {}, "a delivery without a message");
  const auto keys = co_await secrets.keys(database, org, what.endpoint, Scheme::StandardWebhooks);
  auto headers = sign(Scheme::StandardWebhooks, keys, message_name(what.message), body->value, clock.now());
  if (!headers) co_return headers.error();
  headers->push_back({"Content-Type", "application/json"});
  co_return http::ClientRequest{.url = std::move(*url),
                                .method = http::Method::Post,
                                .headers = std::move(*headers),
                                .body = std::move(body->value),
                                .rules = rules.addresses,
                                .connect_timeout = 5s,
                                .total_timeout = 15s,
                                .limits = {.body_bytes = kMaxAnswerBytes, .truncate = true}};
}

// True: its endpoint has been failing for kFailingFor.
Task<bool> DeliverySender::State::record(const DeliveryAttempt& attempt, const Tried& tried) const {
  std::optional<std::int16_t> status;
  std::optional<std::string> error;
  std::optional<Bytes> answer;
  if (tried.answer) {
    status = static_cast<std::int16_t>(tried.answer->status);
    answer = Bytes{tried.answer->body};
  } else {
    error = tried.answer.error().code;
  }
  const auto milliseconds = static_cast<std::int32_t>(tried.took.count());
  const auto hours = static_cast<double>(kFailingFor.count());
  const auto rows = co_await database.write(kRecordAttempt, attempt.org, attempt.delivery, tried.delivered(), status,
                                            milliseconds, error, answer, hours);
  if (!rows) throw Failure(rows.error());
  co_return rows->one<bool>().value_or(false);
}

const metrics::Counter& DeliverySender::State::count_for(const Tried& tried) const {
  if (tried.delivered()) return delivered;
  if (tried.answer) return failed_status;
  const Error& error = tried.answer.error();
  return error.is(http::kAddressForbidden) || error.is(kEndpointUrlForbidden) ? forbidden : failed_connection;
}

Task<DeliveryOutcome> DeliverySender::attempt(DeliveryAttempt attempt) {
  const State& state = *state_;
  const auto rows = co_await state.database.read(kFindDelivery, attempt.org, attempt.delivery);
  const auto found = rows.one<DeliveryToSend>();
  if (!found) co_return give_up(kDeliveryNotFound);
  if (found->delivered) co_return Delivered{};
  if (!found->url || found->disabled) {
    state.disabled.add();
    co_return give_up(found->url ? kEndpointDisabled : kEndpointNotFound);
  }
  const auto place = state_->lanes.enter(found->endpoint, found->failing ? kPlacesWhenFailing : kPlaces);
  const auto among_failing =
      found->failing ? state_->failing_lane.enter(Uuid{}, kPlacesOfAllFailing) : std::optional<Lanes::Place>();
  if (!place || (found->failing && !among_failing))
    co_return NotNow{pause_before_place(attempt.number, random_share())};
  const UnderWay under_way(state.under_way);

  Tried tried{kInternal};
  auto request = co_await state.request(attempt.org, *found);
  if (request) {
    const runtime::Stopwatch watch;
    tried.answer = co_await state.client.send(std::move(*request));
    tried.took = std::chrono::duration_cast<std::chrono::milliseconds>(watch.elapsed());
    state.seconds.observe(std::chrono::duration<double>(watch.elapsed()));
  } else {
    tried.answer = request.error();
  }
  if (!tried.answer && (attempt.stop.stop_requested() || tried.answer.error().is(kBusy)))
    co_return NotNow{pause_before_place(1, random_share())};

  const bool failing = co_await state.record(attempt, tried);
  state.count_for(tried).add();
  if (tried.delivered()) co_return Delivered{};
  const std::string reason = tried.reason();
  state.log.info("webhook.failed", {{"delivery", attempt.delivery}, {"endpoint", found->endpoint}, {"reason", reason}});
  const int status = tried.answer ? tried.answer->status : 0;
  if (status == 410 || failing) {
    const auto why = status == 410 ? DisabledReason::Gone : DisabledReason::Failing;
    const auto disabled = co_await state.endpoints.disable(attempt.org, found->endpoint, why);
    if (!disabled) throw Failure(disabled.error());
    state.log.warn("webhook_endpoint.disabled", {{"endpoint", found->endpoint}, {"reason", reason}});
  }
  if (status == 410) co_return give_up(kEndpointGone);
  const auto asked =
      tried.answer ? http::asked_pause(status, tried.answer->header("Retry-After"), state.clock.now()) : 0ms;
  co_return TryAgain{.code = tried.answer ? std::string(kEndpointFailed.name()) : tried.answer.error().code,
                     .reason = reason,
                     .pause = std::max(pause_after_try(attempt.counted, random_share()), asked)};
}

}  // namespace tenstone::webhooks
