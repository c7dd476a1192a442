// What both answers to exercise 01 work with.
#pragma once
#include <chrono>
#include <optional>

#include "tenstone/core/clock.hpp"

namespace exercise {

using std::chrono::seconds;
using tenstone::Time;

// What an entry's file says about its time.
struct Entry {
  Time created{};
  std::optional<seconds> ttl;  // nullopt: it never expires
};

}  // namespace exercise
