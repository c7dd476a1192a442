// What both answers to exercise 03 work with.
#pragma once
#include <chrono>
#include <cstdint>

#include "tenstone/core/clock.hpp"

namespace exercise {

using std::chrono::microseconds;
using tenstone::Time;

// A unit comes back every `emission`, and at most `burst` of them are used at once.
struct Policy {
  microseconds emission{0};
  std::int64_t burst = 1;
};

// One policy, and what it keeps of a client: when all units will have come back. Of nobody yet: Time{}.
struct Count {
  Policy policy;
  Time whole_at{};
};

struct Answer {
  bool allowed = false;
  microseconds wait{0};  // until it may be asked for again with success; zero when it was allowed
};

}  // namespace exercise
