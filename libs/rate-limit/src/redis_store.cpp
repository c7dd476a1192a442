#include <algorithm>
#include <fmt/core.h>

#include "key.hpp"
#include "redis_script.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {
namespace {

using std::chrono::microseconds;

std::vector<std::string> keys_of(const Subject& subject, const std::vector<Charge>& charges) {
  std::vector<std::string> keys;
  keys.reserve(charges.size() + 1);
  append_block_key(keys.emplace_back(), subject);
  for (const Charge& charge : charges) append_key(keys.emplace_back(), subject, *charge.policy);
  return keys;
}

void append_arguments(std::vector<std::string>& out, const Charge& charge, std::int64_t cost) {
  const Policy& policy = *charge.policy;
  const char kind = kind_of(policy.algorithm);
  out.emplace_back(1, kind);
  out.push_back(std::to_string(kind == 'g' ? policy.emission().count() : microseconds(policy.window).count()));
  out.push_back(std::to_string(policy.at_once()));
  out.push_back(std::to_string(cost));
  out.emplace_back(policy.shadow ? "1" : "0");
}

// Giving back more than this makes no difference, and would not be exact in Lua.
std::int64_t most_back(const Policy& policy) {
  return kind_of(policy.algorithm) == 'g' ? policy.at_once() : std::int64_t{1} << 50;
}

Result<void> done(const Result<redis::Reply>& reply) {
  if (!reply) return reply.error();
  return {};
}

Result<Verdict> verdict_of(const redis::Reply& reply, std::size_t policies) {
  if (reply.items.size() != 1 + 4 * policies)
    return Error(redis::kRedisError, {}, fmt::format("{} numbers for {} policies", reply.items.size(), policies));
  Verdict verdict;
  if (const auto blocked = reply.items[0].integer; blocked > 0) verdict.blocked = microseconds(blocked);
  verdict.each.reserve(policies);
  for (std::size_t i = 1; i < reply.items.size(); i += 4) {
    const auto number = [&](std::size_t at) { return reply.items[i + at].integer; };
    verdict.each.push_back({.allowed = number(0) != 0,
                            .remaining = number(1),
                            .retry_after = microseconds(number(2)),
                            .next_unit = microseconds(number(3)),
                            .shadow_denied = number(0) == 2});
  }
  return verdict;
}

}  // namespace

RedisStore::RedisStore(redis::Redis& redis, std::function<std::optional<Time>()> moved)
    : redis_(redis), moved_(std::move(moved)) {}

std::string RedisStore::time() const {
  const auto time = moved_ ? moved_() : std::nullopt;
  return time ? std::to_string(time->time_since_epoch().count()) : "";
}

Task<Result<Verdict>> RedisStore::take(std::string subject, std::vector<Charge> charges) {
  std::vector<std::string> arguments{time()};
  arguments.reserve(1 + 5 * charges.size());
  for (const Charge& charge : charges)
    append_arguments(arguments, charge, std::min(charge.cost, charge.policy->at_once() + 1));
  const auto reply = co_await redis_.evaluate(take_script(), keys_of(Subject(subject), charges), std::move(arguments));
  if (!reply) co_return reply.error();
  co_return verdict_of(*reply, charges.size());
}

Task<Result<void>> RedisStore::refund(std::string subject, std::vector<Charge> charges) {
  const Subject who(subject);
  std::vector<std::string> arguments{time()};
  for (const Charge& charge : charges)
    append_arguments(arguments, charge, std::min(charge.cost, most_back(*charge.policy)));
  arguments.emplace_back(kForgetChannel);
  arguments.emplace_back(who.text());
  co_return done(co_await redis_.evaluate(refund_script(), keys_of(who, charges), std::move(arguments)));
}

Task<Result<void>> RedisStore::reset(std::string subject, std::vector<Charge> charges) {
  const Subject who(subject);
  std::vector<std::string> keys = keys_of(who, charges), arguments{"", std::string(kForgetChannel)};
  keys.erase(keys.begin());  // the block stays
  arguments.emplace_back(who.text());
  if (keys.empty()) co_return Result<void>();
  co_return done(co_await redis_.evaluate(reset_script(), std::move(keys), std::move(arguments)));
}

Task<Result<void>> RedisStore::block(std::string subject, microseconds length) {
  const Subject who(subject);
  std::vector<std::string> keys(1), arguments{time(), std::string(kForgetChannel), std::string(who.text())};
  append_block_key(keys[0], who);
  arguments.push_back(std::to_string(std::max<std::int64_t>(0, length.count())));
  co_return done(co_await redis_.evaluate(block_script(), std::move(keys), std::move(arguments)));
}

}  // namespace tenstone::rate_limit
