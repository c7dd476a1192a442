#include "tenstone/rate_limit/limiter.hpp"

#include <algorithm>
#include <atomic>
#include <boost/container/small_vector.hpp>
#include <optional>
#include <stdexcept>

#include "denial_sketch.hpp"
#include "deny_cache.hpp"
#include "key.hpp"
#include "keyed_hash.hpp"
#include "known_policies.hpp"
#include "limiter_metrics.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::rate_limit {
namespace {

using Steady = std::chrono::steady_clock;
using std::chrono::microseconds;
using AllAsked = boost::container::small_vector<Asked, 4>;

constexpr std::size_t kRemembered = 16'384;  // denials; a subject takes one for each set of policies

Error unavailable() {
  Error error(kTemporaryReducedCapacity);
  error.retry_after = std::chrono::seconds(1);
  return error;
}

// Apart, because messages of the channel may still come when the limiter has gone.
struct Remembered {
  void forget(std::string_view subject) { denials.forget(subject, hash(subject)); }

  const KeyedHash hash;
  DenyCache denials{kRemembered};
};

bool only_looks(const AllAsked& asked) {
  return std::ranges::all_of(asked, [](const Asked& one) { return one.cost == 0; });
}

}  // namespace

struct Limiter::State {
  State(redis::Redis& with, const Clock& machine, std::function<std::optional<Time>()> moved_time,
        logging::Logger logger, metrics::Registry& registry, const LimiterOptions& options)
      : redis(with),
        clock(machine),
        moved(std::move(moved_time)),
        log(std::move(logger)),
        numbers(registry),
        policies(registry, options.nodes),
        tables(with.loops(), [this](runtime::Loop&) { return std::make_unique<PolicyTable>(policies); }),
        remembered(std::make_shared<Remembered>()),
        breakers(with.loops(),
                 [this, &options](runtime::Loop&) {
                   return std::make_unique<redis::Breaker>(redis::Breaker::Options{
                       .failures = options.failures, .pause = options.pause, .changed = [this](bool away) {
                         numbers.breaker_open.add(away ? 1 : -1);
                       }});
                 }),
        shared(with, moved) {}

  AllAsked look_up(const std::vector<Charge>& charges) {
    AllAsked asked;
    PolicyTable& table = tables.here();
    for (const Charge& charge : charges) {
      if (charge.cost < 0) throw std::logic_error("bug: a negative cost");
      asked.push_back({table.find(*charge.policy), charge.cost});
    }
    return asked;
  }
  // Of what is remembered: the steady clock's time, which nobody steps, but in a test the moved one.
  Time now(Steady::time_point steady) const {
    if (const auto time = moved ? moved() : std::nullopt) return *time;
    return Time(std::chrono::duration_cast<microseconds>(steady.time_since_epoch()));
  }
  Result<Verdict> decide_alone(std::string_view subject, const AllAsked& asked);
  void tell(const AllAsked& asked, const Verdict& verdict, std::string_view subject, std::uint64_t hash);
  void report_alone(Steady::time_point now, const Error& error);

  redis::Redis& redis;
  const Clock& clock;
  const std::function<std::optional<Time>()> moved;
  const logging::Logger log;
  const LimiterMetrics numbers;
  KnownPolicies policies;
  runtime::PerLoop<PolicyTable> tables;
  const std::shared_ptr<Remembered> remembered;
  DenialSketch most_denied;
  runtime::PerLoop<redis::Breaker> breakers;
  RedisStore shared;
  MemoryStore memory;
  std::atomic<Steady::time_point> reported{Steady::time_point{}};
  std::optional<redis::Subscription> subscription;
};

// Redis is away: each process lets through its share, and a request that costs more than that costs all of it. Open
// policies are full; those that are closed deny everything.
Result<Verdict> Limiter::State::decide_alone(std::string_view subject, const AllAsked& asked) {
  std::vector<Charge> local;
  for (const auto& [known, cost] : asked) {
    if (known->policy.when_away == WhenAway::Closed && !known->policy.shadow) return unavailable();
    if (known->policy.when_away == WhenAway::Local)
      local.push_back({&known->share, std::min(cost, known->share.at_once())});
  }
  Verdict verdict = memory.take(subject, local, clock.now());
  if (local.size() == asked.size()) return verdict;
  std::vector<Decision> each;
  auto next = verdict.each.begin();
  for (const auto& [known, cost] : asked)
    each.push_back(known->policy.when_away == WhenAway::Local ? *next++
                                                              : Decision{.remaining = known->policy.at_once()});
  verdict.each = std::move(each);
  return verdict;
}

// Into the metrics. Looks count nowhere.
void Limiter::State::tell(const AllAsked& asked, const Verdict& verdict, std::string_view subject, std::uint64_t at) {
  if (only_looks(asked)) return;
  const KnownPolicy* denied = nullptr;
  for (std::size_t i = 0; i < std::min(asked.size(), verdict.each.size()); ++i) {
    const auto& [known, cost] = asked[i];
    if (cost == 0) continue;
    count(*known, cost, verdict.each[i], verdict.blocked.has_value());
    if (!verdict.each[i].allowed && denied == nullptr) denied = known.get();
  }
  if (verdict.blocked || denied != nullptr)
    most_denied.add(subject, at, verdict.blocked ? std::string_view() : denied->policy.name);
}

// One line a second, however many requests there are.
void Limiter::State::report_alone(Steady::time_point now, const Error& error) {
  auto last = reported.load(std::memory_order_relaxed);
  if (now - last < std::chrono::seconds(1)) return;
  if (!reported.compare_exchange_strong(last, now, std::memory_order_relaxed)) return;
  log.warn("limiter.alone", {{"code", error.code}, {"error", error.detail.empty() ? error.message : error.detail}});
}

Limiter::Limiter(redis::Redis& redis, const Clock& clock, std::function<std::optional<Time>()> moved,
                 logging::Logger log, metrics::Registry& registry, LimiterOptions options)
    : state_(std::make_unique<State>(redis, clock, std::move(moved), std::move(log), registry, options)) {}
Limiter::~Limiter() = default;

void Limiter::start(runtime::Loop& loop) {
  State& state = *state_;
  state.subscription.emplace(state.redis.subscribe(
      loop, std::string(kForgetChannel),
      [known = state.remembered](std::string_view subject) { known->forget(subject); },
      [known = state.remembered] { known->denials.forget_all(); }));
}

void Limiter::stop() { state_->subscription.reset(); }

Task<Result<Verdict>> Limiter::take(std::string subject, std::vector<Charge> charges) {
  State& state = *state_;
  const AllAsked asked = state.look_up(charges);
  for (const auto& [known, cost] : asked)
    if (cost > known->policy.at_once() && !known->policy.shadow) co_return Error(kCostExceedsBurst);
  const Subject who(subject);
  const std::uint64_t hash = state.remembered->hash(who.text());
  const Steady::time_point steady = Steady::now();
  const Time now = state.now(steady);
  const bool looks = only_looks(asked);
  if (!looks) {
    if (auto denied = state.remembered->denials.find(who.text(), hash, asked, now)) {
      state.numbers.local_denies.add();
      state.tell(asked, *denied, who.text(), hash);
      co_return std::move(*denied);
    }
  }
  std::optional<Error> error;
  redis::Breaker& breaker = state.breakers.here();
  if (breaker.ask(steady)) {
    const std::uint64_t epoch = state.remembered->denials.epoch();
    auto verdict = co_await state.shared.take(std::string(who.text()), std::move(charges));
    const Steady::time_point answered = Steady::now();
    state.numbers.store_seconds.observe(answered - steady);
    if (verdict) {
      breaker.succeeded();
      state.tell(asked, *verdict, who.text(), hash);
      if (!looks && !verdict->allowed()) state.remembered->denials.keep(who.text(), hash, asked, *verdict, now, epoch);
      co_return verdict;
    }
    state.numbers.store_errors.add();
    breaker.failed(answered);
    error = std::move(verdict.error());
  }
  state.report_alone(steady, error ? *error : unavailable());
  state.numbers.alone.add();
  auto verdict = state.decide_alone(who.text(), asked);
  if (verdict) state.tell(asked, *verdict, who.text(), hash);
  co_return verdict;
}

Task<Result<Verdict>> Limiter::inspect(std::string subject, std::vector<Charge> charges) {
  for (Charge& charge : charges) charge.cost = 0;
  return take(std::move(subject), std::move(charges));
}

Task<Result<void>> Limiter::refund(std::string subject, std::vector<Charge> charges) {
  State& state = *state_;
  const AllAsked asked = state.look_up(charges);
  Result<void> done = unavailable();
  redis::Breaker& breaker = state.breakers.here();
  if (breaker.ask(Steady::now())) {
    done = co_await state.shared.refund(subject, std::move(charges));
    if (done)
      breaker.succeeded();
    else
      breaker.failed(Steady::now());
  }
  state.remembered->forget(Subject(subject).text());
  if (done) co_return done;
  std::vector<Charge> local;
  for (const auto& [known, cost] : asked) local.push_back({&known->share, std::min(cost, known->share.at_once())});
  state.memory.refund(subject, local, state.clock.now());
  co_return done;
}

Task<Result<void>> Limiter::reset(std::string subject, std::vector<Charge> charges) {
  State& state = *state_;
  state.memory.reset(subject, charges);
  auto done = co_await state.shared.reset(subject, std::move(charges));
  state.remembered->forget(Subject(subject).text());
  co_return done;
}

Task<Result<void>> Limiter::block(std::string subject, std::chrono::seconds length) {
  State& state = *state_;
  state.memory.block(subject, length, state.clock.now());
  auto done = co_await state.shared.block(subject, length);
  state.remembered->forget(Subject(subject).text());
  co_return done;
}

std::vector<TopDenied> Limiter::top_denied(std::size_t most) const { return state_->most_denied.top(most); }

}  // namespace tenstone::rate_limit
