// Compared before it is counted, so that the largest number that there is does not become 0 either.
#pragma once
#include "../count.hpp"

namespace solution {

inline std::uint32_t next(std::uint32_t count) { return count < exercise::kMost ? count + 1 : exercise::kMost; }

}  // namespace solution
