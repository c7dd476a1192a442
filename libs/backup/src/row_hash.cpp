#include "row_hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tenstone::backup {

std::uint64_t row_hash(std::string_view line) { return XXH3_64bits(line.data(), line.size()); }

}  // namespace tenstone::backup
