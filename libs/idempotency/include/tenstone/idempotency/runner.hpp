// Runs an effect once for all requests of one key, and answers the later ones as the first one was answered.
//
//   Task<Result<idempotency::Once<web::Created<Order>>>> create(web::Body<NewOrder> order, idempotency::Key key) {
//     const auto insert = [&](postgres::Transaction& transaction) -> Task<Result<web::Created<Order>>> {…};
//     co_return co_await idempotency_.run<web::Created<Order>>(std::move(key), insert);
//   }
#pragma once
#include <cstdint>
#include <functional>
#include <utility>

#include "tenstone/core/result.hpp"
#include "tenstone/idempotency/key.hpp"
#include "tenstone/idempotency/once.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::idempotency {

// How a second request of a key (of the same caller and route) is answered:
//
//   the first one took effect      as the first one: status, headers of the handler, body; Idempotency-Replayed: true
//   … and was another request      idempotency_key_reused, 422
//   the first one is under way     idempotency_in_progress, 409, Retry-After
//   the first one was refused, failed, died, or its answer is older than 24 hours: as a first one
//
// The answer is stored by the transaction of the effect, so either both are there or neither. What is under way is an
// advisory lock of that transaction; a process that dies leaves none behind.
//
// Round trips beside the effect's own: 2 (BEGIN, lock and look; store and COMMIT), a replay 1. The effect's statements
// go to the transaction that it is given, whose connection is taken from the loop's pool for as long as it runs.
//
// Holds no state: one serves all loops at once. Counts tenstone_idempotency_requests_total{outcome}: effect, replayed,
// reused, in_progress, refused.
class Runner {
 public:
  Runner(postgres::Database& database, metrics::Registry& metrics);

  // `effect` returns R, or an Error: then nothing of the transaction stays, no answer is stored, and the next request
  // decides again. The same holds for an answer of status 400 or above, if R can be one. Suspends. Errors: those of the
  // effect, idempotency_in_progress, idempotency_key_reused. Throws what the effect and Database throw.
  template <class R>
  Task<Result<Once<R>>> run(Key key, std::function<Task<Result<R>>(postgres::Transaction&)> effect) {
    const Effect answer = [&](postgres::Transaction& transaction) -> Task<Result<http::Response>> {
      auto done = co_await effect(transaction);
      if (!done) co_return std::move(done.error());
      co_return web::Into<Result<R>>::response(std::move(done), *key.request);
    };
    auto response = co_await answer_once(key, answer);
    if (!response) co_return std::move(response.error());
    co_return Once<R>{std::move(*response)};
  }

 private:
  using Effect = std::function<Task<Result<http::Response>>(postgres::Transaction&)>;
  static metrics::Counter outcome(metrics::Registry& metrics, const char* name);
  Task<Result<http::Response>> answer_once(const Key& key, const Effect& effect);

  postgres::Database& database_;
  metrics::Counter effects_, replayed_, reused_, in_progress_, refused_;
};

// Removes answers that have expired, a thousand at a time, and returns how many. Any number of processes may do so at
// once. Suspends. Throws as Database::write().
Task<std::int64_t> remove_expired(postgres::Database& database);

}  // namespace tenstone::idempotency
