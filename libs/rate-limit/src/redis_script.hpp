#pragma once
#include "tenstone/redis/script.hpp"

namespace tenstone::rate_limit {

// counting.hpp in Lua, for several policies at once. KEYS: one a policy. ARGV: the time in µs ("": Redis TIME), then
// for each policy its kind (g, f), emission or window in µs, burst or limit, cost. Answers four numbers a policy:
// allowed, remaining, retry_after, next_unit. Microseconds fit a double exactly; %.0f keeps them so, tostring() would
// not.
inline const redis::Script& take_script() {
  static const redis::Script script(R"(
local now = tonumber(ARGV[1])
if not now then
  local t = redis.call('TIME')
  now = t[1] * 1e6 + t[2]
end
local all, allowed = {}, true
for i, key in ipairs(KEYS) do
  local at = 4 * i - 2
  local p = {key = key, gcra = ARGV[at] == 'g', a = tonumber(ARGV[at + 1]), b = tonumber(ARGV[at + 2]), cost = tonumber(ARGV[at + 3])}
  if p.gcra then
    p.tolerance = p.a * p.b
    p.tat = math.min(math.max(tonumber(redis.call('GET', key)) or now, now), now + p.tolerance)
    p.new = p.tat + p.a * p.cost
    p.wait = p.new - p.tolerance - now
    p.allowed = p.cost == 0 or p.wait <= 0
  else
    local kept = redis.call('HMGET', key, 'n', 'ends')
    p.n, p.ends = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
    if p.n == 0 or now >= p.ends or p.ends > now + p.a then p.n, p.ends = 0, now + p.a end
    p.wait = p.ends - now
    p.allowed = p.cost == 0 or p.n + p.cost <= p.b
  end
  allowed = allowed and p.allowed
  all[i] = p
end
local out = {}
for _, p in ipairs(all) do
  local remaining, next_unit
  if p.gcra then
    local tat = allowed and p.new or p.tat
    if allowed and p.cost > 0 then
      redis.call('SET', p.key, string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000) + 1)
    end
    local used = tat - now
    remaining = math.floor((p.tolerance - used) / p.a)
    next_unit = used > 0 and used - p.tolerance + p.a * (remaining + 1) or 0
  else
    local used = p.n
    if allowed and p.cost > 0 then
      used = p.n + p.cost
      redis.call('HSET', p.key, 'n', string.format('%.0f', used), 'ends', string.format('%.0f', p.ends))
      redis.call('PEXPIRE', p.key, math.ceil((p.ends - now) / 1000) + 1)
    end
    remaining = math.max(0, p.b - used)
    next_unit = used > 0 and p.ends - now or 0
  end
  out[#out + 1] = p.allowed and 1 or 0
  out[#out + 1] = remaining
  out[#out + 1] = p.allowed and 0 or p.wait
  out[#out + 1] = next_unit
end
return out
)");
  return script;
}

}  // namespace tenstone::rate_limit
