#include "tenstone/rate_limit/concurrency.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::rate_limit {

using Steady = std::chrono::steady_clock;

struct Concurrency::State {
  State(redis::Redis& redis, const Clock& machine, Ids& makes, std::function<std::optional<Time>()> moved,
        metrics::Registry& registry, const LimiterOptions& options)
      : clock(machine),
        ids(makes),
        nodes(std::max<std::int64_t>(1, options.nodes)),
        breakers(redis.loops(),
                 [&options](runtime::Loop&) {
                   return std::make_unique<redis::Breaker>(
                       redis::Breaker::Options{.failures = options.failures, .pause = options.pause});
                 }),
        shared(redis, std::move(moved)),
        granted(registry.counter("tenstone_rate_limit_leases_total", "Leases asked for", {{"result", "granted"}})),
        denied(registry.counter("tenstone_rate_limit_leases_total", "Leases asked for", {{"result", "denied"}})),
        lost(registry.counter("tenstone_rate_limit_lost_leases_total", "Leases that somebody else got meanwhile")) {}

  // Of Redis, if it is worth asking.
  Task<Result<Grant>> ask(std::string subject, Slots slots, std::string lease) {
    redis::Breaker& breaker = breakers.here();
    if (!breaker.ask(Steady::now())) co_return kTemporaryReducedCapacity;
    auto grant = co_await shared.acquire(std::move(subject), std::move(slots), std::move(lease));
    if (grant)
      breaker.succeeded();
    else
      breaker.failed(Steady::now());
    co_return grant;
  }
  Grant take_here(const std::string& subject, Slots slots, const std::string& lease) {
    slots.limit = std::max<std::int64_t>(1, slots.limit / nodes);
    return memory.acquire(subject, slots, lease, clock.now());
  }

  const Clock& clock;
  Ids& ids;
  const std::int64_t nodes;
  runtime::PerLoop<redis::Breaker> breakers;
  RedisLeases shared;
  MemoryLeases memory;
  const metrics::Counter granted, denied, lost;
  std::mutex mutex;
  std::unordered_set<Lease::State*> all;
};

// `over` and `changed` belong to the loop; the rest is from any thread.
struct Lease::State : std::enable_shared_from_this<State> {
  enum class Where : std::uint8_t { Redis, Here, Nowhere };

  State(std::shared_ptr<Concurrency::State> of, std::string who, Slots which, std::string id, Where at)
      : owner(std::move(of)),
        subject(std::move(who)),
        slots(std::move(which)),
        name(std::move(id)),
        where(at),
        loop(runtime::Loop::current()),
        changed(loop),
        until(Steady::now() + slots.length) {
    const std::scoped_lock lock(owner->mutex);
    owner->all.insert(this);
  }
  ~State() {
    const std::scoped_lock lock(owner->mutex);
    owner->all.erase(this);
  }
  void end() {
    over = true;
    changed.notify();
  }

  static Task<> renew(std::shared_ptr<State> self) {
    if (self->where == Where::Nowhere) co_return;
    const Steady::time_point asked = Steady::now();
    Result<Grant> grant = kTemporaryReducedCapacity;
    if (self->where == Where::Here)
      grant = self->owner->take_here(self->subject, self->slots, self->name);
    else
      grant = co_await self->owner->ask(self->subject, self->slots, self->name);
    if (!grant) co_return;  // it holds until its end; by then Redis may be back
    if (grant->granted)
      self->until.store(asked + self->slots.length);
    else if (!self->lost.exchange(true))
      self->owner->lost.add();
  }
  // Renews it until it is over, then gives it back: one after the other, so that no renewal comes too late.
  static Task<> keep(std::shared_ptr<State> self) {
    while (!self->over)
      if (!co_await self->changed.wait(self->slots.length / 3) && !self->over) co_await renew(self);
    if (self->where == Where::Nowhere) co_return;
    self->owner->memory.release(self->subject, self->slots, self->name);
    // Also one that was taken here: Redis may have granted it, and the answer was late.
    if (!self->owner->breakers.here().away())
      (void)co_await self->owner->shared.release(self->subject, self->slots, self->name);
  }

  const std::shared_ptr<Concurrency::State> owner;
  const std::string subject;
  const Slots slots;
  const std::string name;
  const Where where;
  runtime::Loop& loop;
  runtime::Event changed;
  bool over = false;
  std::atomic<Steady::time_point> until;
  std::atomic<bool> lost = false;
};

Lease::Lease(std::shared_ptr<State> state) : state_(std::move(state)) {}
Lease::Lease(Lease&&) noexcept = default;
Lease::~Lease() {
  if (!state_) return;
  if (runtime::Loop::inside() && &runtime::Loop::current() == &state_->loop)
    state_->end();
  else
    state_->loop.post([state = state_] { state->end(); });
}

bool Lease::held() const {
  return state_->where == State::Where::Nowhere || (!state_->lost && Steady::now() < state_->until.load());
}

Concurrency::Concurrency(redis::Redis& redis, const Clock& clock, Ids& ids, std::function<std::optional<Time>()> moved,
                         metrics::Registry& registry, LimiterOptions options)
    : state_(std::make_shared<State>(redis, clock, ids, std::move(moved), registry, options)) {}
Concurrency::~Concurrency() = default;

Task<Result<std::optional<Lease>>> Concurrency::enter(std::string subject, Slots slots) {
  using Where = Lease::State::Where;
  const std::shared_ptr<State> state = state_;
  const std::string name = to_string(state->ids.next());
  Where where = Where::Redis;
  auto grant = co_await state->ask(subject, slots, name);
  if (!grant && slots.when_away == WhenAway::Closed) {
    Error error(kTemporaryReducedCapacity);
    error.retry_after = std::chrono::seconds(1);
    co_return error;
  }
  if (!grant) {
    where = slots.when_away == WhenAway::Local ? Where::Here : Where::Nowhere;
    grant = where == Where::Here ? state->take_here(subject, slots, name) : Grant{.granted = true};
  }
  if (!grant->granted) {
    state->denied.add();
    co_return std::optional<Lease>();
  }
  state->granted.add();
  auto held = std::make_shared<Lease::State>(state, std::move(subject), std::move(slots), name, where);
  held->loop.spawn(Lease::State::keep(held));
  co_return std::optional(Lease(std::move(held)));
}

Task<> Concurrency::renew() {
  std::vector<std::shared_ptr<Lease::State>> all;
  {
    const std::scoped_lock lock(state_->mutex);
    for (Lease::State* one : state_->all)
      if (auto held = one->weak_from_this().lock()) all.push_back(std::move(held));
  }
  for (auto& one : all) co_await Lease::State::renew(std::move(one));
}

}  // namespace tenstone::rate_limit
