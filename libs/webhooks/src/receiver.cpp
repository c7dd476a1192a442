#include "tenstone/webhooks/receiver.hpp"

#include <array>
#include <map>

#include "arrivals.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/postgres/batcher.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::webhooks {
namespace {

using ArrivalBatcher = postgres::Batcher<Arrival, Received>;

// A larger body is stored by itself, so that a batch has at most 16 MiB.
constexpr std::size_t kMostShared = 256 * 1024;
constexpr std::chrono::seconds kRetryAfter{2};
constexpr std::array<double, 7> kBatchSizes{1, 2, 4, 8, 16, 32, 64};

// What a request to an unknown source is verified by.
std::vector<SigningKey> nobodys_keys() {
  std::vector<SigningKey> keys;
  keys.push_back(SigningKey::make(Scheme::GitHub, "", Secret<std::string>(random_string(32))).value());
  return keys;
}

Failure away(std::string detail) {
  Error error(postgres::kDatabaseUnavailable, {}, std::move(detail));
  error.retry_after = kRetryAfter;
  return Failure(std::move(error));
}

http::Response answer_of(const Received& received) {
  std::string body = R"({"id":")" + to_string(received.id) + R"(","status":")";
  body += received.duplicate ? R"(duplicate")" : R"(accepted")";
  if (received.conflict) body += R"(,"conflict":true)";
  return http::json(body + '}', received.duplicate ? 200 : 202);
}

http::Response challenge_answer(const std::string& challenge) {
  const std::map<std::string, std::string> body{{"challenge", challenge}};
  return http::json(validation::to_json(body));
}

}  // namespace

struct Receiver::State {
  State(runtime::Loops& loops, postgres::Database& with, const Sources& all, Work& later, const Clock& time,
        Ids& numbers, metrics::Registry& counts, std::chrono::seconds known_for)
      : database(with),
        sources(all),
        work(later),
        clock(time),
        ids(numbers),
        registry(counts),
        seen_for(known_for),
        batch_size(registry.histogram("tenstone_webhooks_batch_events_count", "Events that were stored together",
                                      kBatchSizes)),
        batchers(loops, [this](runtime::Loop& loop) {
          return std::make_unique<ArrivalBatcher>(
              loop, [this](const std::vector<Arrival>& arrivals) { return flush(arrivals); });
        }) {}

  Task<Result<std::vector<Received>>> flush(const std::vector<Arrival>& arrivals) {
    batch_size.observe(static_cast<double>(arrivals.size()));
    return store(database, work, arrivals, seen_for);
  }

  void count(const ActiveSource* source, std::string_view result) {
    registry
        .counter("tenstone_webhooks_received_total", "Requests of webhooks, by what became of them",
                 {{"source", source ? source->name : "(unknown)"}, {"result", std::string(result)}})
        .add();
  }

  void refused(const http::Request& request, const ActiveSource* source, const Error& why) {
    count(source, source ? std::string_view(why.code) : "unknown_source");
    request.logger().info("webhook.refused", {{"source", request.path_parameter("source").substr(0, 50)},
                                              {"reason", source ? why.code : "unknown_source"},
                                              {"detail", source ? why.detail : std::string()}});
  }

  // Errors: those of verify().
  Result<Verified> check(const http::Request& request, const ActiveSource* source, std::string_view body) {
    const Time now = clock.now();
    if (source == nullptr) {
      const auto work_alike = verify(Scheme::GitHub, request.headers(), body, nobody, now);
      return work_alike ? Error(kSignatureInvalid) : work_alike.error();
    }
    return verify(source->scheme, request.headers(), body, source->keys, now,
                  std::chrono::seconds(source->tolerance_seconds));
  }

  // Throws Failure: database_unavailable, when it may not be stored.
  Task<Received> keep(Arrival arrival) {
    std::optional<Error> fault;
    try {
      if (arrival.body.size() <= kMostShared) {
        auto stored = co_await batchers.here().add(std::move(arrival));
        if (stored) co_return *stored;
        fault = std::move(stored.error());
      } else {
        std::vector<Arrival> alone;
        alone.push_back(std::move(arrival));
        auto stored = co_await flush(alone);
        if (stored) co_return stored->front();
        fault = std::move(stored.error());
      }
    } catch (const Failure& failure) {
      if (failure.error().kind != ErrorKind::Unavailable) throw;
      fault = failure.error();
    }
    throw away(fault->code + ": " + fault->detail);
  }

  postgres::Database& database;
  const Sources& sources;
  Work& work;
  const Clock& clock;
  Ids& ids;
  metrics::Registry& registry;
  const std::chrono::seconds seen_for;
  const metrics::Histogram batch_size;
  const std::vector<SigningKey> nobody = nobodys_keys();
  runtime::PerLoop<ArrivalBatcher> batchers;
};

Receiver::Receiver(runtime::Loops& loops, postgres::Database& database, const Sources& sources, Work& work,
                   const Clock& clock, Ids& ids, metrics::Registry& registry, std::chrono::seconds seen_for)
    : state_(std::make_shared<State>(loops, database, sources, work, clock, ids, registry, seen_for)) {}
Receiver::~Receiver() = default;

Task<http::Response> Receiver::receive(http::Request& request) {
  const auto state = state_;
  const auto source = state->sources.find(request.path_parameter("source"));
  if (!source && !state->sources.known()) throw away("the sources have not been read yet");
  request.limit_body(static_cast<std::size_t>(source ? source->max_bytes : kDefaultMaxBytes));
  const auto body = co_await request.body();
  if (!body) {
    if (body.error().is(http::kBodyTooLarge)) state->count(source.get(), "too_large");
    co_return http::problem(body.error());
  }
  const auto verified = state->check(request, source.get(), *body);
  if (!verified || !source) {
    state->refused(request, source.get(), verified ? Error(kSignatureInvalid) : verified.error());
    co_return http::problem(kSignatureInvalid);
  }
  if (verified->by_old_key)
    state->registry
        .counter("tenstone_webhooks_old_key_total", "Events that were signed with the old secret of a rotation",
                 {{"source", source->name}})
        .add();
  if (!source->enabled) {
    state->count(source.get(), "disabled");
    co_return http::problem(kSourceDisabled);
  }
  Content content = content_of(source->scheme, *verified, request.headers(), *body);
  if (content.challenge) co_return challenge_answer(*content.challenge);
  Arrival arrival{.org = source->org,
                  .id = state->ids.next(),
                  .source = source->name,
                  .event_id = std::move(content.event_id),
                  .type = std::move(content.type),
                  .body = std::string(*body),
                  .body_sha256 = std::move(content.body_sha256),
                  .headers = std::move(content.headers),
                  .trace = std::string(request.id())};
  const std::string event_id = arrival.event_id;
  Received received;
  try {
    received = co_await state->keep(std::move(arrival));
  } catch (const Failure&) {
    state->count(source.get(), "unavailable");
    throw;
  }
  state->count(source.get(), received.conflict ? "conflict" : received.duplicate ? "duplicate" : "accepted");
  if (received.conflict)
    request.logger().warn("webhook.conflict",
                          {{"source", source->name}, {"event", event_id}, {"id", to_string(received.id)}});
  co_return answer_of(received);
}

void add_receiver_route(http::App& app, Receiver& receiver) {
  app.add(http::Method::Post, "/hooks/{source}",
          [&receiver](http::Request& request) { return receiver.receive(request); },
          {.body_limit = static_cast<std::size_t>(kMostMaxBytes), .summary = "Take an event of a source"});
}

}  // namespace tenstone::webhooks
