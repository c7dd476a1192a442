#include "tenstone/idempotency/runner.hpp"

#include <fmt/core.h>

#include "tenstone/core/hash.hpp"

namespace tenstone::idempotency {
namespace {
using postgres::Bytes;
using postgres::Query;
using postgres::Statement;
using namespace std::chrono_literals;

constexpr auto kRetryAfter = 1s;
constexpr int kFirstRefusal = 400;  // of the statuses

constexpr Statement kLock{"idempotency.lock", "select pg_try_advisory_xact_lock($1)"};

// A statement of its own behind kLock: it must see what the last holder of the lock has committed.
constexpr Statement kFind{"idempotency.find", R"(
  select fingerprint, status, headers, body from idempotency_keys
  where org_id = $1 and user_id = $2 and operation = $3 and key = $4 and expires_at > tenstone.now())"};
struct Stored {
  Bytes fingerprint;
  std::int16_t status;
  Bytes headers, body;
};

// The row that may be there has expired.
constexpr Statement kStore{"idempotency.store", R"(
  insert into idempotency_keys as old (org_id, user_id, operation, key, fingerprint, status, headers, body, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, tenstone.now() + interval '24 hours')
  on conflict on constraint idempotency_keys_pkey do update
  set fingerprint = excluded.fingerprint, status = excluded.status, headers = excluded.headers, body = excluded.body,
      created_at = excluded.created_at, expires_at = excluded.expires_at)"};

constexpr std::size_t kRemovedAtOnce = 1000;
constexpr Statement kRemove{"idempotency.remove", R"(
  delete from idempotency_keys where (org_id, user_id, operation, key) in (
    select org_id, user_id, operation, key from idempotency_keys where expires_at <= tenstone.now()
    order by expires_at limit 1000 for update skip locked))"};

// 64 bits of a hash. Two keys that share them make each other wait, nothing else.
std::int64_t lock_of(const Key& key) {
  const std::string name =
      sha256(fmt::format("{}\n{}\n{}\n{}", to_string(key.org), to_string(key.user), key.operation, key.text));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | static_cast<std::uint8_t>(name[i]);
  return static_cast<std::int64_t>(number);
}

http::Response replay(Stored stored) {
  http::Response response(stored.status);
  for (std::string_view rest = stored.headers.value; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find("\r\n"));
    const std::size_t colon = line.find(": ");
    response.add_header(line.substr(0, colon), line.substr(colon + 2));
    rest.remove_prefix(line.size() + 2);
  }
  response.body = std::move(stored.body.value);
  response.header("Idempotency-Replayed", "true");
  return response;
}

Error in_progress() {
  Error error(kInProgress);
  error.retry_after = kRetryAfter;
  return error;
}

}  // namespace

Runner::Runner(postgres::Database& database, metrics::Registry& metrics)
    : database_(database),
      effects_(outcome(metrics, "effect")),
      replayed_(outcome(metrics, "replayed")),
      reused_(outcome(metrics, "reused")),
      in_progress_(outcome(metrics, "in_progress")),
      refused_(outcome(metrics, "refused")) {}

metrics::Counter Runner::outcome(metrics::Registry& metrics, const char* name) {
  return metrics.counter("tenstone_idempotency_requests_total", "Requests with an Idempotency-Key",
                         {{"outcome", name}});
}

Task<Result<http::Response>> Runner::answer_once(const Key& key, const Effect& effect) {
  auto transaction = co_await database_.begin();
  std::vector<Query> queries;
  queries.emplace_back(kLock, lock_of(key));
  queries.emplace_back(kFind, key.org, key.user, key.operation, key.text);
  const auto seen = co_await transaction.run_together(std::move(queries));
  if (!seen) co_return seen.error();

  if (auto stored = seen->at(1).one<Stored>()) {
    const bool same = stored->fingerprint.value == key.fingerprint;
    (same ? replayed_ : reused_).add();
    if (!same) co_return kKeyReused;
    co_return replay(std::move(*stored));
  }
  if (!seen->at(0).one<bool>().value()) {
    in_progress_.add();
    co_return in_progress();
  }

  auto response = co_await effect(transaction);
  if (!response || response->status >= kFirstRefusal) {
    refused_.add();
    co_return response;
  }
  const auto stored =
      co_await transaction.commit_with(Query(kStore, key.org, key.user, key.operation, key.text, Bytes{key.fingerprint},
                                             static_cast<std::int16_t>(response->status),
                                             Bytes{std::string(response->header_lines())}, Bytes{response->body}));
  if (!stored) co_return stored.error();
  effects_.add();
  co_return response;
}

Task<std::int64_t> remove_expired(postgres::Database& database) {
  std::int64_t removed = 0;
  for (std::size_t last = kRemovedAtOnce; last == kRemovedAtOnce;) {
    const auto rows = co_await database.write(kRemove);
    if (!rows) throw Failure(rows.error());
    last = rows->affected();
    removed += static_cast<std::int64_t>(last);
  }
  co_return removed;
}

}  // namespace tenstone::idempotency
