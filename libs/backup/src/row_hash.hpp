#pragma once
#include <cstdint>
#include <string_view>

namespace tenstone::backup {

// Of one line of a COPY in text format. The hash of a table is the sum of those of its rows, modulo 2^64: it is the
// same in whatever order the rows come. XXH3; it finds accidents, not forgeries.
std::uint64_t row_hash(std::string_view line);

}  // namespace tenstone::backup
