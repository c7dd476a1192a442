// What both answers to exercise 01 work with.
#pragma once
#include <chrono>

namespace exercise {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kBase = 2s;  // the longest pause after the first failure
constexpr milliseconds kCap = 6h;   // the longest of all
constexpr int kAttempts = 20;

}  // namespace exercise
