#include "redis_script.hpp"

#include <string>

#include "tenstone/rate_limit/counting.hpp"

namespace tenstone::rate_limit {
namespace {

static_assert(kSlidingParts == 4096, "it stands in the scripts");

constexpr const char* kHead = R"(
local call, fmt, floor, ceil, max = redis.call, string.format, math.floor, math.ceil, math.max
local now = tonumber(ARGV[1])
if not now then
  local t = call('TIME')
  now = t[1] * 1e6 + t[2]
end
)";

constexpr const char* kBlock = R"(
local blocked = 0
local block = call('GET', KEYS[1])
if block then
  local ends, length = string.match(block, '^(%d+) (%d+)$')
  ends, length = tonumber(ends) or 0, tonumber(length) or 0
  if ends > now + length then
    ends = now + length
    call('SET', KEYS[1], fmt('%.0f %.0f', ends, length), 'PX', ceil(length / 1000) + 1)
  end
  blocked = max(0, ends - now)
end
)";

// Count::wait, and what else Gcra does without. Made when the first policy needs it: most calls have none, and making
// it would cost them a tenth. A log's members say how much was used before them, so the one that must go is found by
// halving.
constexpr const char* kOthers = R"(
local expire, keep_sliding, parts, wait
local function need_others()
  if wait then return end
  expire = function(key, ends) call('PEXPIRE', key, ceil((ends - now) / 1000) + 1) end
  keep_sliding = function(p)
    call('HSET', p.key, 'w', fmt('%.0f', p.start), 'c', fmt('%.0f', p.n), 'p', fmt('%.0f', p.before))
    expire(p.key, p.start + 2 * p.a)
  end
  parts = function(member)
    local before, cost = string.match(member, '^(%d+):(%d+)$')
    return tonumber(before), tonumber(cost)
  end
  local fade = function(p, before, room) return p.a - floor(floor(room * 4096 / before) * p.a / 4096) end
  local log_wait = function(p, too_many)
    if too_many == 1 then return p.oldest + p.a - now end
    local low, high = 0, call('ZCARD', p.key) - 1
    while low < high do
      local middle = floor((low + high) / 2)
      local before, cost = parts(call('ZRANGE', p.key, middle, middle)[1])
      if before + cost - p.first >= too_many then high = middle else low = middle + 1 end
    end
    return tonumber(call('ZRANGE', p.key, low, low, 'WITHSCORES')[2]) + p.a - now
  end
  wait = function(p, cost)
    if cost > p.b then return p.a end
    local room = p.b - p.n - cost
    if p.kind == 'f' then return room >= 0 and 0 or p.ends - now end
    if p.kind == 'l' then return room >= 0 and 0 or log_wait(p, -room) end
    if room >= p.weight then return 0 end
    if room >= 0 then return p.start + fade(p, p.before, room) - now end
    return p.start + p.a + fade(p, p.n, p.b - cost) - now
  end
end
)";

// Count::Count: what is stored, seen now; what is in the future is corrected.
constexpr const char* kSettle = R"(
local all = {}
for i = 2, #KEYS do
  local key, at = KEYS[i], 5 * i - 8
  local p = {key = key, kind = ARGV[at], a = tonumber(ARGV[at + 1]), b = tonumber(ARGV[at + 2]),
             cost = tonumber(ARGV[at + 3]), shadow = ARGV[at + 4] == '1'}
  all[i - 1] = p
  if p.kind == 'g' then
    p.tolerance = p.a * p.b
    p.tat = tonumber(call('GET', key)) or now
    if p.tat > now + p.tolerance then
      p.tat = now + p.tolerance
      call('SET', key, fmt('%.0f', p.tat), 'PX', ceil(p.tolerance / 1000) + 1)
    end
    p.tat = max(p.tat, now)
  else
    need_others()
  end
  if p.kind == 'f' then
    local kept = call('HMGET', key, 'n', 'ends_us')
    p.n, p.ends = tonumber(kept[1]) or 0, tonumber(kept[2]) or 0
    if p.n == 0 or now >= p.ends then
      p.n, p.ends = 0, now + p.a
    elseif p.ends > now + p.a then
      p.ends = now + p.a
      call('HSET', key, 'ends_us', fmt('%.0f', p.ends))
      expire(key, p.ends)
    end
  elseif p.kind == 's' then
    local kept = call('HMGET', key, 'w', 'c', 'p')
    local start = tonumber(kept[1]) or 0
    p.start, p.n, p.before = now - now % p.a, tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
    if start > p.start then
      p.n, p.before = p.n + p.before, 0
      keep_sliding(p)
    elseif start == p.start - p.a then
      p.n, p.before = 0, p.n
    elseif start < p.start then
      p.n, p.before = 0, 0
    end
    p.weight = ceil(p.before * ceil((p.start + p.a - now) * 4096 / p.a) / 4096)
  elseif p.kind == 'l' then
    local newest = call('ZRANGE', key, -1, -1, 'WITHSCORES')
    p.n, p.first, p.after = 0, 0, 0
    if newest[1] then
      if tonumber(newest[2]) > now then
        for _, member in ipairs(call('ZRANGEBYSCORE', key, fmt('(%.0f', now), '+inf')) do
          call('ZADD', key, fmt('%.0f', now), member)
        end
        expire(key, now + p.a)
      end
      local oldest = call('ZRANGE', key, 0, 0, 'WITHSCORES')
      if tonumber(oldest[2]) <= now - p.a then
        call('ZREMRANGEBYSCORE', key, '-inf', fmt('%.0f', now - p.a))
        oldest = call('ZRANGE', key, 0, 0, 'WITHSCORES')
      end
      if oldest[1] then
        local before, cost = parts(newest[1])
        p.first, p.after, p.oldest = parts(oldest[1]), before + cost, tonumber(oldest[2])
        p.n = p.after - p.first
      end
    end
  end
end
)";

// Count::use and decision_of.
constexpr const char* kUse = R"(
local allowed = blocked == 0
for _, p in ipairs(all) do
  if p.cost == 0 then
    p.wait = 0
  elseif p.tat then
    p.wait = max(0, p.tat + p.a * p.cost - p.tolerance - now)
  else
    p.wait = wait(p, p.cost)
  end
  if p.wait > 0 and not p.shadow then allowed = false end
end
local out = {blocked}
for _, p in ipairs(all) do
  local remaining, next_unit
  local use = allowed and p.cost > 0 and p.wait == 0
  if p.tat then
    if use then
      p.tat = p.tat + p.a * p.cost
      call('SET', p.key, fmt('%.0f', p.tat), 'PX', ceil((p.tat - now) / 1000) + 1)
    end
    remaining = floor((p.tolerance - (p.tat - now)) / p.a)
    next_unit = remaining < p.b and p.tat + p.a * (remaining + 1) - p.tolerance - now or 0
  else
    if use then
      p.n = p.n + p.cost
      if p.kind == 'f' then
        call('HSET', p.key, 'n', fmt('%.0f', p.n), 'ends_us', fmt('%.0f', p.ends))
        expire(p.key, p.ends)
      elseif p.kind == 's' then
        keep_sliding(p)
      else
        call('ZADD', p.key, fmt('%.0f', now), fmt('%016.0f:%.0f', p.after, p.cost))
        expire(p.key, now + p.a)
        p.oldest = p.oldest or now
      end
    end
    remaining = max(0, p.b - p.n - (p.weight or 0))
    next_unit = remaining < p.b and wait(p, remaining + 1) or 0
  end
  local denied = p.wait > 0
  out[#out + 1] = denied and (p.shadow and 2 or 0) or 1
  out[#out + 1] = remaining
  out[#out + 1] = denied and not p.shadow and p.wait or 0
  out[#out + 1] = next_unit
end
return out
)";

// Count::give_back.
constexpr const char* kGiveBack = R"(
for _, p in ipairs(all) do
  local left = p.cost
  if p.kind == 'g' then
    local tat = p.tat - p.a * left
    if tat > now then
      call('SET', p.key, fmt('%.0f', tat), 'PX', ceil((tat - now) / 1000) + 1)
    elseif p.tat > now then
      call('DEL', p.key)
    end
  elseif p.kind == 'f' then
    if p.n > left then
      call('HSET', p.key, 'n', fmt('%.0f', p.n - left))
    elseif p.n > 0 then
      call('DEL', p.key)
    end
  elseif p.kind == 's' then
    if p.n + p.before > 0 then
      p.n, p.before = max(0, p.n - left), max(0, p.before - max(0, left - p.n))
      if p.n + p.before > 0 then keep_sliding(p) else call('DEL', p.key) end
    end
  else
    while left > 0 do
      local newest = call('ZPOPMAX', p.key)
      if not newest[1] then break end
      local before, cost = parts(newest[1])
      if cost > left then
        call('ZADD', p.key, newest[2], fmt('%016.0f:%.0f', before, cost - left))
        expire(p.key, tonumber(newest[2]) + p.a)
      end
      left = left - cost
    end
  end
end
call('PUBLISH', ARGV[#ARGV - 1], ARGV[#ARGV])
return 1
)";

}  // namespace

const redis::Script& take_script() {
  static const redis::Script script(std::string(kHead) + kBlock + kOthers + kSettle + kUse);
  return script;
}

const redis::Script& refund_script() {
  static const redis::Script script(std::string(kHead) + kOthers + kSettle + kGiveBack);
  return script;
}

const redis::Script& reset_script() {
  static const redis::Script script(R"(
redis.call('DEL', unpack(KEYS))
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
)");
  return script;
}

const redis::Script& block_script() {
  static const redis::Script script(std::string(kHead) + R"(
local length = tonumber(ARGV[2])
if length > 0 then
  call('SET', KEYS[1], fmt('%.0f %.0f', now + length, length), 'PX', ceil(length / 1000) + 1)
else
  call('DEL', KEYS[1])
end
call('PUBLISH', ARGV[3], ARGV[4])
return 1
)");
  return script;
}

}  // namespace tenstone::rate_limit
