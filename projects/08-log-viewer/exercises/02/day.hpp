// What both answers to exercise 02 work with.
#pragma once
#include <chrono>
#include <span>
#include <vector>

namespace exercise {

using std::chrono::days, std::chrono::month_day, std::chrono::sys_days, std::chrono::year;

constexpr days kClockError{1};  // the writer's clock and zone may be ahead by this
constexpr days kRollOver{31};   // lines are not out of order by more than this

}  // namespace exercise
