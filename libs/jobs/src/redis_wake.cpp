#include "tenstone/jobs/redis_wake.hpp"

#include "redis_names.hpp"

namespace tenstone::jobs {
namespace {

Task<> publish(redis::Redis* redis, std::string queue) {
  const auto reply = co_await redis->command({"PUBLISH", kWakeChannel, queue});
  if (!reply) co_return;  // a hint that is lost costs a second at most
}

}  // namespace

Wake wake_by_redis(redis::Redis& redis) {
  return [&redis](std::string_view queue) { runtime::Loop::current().spawn(publish(&redis, std::string(queue))); };
}

redis::Subscription listen_for_wakes(redis::Redis& redis, runtime::Loop& loop, Wake wake) {
  return redis.subscribe(loop, kWakeChannel, [wake = std::move(wake)](std::string_view queue) { wake(queue); });
}

}  // namespace tenstone::jobs
