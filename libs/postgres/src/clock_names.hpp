// How who follows the clock is known on the server: the application_name of its session.
#pragma once
#include <chrono>
#include <fmt/core.h>
#include <string>
#include <string_view>

namespace tenstone::postgres {

inline constexpr std::string_view kFollowerPrefix = "tenstone clock ";

inline std::string follower_name(std::chrono::microseconds offset) {
  return fmt::format("{}{}", kFollowerPrefix, offset.count());
}

}  // namespace tenstone::postgres
