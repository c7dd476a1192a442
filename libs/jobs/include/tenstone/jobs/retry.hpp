// Whether an attempt that failed is followed by another, and when. Pure.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

namespace tenstone::jobs {

struct Backoff {
  enum class Shape : std::uint8_t {
    Exponential,  // each pause about twice as long as the one before
    Fixed,        // always about `base`
  };
  Shape shape = Shape::Exponential;
  std::chrono::milliseconds base{2000};
  std::chrono::milliseconds cap{std::chrono::hours(6)};
};
inline constexpr std::chrono::milliseconds kShortestPause{1000};

// Equal jitter: with d = min(cap, base · 2^(failures − 1)), or base when fixed, the pause is d/2 plus a random part of
// d/2, but kShortestPause at least. So jobs that failed together come back apart, and none at once.
// `failures` from 1; `random` in [0, 1).
std::chrono::milliseconds pause_after(const Backoff& backoff, int failures, double random);

// How a kind of job is tried. Part of its handler, not of its jobs: a changed policy holds for jobs that wait already.
struct Policy {
  int attempts = 20;  // with the default backoff, at most 39 hours
  Backoff backoff = {};
  std::chrono::milliseconds timeout{60'000};  // of one attempt; zero: none
};

// Nothing: it was the last one. `failures`: how many attempts count so far, with the one that has just failed.
std::optional<std::chrono::milliseconds> next_pause(const Policy& policy, int failures, double random);

}  // namespace tenstone::jobs
