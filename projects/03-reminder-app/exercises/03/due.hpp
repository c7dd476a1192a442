// What both answers to exercise 03 work with.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace exercise {

using namespace std::chrono_literals;
using std::chrono::seconds;
using Time = std::chrono::sys_seconds;

constexpr seconds kOnTime = 60s;  // what is not later than this counts as on time

enum class Policy : std::uint8_t {
  Skip,  // what is late does not go off
  Last,  // the latest
  All,   // the latest `max`
};
struct CatchUp {
  Policy policy = Policy::Last;
  std::size_t max = 10;
  std::optional<seconds> window;  // how late a time may go off; nothing: however late
};

struct Due {
  std::vector<Time> times;  // that go off now, in order
  std::size_t missed = 0;   // that were due, and do not
};

}  // namespace exercise
