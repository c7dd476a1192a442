// Wake-ups between processes. Best effort: without Redis, workers look by themselves every second.
#pragma once
#include "tenstone/jobs/queue.hpp"
#include "tenstone/redis/redis.hpp"

namespace tenstone::jobs {

// Publishes the queue's name on "tenstone:wake". Does not wait for Redis and reports nothing. `redis` must outlive the
// loops.
Wake wake_by_redis(redis::Redis& redis);

// Calls `wake` on `loop` with each queue that any process published. Lives as long as what it returns.
[[nodiscard]] redis::Subscription listen_for_wakes(redis::Redis& redis, runtime::Loop& loop, Wake wake);

}  // namespace tenstone::jobs
