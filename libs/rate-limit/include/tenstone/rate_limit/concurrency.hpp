// Limits how many are at work at once:
//
//   auto lease = co_await concurrency.enter("org:" + to_string(org), {.name = "reports", .limit = 3});
//   if (!lease) co_return lease.error();      // Redis is away, and these slots are closed then
//   if (!*lease) …                            // all are taken
//   …                                         // the place is free again when the lease goes
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "tenstone/core/uuid.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/rate_limit/leases.hpp"
#include "tenstone/rate_limit/limiter.hpp"

namespace tenstone::rate_limit {

// A place that is taken. Renewed three times in its length while it lives, given back soon after it goes: from any
// thread. When its process dies, the place is free after that length.
class Lease {
 public:
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) = delete;
  ~Lease();
  // False: it could not be renewed in time, and somebody else may have the place. On the loop that entered.
  bool held() const;

 private:
  friend class Concurrency;
  struct State;
  explicit Lease(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

// One a process. While Redis is away, each process gives out its share of the slots, at least one, or answers as they
// say. On any loop; leases must not outlive what it was given.
class Concurrency {
 public:
  // As Limiter. `ids` must outlive it.
  Concurrency(redis::Redis& redis, const Clock& clock, Ids& ids, std::function<std::optional<Time>()> moved,
              metrics::Registry& registry, LimiterOptions options = {});
  ~Concurrency();
  Concurrency(const Concurrency&) = delete;

  // Suspends. Nothing: all are taken. Error: temporary_reduced_capacity, when Redis is away and the slots are closed
  // then.
  Task<Result<std::optional<Lease>>> enter(std::string subject, Slots slots);
  // Renews all leases now: the clock was moved.
  Task<> renew();

 private:
  friend class Lease;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::rate_limit
