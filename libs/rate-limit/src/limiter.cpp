#include "tenstone/rate_limit/limiter.hpp"

#include <algorithm>

#include "tenstone/rate_limit/breaker.hpp"

namespace tenstone::rate_limit {

struct Limiter::State {
  // Redis is away. Open policies have no decision; those that are closed deny everything.
  Result<Verdict> decide_alone(const std::string& subject, const std::vector<Charge>& charges) {
    std::vector<Charge> local;
    for (const Charge& charge : charges) {
      if (charge.policy->when_away == WhenAway::Closed) {
        Error error(kTemporaryReducedCapacity);
        error.retry_after = std::chrono::seconds(1);
        return error;
      }
      if (charge.policy->when_away == WhenAway::Local) local.push_back(charge);
    }
    return Verdict{memory.take(subject, local, clock.now())};
  }
  void count(const std::vector<Charge>& charges, const Verdict& verdict) {
    for (std::size_t i = 0; i < std::min(charges.size(), verdict.each.size()); ++i)
      registry
          .counter("tenstone_rate_limit_decisions_total", "What the limiter said",
                   {{"policy", charges[i].policy->name}, {"result", verdict.each[i].allowed ? "allowed" : "denied"}})
          .add();
  }

  RedisStore shared;
  MemoryStore memory = {};
  Breaker breaker = {};
  const Clock& clock;
  logging::Logger log;
  metrics::Registry& registry;
  metrics::Counter alone;
};

Limiter::Limiter(redis::Redis& redis, const Clock& clock, std::function<std::optional<Time>()> moved,
                 logging::Logger log, metrics::Registry& registry)
    : state_(new State{
          .shared = RedisStore(redis, std::move(moved)),
          .clock = clock,
          .log = std::move(log),
          .registry = registry,
          .alone = registry.counter("tenstone_rate_limit_alone_total", "Decisions that were made without Redis"),
      }) {}
Limiter::~Limiter() = default;

Task<Result<Verdict>> Limiter::take(std::string subject, std::vector<Charge> charges) {
  State& state = *state_;
  if (state.breaker.ask(Breaker::Steady::now())) {
    auto decisions = co_await state.shared.take(subject, charges);
    if (decisions) {
      state.breaker.succeeded();
      Verdict verdict{std::move(*decisions)};
      state.count(charges, verdict);
      co_return verdict;
    }
    if (state.breaker.failed(Breaker::Steady::now()))
      state.log.warn("limiter.alone", {{"code", decisions.error().code}, {"error", decisions.error().detail}});
  }
  state.alone.add();
  auto verdict = state.decide_alone(subject, charges);
  if (verdict && verdict->each.size() == charges.size()) state.count(charges, *verdict);
  co_return verdict;
}

Task<Result<void>> Limiter::reset(std::string subject, std::vector<Charge> charges) {
  state_->memory.reset(subject, charges);
  return state_->shared.reset(std::move(subject), std::move(charges));
}

}  // namespace tenstone::rate_limit
