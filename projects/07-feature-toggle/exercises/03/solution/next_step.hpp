#pragma once
#include <optional>

#include "../states.hpp"

namespace solution {

inline exercise::Step next_step(const exercise::Mine& mine, const std::optional<exercise::Identity>& postgresql,
                                const std::optional<exercise::Identity>& redis) {
  using enum exercise::Step;
  const bool has_defaults = mine.source == exercise::Source::Defaults;
  if (postgresql) {
    if (!has_defaults && mine.identity == *postgresql) return Keep;
    return redis == postgresql ? TakeFromRedis : ReadPostgreSql;
  }
  if (!redis) return Keep;
  if (has_defaults) return TakeFromRedis;
  const bool newer = redis->installation == mine.identity.installation && redis->version > mine.identity.version;
  return newer ? TakeFromRedis : Keep;
}

}  // namespace solution
