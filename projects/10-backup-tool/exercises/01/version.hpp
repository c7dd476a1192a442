// What both answers to exercise 01 work with.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace exercise {

using Time = std::chrono::sys_seconds;

struct Version {
  std::uint64_t number = 0;  // counts up: a higher number is a newer version, whatever the clock said
  Time taken_at = {};
  bool pinned = false;   // somebody said that it stays
  bool drilled = false;  // it was restored, and all of it compared
};

struct Policy {
  std::size_t last = 0;   // so many of the newest versions stay
  std::size_t daily = 0;  // of so many of the newest days that have versions, the newest version stays
};

}  // namespace exercise
