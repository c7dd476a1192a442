#include "key.hpp"
#include "tenstone/rate_limit/leases.hpp"

namespace tenstone::rate_limit {
namespace {

// MemoryLeases::acquire() in Lua. KEYS: the set. ARGV: time in µs ("": Redis TIME), the lease, its length in µs, the
// limit. Answers 1 or 0 and how many are held. The TTL is until the last of them ends.
const redis::Script& acquire_script() {
  static const redis::Script script(R"(
local key, now, length = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[3])
if not now then
  local t = redis.call('TIME')
  now = t[1] * 1e6 + t[2]
end
local last = string.format('%.0f', now + length)
redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now))
local held = redis.call('ZCARD', key)
local mine = redis.call('ZSCORE', key, ARGV[2])
local granted = mine or held < tonumber(ARGV[4])
if granted then
  redis.call('ZADD', key, last, ARGV[2])
  if not mine then held = held + 1 end
else
  for _, lease in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. last, '+inf')) do
    redis.call('ZADD', key, last, lease)
  end
end
local newest = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', key, math.ceil((tonumber(newest[2]) - now) / 1000) + 1)
return {granted and 1 or 0, held}
)");
  return script;
}

}  // namespace

RedisLeases::RedisLeases(redis::Redis& redis, std::function<std::optional<Time>()> moved)
    : redis_(redis), moved_(std::move(moved)) {}

Task<Result<Grant>> RedisLeases::acquire(std::string subject, Slots slots, std::string lease) {
  std::vector<std::string> keys(1), arguments;
  append_lease_key(keys[0], Subject(subject), slots.name);
  const auto time = moved_ ? moved_() : std::nullopt;
  arguments.push_back(time ? std::to_string(time->time_since_epoch().count()) : "");
  arguments.push_back(std::move(lease));
  arguments.push_back(std::to_string(std::chrono::microseconds(slots.length).count()));
  arguments.push_back(std::to_string(slots.limit));
  const auto reply = co_await redis_.evaluate(acquire_script(), std::move(keys), std::move(arguments));
  if (!reply) co_return reply.error();
  if (reply->items.size() != 2) co_return Error(redis::kRedisError, {}, "not a grant");
  co_return Grant{.granted = reply->items[0].integer == 1, .in_use = reply->items[1].integer};
}

Task<Result<void>> RedisLeases::release(std::string subject, Slots slots, std::string lease) {
  std::vector<std::string> command{"ZREM", "", std::move(lease)};
  append_lease_key(command[1], Subject(subject), slots.name);
  const auto reply = co_await redis_.command(command);
  if (!reply) co_return reply.error();
  co_return Result<void>();
}

}  // namespace tenstone::rate_limit
