#pragma once
#include "tenstone/platform/platform.hpp"
#include "tenstone/platform/schedules.hpp"

namespace tenstone::platform {

inline constexpr auto kScheduleStart = "schedule.start";  // the kind of the jobs

// Starts what the schedule says (schedules.hpp).
Task<jobs::Outcome> start_scheduled(Platform& platform, jobs::Run& run);

}  // namespace tenstone::platform
