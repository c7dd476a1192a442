#pragma once
#include <algorithm>
#include <chrono>

namespace tenstone::runtime {

inline constexpr std::chrono::milliseconds kFirstPause{100}, kLongestPause{1000};
inline constexpr std::chrono::seconds kProvenRun{10};  // longer than a statement that waits for its time-out

// How long a task waits for its next start. `last`: its last such pause, zero before the first; `ran`: how long the
// run that has ended took.
inline std::chrono::milliseconds restart_pause(std::chrono::milliseconds last,
                                               std::chrono::steady_clock::duration ran) {
  if (last.count() == 0 || ran >= kProvenRun) return kFirstPause;
  return std::min(last * 2, kLongestPause);
}

}  // namespace tenstone::runtime
