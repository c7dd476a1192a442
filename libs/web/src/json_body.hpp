#pragma once
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::web {

// application/json, or any type that ends in +json (RFC 6839); parameters do not matter.
bool is_json(std::string_view content_type);

// A body of some other type is refused before it is read. Errors: unsupported_media_type, body_missing, those of
// Request::body(). Suspends.
Task<Result<std::string_view>> json_body(http::Request& request);

}  // namespace tenstone::web
