// What both answers to exercise 01 work with.
#pragma once
#include <chrono>
#include <cstdint>

#include "tenstone/core/clock.hpp"

namespace exercise {

using tenstone::Time;

enum class State : std::uint8_t { Placed, Paid, Shipped, Delivered, Cancelled, Returned };

struct Order {
  State state = State::Placed;
  Time since{};  // when it came into this state
};

constexpr std::chrono::days kReturnWithin{14};

}  // namespace exercise
