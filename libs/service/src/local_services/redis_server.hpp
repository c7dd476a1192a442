// Facts of Redis 7.
#pragma once
#include "local_services/site.hpp"

namespace tenstone::service::local_services {

pid_t start_redis(const Site& site);
bool redis_answers(const Site& site);  // false also while it reads its log

// Renames `redis/` to `redis.bad-SECONDS`, so that the next start is empty. Returns the new name.
std::string set_redis_aside(const Site& site);
// Undoes it. The empty folder that was made meanwhile goes.
void bring_redis_back(const Site& site, const std::string& aside);

}  // namespace tenstone::service::local_services
