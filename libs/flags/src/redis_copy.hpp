// Redis' copy of the snapshot, for all processes.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "tenstone/flags/snapshot.hpp"
#include "tenstone/redis/redis.hpp"

namespace tenstone::flags {

inline constexpr auto kMessages = "tenstone:flags:changed";  // published when a newer copy comes

class RedisCopy {
 public:
  explicit RedisCopy(redis::Redis& redis) : redis_(redis) {}

  struct Seen {
    std::array<std::string, 3> words;  // installation, version, change, as Redis has them; "" without a copy
    std::optional<Identity> identity;  // nothing: there is no copy, or not a readable one
  };
  // These suspend. Errors: those of Redis::command().
  Task<Result<Seen>> look();
  Task<Result<std::string>> text();

  // Replaces the copy if it is an older version of the same installation, or if it still is what `seen` says. So a slow
  // writer does not put an older snapshot over a newer one, and a database that went back takes Redis with it. Tells
  // the other processes of a newer copy only: two databases on one Redis, which is a mistake, would replace each
  // other's without a pause.
  Task<Result<void>> replace(Identity with, std::string text, Seen seen);

 private:
  redis::Redis& redis_;
};

}  // namespace tenstone::flags
