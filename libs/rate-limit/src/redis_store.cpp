#include <fmt/core.h>

#include "key.hpp"
#include "redis_script.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

RedisStore::RedisStore(redis::Redis& redis, std::function<std::optional<Time>()> moved)
    : redis_(redis), moved_(std::move(moved)) {}

Task<Result<std::vector<Decision>>> RedisStore::take(std::string subject, std::vector<Charge> charges) {
  std::vector<std::string> keys, arguments;
  const auto time = moved_ ? moved_() : std::nullopt;
  arguments.push_back(time ? std::to_string(time->time_since_epoch().count()) : "");
  for (const Charge& charge : charges) {
    const Policy& policy = *charge.policy;
    const bool gcra = policy.algorithm == Algorithm::Gcra;
    keys.push_back(key_of(subject, policy));
    arguments.emplace_back(gcra ? "g" : "f");
    arguments.push_back(
        std::to_string(gcra ? policy.emission().count() : std::chrono::microseconds(policy.window).count()));
    arguments.push_back(std::to_string(gcra ? policy.burst : policy.limit));
    arguments.push_back(std::to_string(charge.cost));
  }
  const auto reply = co_await redis_.evaluate(take_script(), keys, arguments);
  if (!reply) co_return reply.error();
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i + 3 < reply->items.size(); i += 4) {
    const auto number = [&](std::size_t at) { return reply->items[i + at].integer; };
    decisions.push_back({.allowed = number(0) == 1,
                         .remaining = number(1),
                         .retry_after = std::chrono::microseconds(number(2)),
                         .next_unit = std::chrono::microseconds(number(3))});
  }
  if (decisions.size() != charges.size())
    co_return Error(redis::kRedisError, {},
                    fmt::format("{} decisions for {} policies", decisions.size(), charges.size()));
  co_return decisions;
}

Task<Result<void>> RedisStore::reset(std::string subject, std::vector<Charge> charges) {
  std::vector<std::string> command{"DEL"};
  for (const Charge& charge : charges) command.push_back(key_of(subject, *charge.policy));
  const auto reply = co_await redis_.command(command);
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

}  // namespace tenstone::rate_limit
