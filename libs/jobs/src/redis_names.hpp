// What jobs use of Redis. All of it are hints.
#pragma once
#include <string>

namespace tenstone::jobs {

inline const std::string kWakeChannel = "tenstone:wake";     // a queue's name
inline const std::string kDueKey = "tenstone:{jobs}:due";    // QUEUE@MILLISECONDS, scored by them
inline const std::string kDueChannel = "tenstone:jobs:due";  // there is an earlier one

}  // namespace tenstone::jobs
