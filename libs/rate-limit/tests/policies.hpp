// Policies that several tests count by, one for each algorithm, and the moment at which they begin.
#pragma once
#include "tenstone/rate_limit/counting.hpp"

namespace tenstone::rate_limit {

inline const Time kStart(std::chrono::seconds(1'800'000'000));  // a window of 60 s begins here

inline Policy make(Algorithm algorithm, std::int64_t limit, std::int64_t burst = 1) {
  return {.name = "p", .algorithm = algorithm, .limit = limit, .burst = burst};
}

// Windows of an hour do not end while a test runs.
inline const Policy kSmooth{.name = "smooth", .limit = 30, .burst = 5};
inline const Policy kStrict{
    .name = "strict", .algorithm = Algorithm::Strict, .limit = 9, .window = std::chrono::hours(1), .burst = 4};
inline const Policy kSliding{
    .name = "sliding", .algorithm = Algorithm::Sliding, .limit = 7, .window = std::chrono::hours(1)};
inline const Policy kLog{.name = "log", .algorithm = Algorithm::Log, .limit = 8, .window = std::chrono::hours(1)};
inline const Policy kCoarse{.name = "coarse", .algorithm = Algorithm::Fixed, .limit = 8};

}  // namespace tenstone::rate_limit
