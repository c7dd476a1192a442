// What both answers to exercise 02 work with.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace exercise {

using namespace std::chrono_literals;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using Time = std::chrono::sys_time<microseconds>;

constexpr milliseconds kPoll = 1s;  // a worker looks this often, whatever it knows
constexpr milliseconds kAfterAway = 200ms;
constexpr microseconds kWindow = 1h;  // Redis knows of what is due by then

// What a look at PostgreSQL has brought.
struct Look {
  bool answered = true;  // false: PostgreSQL is away, and nothing below is known
  int asked = 0;         // for so many at most
  int claimed = 0;
  std::optional<microseconds> next_due_in;  // from now, of those that are not due yet; nothing: there are none
};

}  // namespace exercise
