#pragma once
#include <cstdint>

namespace tenstone::postgres {

// 2000-01-01, from which PostgreSQL counts its microseconds, in microseconds of the Unix epoch.
inline constexpr std::int64_t kEpoch2000 = 946'684'800'000'000;

}  // namespace tenstone::postgres
