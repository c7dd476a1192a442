// What both answers to exercise 03 work with.
#pragma once
#include <array>
#include <chrono>
#include <string>

namespace exercise {

using namespace std::chrono_literals;
using std::chrono::seconds;

// The pauses of Standard Webhooks: after the first attempt 5 seconds, after the ninth a day. The tenth is the last.
constexpr std::array<seconds, 9> kPauses = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
constexpr seconds kLongest = 24h;

struct Answer {
  int status = 0;  // 0: there was none
  std::string retry_after = {};
};

}  // namespace exercise
