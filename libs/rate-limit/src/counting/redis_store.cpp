#include <algorithm>
#include <fmt/core.h>

#include "key.hpp"
#include "redis_script.hpp"
#include "tenstone/rate_limit/store.hpp"
#include "words.hpp"

namespace tenstone::rate_limit {
namespace {

using std::chrono::microseconds;

void add_keys(Words& words, const Subject& subject, std::span<const Charge> charges) {
  for (const Charge& charge : charges) {
    append_key(words.text(), subject, *charge.policy);
    words.end();
  }
}

void add_block_key(Words& words, const Subject& subject) {
  append_block_key(words.text(), subject);
  words.end();
}

void add_arguments(Words& words, const Charge& charge, std::int64_t cost) {
  const Policy& policy = *charge.policy;
  const char kind = kind_of(policy.algorithm);
  words.add(std::string_view(&kind, 1));
  words.add(kind == 'g' ? policy.emission().count() : microseconds(policy.window).count());
  words.add(policy.at_once());
  words.add(cost);
  words.add(policy.shadow ? "1" : "0");
}

void add_publish(Words& words, const Subject& subject) {
  words.add(kForgetChannel);
  words.add(subject.text());
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

// Nothing: Redis' own.
void RedisStore::add_time(Words& words) const {
  if (const auto time = moved_ ? moved_() : std::nullopt)
    words.add(time->time_since_epoch().count());
  else
    words.add("");
}

Words RedisStore::begin(const Subject& who, std::span<const Charge> charges) const {
  Words words;
  add_block_key(words, who);
  add_keys(words, who, charges);
  add_time(words);
  return words;
}

Task<Result<Verdict>> RedisStore::take(std::string subject, std::vector<Charge> charges) {
  const Subject who(subject);
  Words words = begin(who, charges);
  for (const Charge& charge : charges)
    add_arguments(words, charge, std::min(charge.cost, charge.policy->at_once() + 1));
  const auto reply = co_await redis_.evaluate(take_script(), 1 + charges.size(), words.views());
  if (!reply) co_return reply.error();
  co_return verdict_of(*reply, charges.size());
}

Task<Result<void>> RedisStore::refund(std::string subject, std::vector<Charge> charges) {
  const Subject who(subject);
  Words words = begin(who, charges);
  for (const Charge& charge : charges) add_arguments(words, charge, std::min(charge.cost, most_back(*charge.policy)));
  add_publish(words, who);
  co_return done(co_await redis_.evaluate(refund_script(), 1 + charges.size(), words.views()));
}

Task<Result<void>> RedisStore::reset(std::string subject, std::vector<Charge> charges) {
  if (charges.empty()) co_return Result<void>();
  const Subject who(subject);
  Words words;
  add_keys(words, who, charges);
  add_publish(words, who);
  co_return done(co_await redis_.evaluate(reset_script(), charges.size(), words.views()));
}

Task<Result<void>> RedisStore::block(std::string subject, microseconds length) {
  const Subject who(subject);
  Words words;
  add_block_key(words, who);
  add_time(words);
  words.add(std::max<std::int64_t>(0, length.count()));
  add_publish(words, who);
  co_return done(co_await redis_.evaluate(block_script(), 1, words.views()));
}

}  // namespace tenstone::rate_limit
