#pragma once
#include <cstddef>

namespace tenstone::service {

// How many file descriptors this process has open. 0 where /proc does not say it.
std::size_t open_descriptors();

// Raises the soft limit of file descriptors (RLIMIT_NOFILE) to `wanted`, or to the hard limit where that is lower.
// Returns the soft limit then.
std::size_t raise_descriptor_limit(std::size_t wanted);

// How many connections fit below `limit` descriptors when `reserved` are for other things: at most `wanted`, at
// least 8.
std::size_t connections_below(std::size_t limit, std::size_t reserved, std::size_t wanted);

}  // namespace tenstone::service
