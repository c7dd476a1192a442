// What both answers to exercise 01 work with.
#pragma once
#include <chrono>
#include <cstdint>

#include "tenstone/core/clock.hpp"

namespace exercise {

using tenstone::Time;

struct Limit {
  std::int64_t requests = 10;
  std::chrono::seconds window{60};
};

// What is kept of a client between two requests: `used` of the window that ends at `ends`. Of nobody yet: Window{}.
struct Window {
  Time ends{};
  std::int64_t used = 0;
};

struct Decision {
  bool allowed = false;
  Window after;  // what is kept now; a denied request uses nothing
};

}  // namespace exercise
