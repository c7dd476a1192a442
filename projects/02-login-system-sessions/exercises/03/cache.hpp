// What both answers to exercise 03 work with.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "tenstone/core/clock.hpp"

namespace exercise {

using tenstone::Time;

// Sessions by the hash of their token, as in Redis: what was copied from the database, and what was revoked. Until when
// a copy is believed, and a tombstone stands.
struct Cache {
  std::map<std::string, Time> copies, tombstones;
};

enum class Answer : std::uint8_t {
  Holds,    // no question to the database
  Revoked,  // neither
  Unknown,  // the database decides, and then put() is called
};

constexpr std::chrono::minutes kCopyLife{10};
constexpr std::chrono::minutes kLate{3};  // no put() comes later than this after the database was read for it

}  // namespace exercise
