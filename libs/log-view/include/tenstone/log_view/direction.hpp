#pragma once
#include <cstdint>

namespace tenstone::log_view {

enum class Direction : std::uint8_t { Forward, Backward };  // through a file

}  // namespace tenstone::log_view
