// What a PUT says about its entry. Pure.
#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "tenstone/file_cache/writer.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::file_cache {

// The seconds of the first max-age directive of a Cache-Control header (RFC 9111 §5.2.2.1), also where its number is in
// quotes; nullopt: it has none. Error: invalid_cache_ttl, when it is not a number.
Result<std::optional<std::chrono::seconds>> max_age_of(std::string_view cache_control);

// Content type, tags and time to live, which is `ttl` when the request names none. Its condition is not set.
// Error: invalid_cache_ttl.
Result<PutOptions> put_options_of(const http::Request& request, std::chrono::seconds ttl);

}  // namespace tenstone::file_cache
