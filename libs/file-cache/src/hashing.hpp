#pragma once
#include <cstdint>
#include <string_view>

namespace tenstone::file_cache {

std::uint64_t hash_body(std::string_view body);  // XXH3-64

}  // namespace tenstone::file_cache
