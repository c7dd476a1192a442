#include "tenstone/rate_limit/counting.hpp"

#include <utility>

namespace tenstone::rate_limit {
namespace {

using std::chrono::microseconds;
constexpr microseconds kNow{0};

// Of whole, not negative numbers.
constexpr std::int64_t divide_up(std::int64_t number, std::int64_t by) { return (number + by - 1) / by; }

// [snippet:gcra]
struct Gcra {
  static microseconds tolerance(const Policy& policy) { return policy.emission() * policy.at_once(); }
  static Level settle(const Policy& policy, State& state, Time now) {
    state.level.time = std::min(state.level.time, now + tolerance(policy));
    return {.time = std::max(state.level.time, now)};
  }
  static std::int64_t remaining(const Policy& policy, const Level& level, Time now) {
    return (tolerance(policy) - (level.time - now)) / policy.emission();
  }
  static microseconds wait(const Policy& policy, const State&, const Level& level, Time now, std::int64_t cost) {
    return std::max(kNow, level.time + policy.emission() * cost - tolerance(policy) - now);
  }
  static void use(const Policy& policy, State& state, Level& level, Time, std::int64_t cost) {
    level.time += policy.emission() * cost;
    state.level = level;
  }
  // [/snippet:gcra]
  static void give_back(const Policy& policy, State& state, Level& level, Time now, std::int64_t cost) {
    if (level.time <= now) return;
    level.time = std::max(now, level.time - policy.emission() * std::min(cost, policy.at_once()));
    state.level = level.time > now ? level : Level{};
  }
};

// [snippet:fixed]
struct Fixed {
  static Level settle(const Policy& policy, State& state, Time now) {
    if (state.level.used == 0 || now >= state.level.time) return {.time = now + policy.window};
    state.level.time = std::min(state.level.time, now + policy.window);
    return state.level;
  }
  static std::int64_t remaining(const Policy& policy, const Level& level, Time) { return policy.limit - level.used; }
  static microseconds wait(const Policy& policy, const State&, const Level& level, Time now, std::int64_t cost) {
    if (cost > policy.limit) return policy.window;
    return level.used + cost <= policy.limit ? kNow : level.time - now;
  }
  static void use(const Policy&, State& state, Level& level, Time, std::int64_t cost) {
    level.used += cost;
    state.level = level;
  }
  // [/snippet:fixed]
  static void give_back(const Policy&, State& state, Level& level, Time, std::int64_t cost) {
    if (level.used == 0) return;
    level.used = std::max<std::int64_t>(0, level.used - cost);
    state.level = level;
  }
};

struct Sliding {
  static Level settle(const Policy& policy, State& state, Time now) {
    const microseconds window = policy.window;
    const Time start = now - now.time_since_epoch() % window;
    Level& kept = state.level;
    if (kept.time > start) kept = {start, kept.used + kept.before, 0};
    if (kept.time == start) return kept;
    return {.time = start, .used = 0, .before = kept.time == start - window ? kept.used : 0};
  }
  // [snippet:sliding]
  // How much of the last window still counts.
  static std::int64_t weight(const Policy& policy, const Level& level, Time now) {
    const microseconds window = policy.window, left = level.time + window - now;
    return divide_up(level.before * divide_up(left.count() * kSlidingParts, window.count()), kSlidingParts);
  }
  static std::int64_t remaining(const Policy& policy, const Level& level, Time now) {
    return policy.limit - level.used - weight(policy, level, now);
  }
  // [/snippet:sliding]
  // How far into a window the `before` of the last one weighs `room` at most. room < before.
  static microseconds fade(const Policy& policy, std::int64_t before, std::int64_t room) {
    const microseconds window = policy.window;
    return window - window * (room * kSlidingParts / before) / kSlidingParts;
  }
  static microseconds wait(const Policy& policy, const State&, const Level& level, Time now, std::int64_t cost) {
    if (cost > policy.limit) return policy.window;
    const std::int64_t room = policy.limit - level.used - cost;
    if (room >= weight(policy, level, now)) return kNow;
    if (room >= 0) return level.time + fade(policy, level.before, room) - now;
    return level.time + policy.window + fade(policy, level.used, policy.limit - cost) - now;
  }
  static void use(const Policy&, State& state, Level& level, Time, std::int64_t cost) {
    level.used += cost;
    state.level = level;
  }
  static void give_back(const Policy&, State& state, Level& level, Time, std::int64_t cost) {
    if (level.used == 0 && level.before == 0) return;
    level.before = std::max<std::int64_t>(0, level.before - std::max<std::int64_t>(0, cost - level.used));
    level.used = std::max<std::int64_t>(0, level.used - cost);
    state.level = level;
  }
};

struct Log {
  static Level settle(const Policy& policy, State& state, Time now) {
    for (auto use = state.log.rbegin(); use != state.log.rend() && use->at > now; ++use) use->at = now;
    const auto over = std::ranges::find_if(state.log, [&](const Use& use) { return use.at > now - policy.window; });
    for (auto use = state.log.begin(); use != over; ++use) state.level.used -= use->cost;
    state.log.erase(state.log.begin(), over);
    return state.level;
  }
  static std::int64_t remaining(const Policy& policy, const Level& level, Time) { return policy.limit - level.used; }
  static microseconds wait(const Policy& policy, const State& state, const Level& level, Time now, std::int64_t cost) {
    if (cost > policy.limit) return policy.window;
    std::int64_t too_many = level.used + cost - policy.limit;
    if (too_many <= 0) return kNow;
    const auto last = std::ranges::find_if(state.log, [&](const Use& use) { return (too_many -= use.cost) <= 0; });
    return last->at + policy.window - now;
  }
  static void use(const Policy&, State& state, Level& level, Time now, std::int64_t cost) {
    if (!state.log.empty() && state.log.back().at == now)
      state.log.back().cost += cost;
    else
      state.log.push_back({now, cost});
    level.used += cost;
    state.level = level;
  }
  static void give_back(const Policy&, State& state, Level& level, Time, std::int64_t cost) {
    while (cost > 0 && !state.log.empty()) {
      const std::int64_t part = std::min(cost, state.log.back().cost);
      cost -= part;
      level.used -= part;
      if ((state.log.back().cost -= part) == 0) state.log.pop_back();
    }
    state.level = level;
  }
};

template <class Call>
auto with(Algorithm algorithm, Call call) {
  switch (algorithm) {
    case Algorithm::Gcra:
    case Algorithm::Strict: return call(Gcra());
    case Algorithm::Sliding: return call(Sliding());
    case Algorithm::Log: return call(Log());
    case Algorithm::Fixed: return call(Fixed());
  }
  std::unreachable();
}

}  // namespace

Count::Count(const Policy& policy, State& state, Time now)
    : policy_(policy),
      state_(state),
      now_(now),
      level_(with(policy.algorithm, [&](auto algorithm) { return algorithm.settle(policy, state, now); })) {}

std::int64_t Count::remaining() const {
  const std::int64_t left =
      with(policy_.algorithm, [&](auto algorithm) { return algorithm.remaining(policy_, level_, now_); });
  return std::max<std::int64_t>(0, left);
}

microseconds Count::wait(std::int64_t cost) const {
  cost = std::min(cost, policy_.at_once() + 1);
  return with(policy_.algorithm, [&](auto algorithm) { return algorithm.wait(policy_, state_, level_, now_, cost); });
}

void Count::use(std::int64_t cost) {
  with(policy_.algorithm, [&](auto algorithm) { algorithm.use(policy_, state_, level_, now_, cost); });
}

void Count::give_back(std::int64_t cost) {
  with(policy_.algorithm, [&](auto algorithm) { algorithm.give_back(policy_, state_, level_, now_, cost); });
}

Decision decision_of(const Policy& policy, const Count& count, microseconds waits) {
  const bool denies = waits > kNow;
  Decision decision{.allowed = !denies || policy.shadow,
                    .remaining = count.remaining(),
                    .retry_after = denies && !policy.shadow ? waits : kNow,
                    .shadow_denied = denies && policy.shadow};
  if (decision.remaining < policy.at_once()) decision.next_unit = count.wait(decision.remaining + 1);
  return decision;
}

Decision take(const Policy& policy, State& state, Time now, std::int64_t cost) {
  Count count(policy, state, now);
  const microseconds waits = cost > 0 ? count.wait(cost) : kNow;
  if (cost > 0 && waits == kNow) count.use(cost);
  return decision_of(policy, count, waits);
}

}  // namespace tenstone::rate_limit
