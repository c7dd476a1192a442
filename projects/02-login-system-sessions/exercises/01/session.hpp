// What both answers to exercise 01 work with.
#pragma once
#include <chrono>

#include "tenstone/core/clock.hpp"

namespace exercise {

using tenstone::Time;

struct Session {
  Time idle_expires_at{};  // it has not been used for too long then
  Time expires_at{};       // it ends then, used or not

  bool operator==(const Session&) const = default;
};

constexpr std::chrono::hours kIdle{2}, kAbsolute{12};

}  // namespace exercise
