#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace tenstone::jobs {

// `text` as PostgreSQL can store it: each byte that is not UTF-8, and U+0000, becomes U+FFFD; at most `max` bytes, cut
// between characters. A log line must never keep the batch that it travels in from being stored.
std::string storable(std::string_view text, std::size_t max);

}  // namespace tenstone::jobs
