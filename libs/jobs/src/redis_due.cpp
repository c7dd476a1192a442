#include "tenstone/jobs/redis_due.hpp"

#include <charconv>
#include <fmt/core.h>

#include "redis_names.hpp"
#include "tenstone/runtime/follower.hpp"

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto kWindow = 1h;
constexpr auto kLook = 1s;  // at the set, without having been told

std::int64_t to_ms(Time time) { return std::chrono::ceil<milliseconds>(time.time_since_epoch()).count(); }

// KEYS set; ARGV member, score, channel. Tells the workers when it has become the first.
const redis::Script& remember_script() {
  static const redis::Script script(R"(
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 7200000)
if redis.call('ZRANK', KEYS[1], ARGV[1]) == 0 then redis.call('PUBLISH', ARGV[3], ARGV[2]) end)");
  return script;
}

// KEYS set; ARGV now, channel of wake-ups. Answers in how many milliseconds the next is due (-1: none is), then the
// queues that are due, each once.
const redis::Script& take_script() {
  static const redis::Script script(R"(
-- [snippet:take]
local queues, seen = {-1}, {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, 500)) do
  redis.call('ZREM', KEYS[1], member)
  local queue = string.match(member, '^(.*)@')
  if not seen[queue] then
    seen[queue] = true
    queues[#queues + 1] = queue
    redis.call('PUBLISH', ARGV[2], queue)
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if first[2] then queues[1] = math.max(0, tonumber(first[2]) - tonumber(ARGV[1])) end
-- [/snippet:take]
return queues)");
  return script;
}

Task<> remember(redis::Redis* redis, std::string queue, std::int64_t at) {
  const auto done = co_await redis->evaluate(remember_script(), {kDueKey},
                                             {fmt::format("{}@{}", queue, at), std::to_string(at), kDueChannel});
  if (!done) co_return;  // a hint that is lost costs a look
}

}  // namespace

Due remember_in_redis(redis::Redis& redis, const Clock& clock) {
  return [&redis, &clock](std::string_view queue, milliseconds in) {
    if (in > kWindow) return;
    runtime::Loop::current().spawn(remember(&redis, std::string(queue), to_ms(clock.now() + in)));
  };
}

struct DueTimes::State {
  State(redis::Redis& with, runtime::Loop& on, const Clock& time, Wake wake)
      : redis(with), clock(time), due(std::move(wake)), follower(on, "jobs.due", kLook) {}

  Task<> take() {
    const auto reply =
        co_await redis.evaluate(take_script(), {kDueKey}, {std::to_string(to_ms(clock.now())), kWakeChannel});
    if (follower.stopped() || !reply || reply->items.empty()) co_return;
    for (std::size_t i = 1; i < reply->items.size(); ++i) due(reply->items[i].text);
    if (const milliseconds next(reply->items[0].integer); next >= 0ms) follower.again_in(next);
  }

  redis::Redis& redis;
  const Clock& clock;
  const Wake due;
  runtime::Follower follower;
};

DueTimes::DueTimes(redis::Redis& redis, runtime::Loop& loop, const Clock& clock, Wake due)
    : state_(std::make_shared<State>(redis, loop, clock, std::move(due))) {
  state_->follower.start([state = state_] { return state->take(); },
                         [&redis, &loop](auto hint) { return redis.subscribe(loop, kDueChannel, hint, hint); });
}

DueTimes::~DueTimes() { state_->follower.stop(); }

void DueTimes::clock_moved() { state_->follower.hint(); }

}  // namespace tenstone::jobs
