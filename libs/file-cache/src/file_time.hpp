// Expiry as a file's time of modification, which the loader and people see without opening the file.
#pragma once
#include <cstdint>
#include <ctime>
#include <optional>

#include "tenstone/core/clock.hpp"

namespace tenstone::file_cache {

inline constexpr std::int64_t kNeverSeconds = 13'569'465'600;  // 2400-01-01: what never expires

inline timespec file_time(std::optional<Time> expires) {
  if (!expires) return {.tv_sec = kNeverSeconds, .tv_nsec = 0};
  const auto microseconds = expires->time_since_epoch().count();
  return {.tv_sec = microseconds / 1'000'000, .tv_nsec = microseconds % 1'000'000 * 1000};
}

// Microseconds; 0: never. A file system without such years gives a lesser one for 2400, in which the entry then
// expires.
inline std::int64_t expiry_of(const timespec& time) {
  if (time.tv_sec >= kNeverSeconds) return 0;
  return time.tv_sec * 1'000'000 + time.tv_nsec / 1000;
}

}  // namespace tenstone::file_cache
