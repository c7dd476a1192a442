#pragma once
#include <optional>
#include <string_view>

#include "tenstone/http/request.hpp"

namespace tenstone::web {

// The token of `Authorization: Bearer <token>` (RFC 9110 §11.4, RFC 6750 §2.1): the scheme in upper or lower case, one
// or more spaces, a token68. nullopt: no such header, or one of another scheme. "": the scheme is Bearer, but what
// follows is no token68, or there is more than one such header: credentials that hold nowhere. A view into the request.
std::optional<std::string_view> bearer_token(const http::Request& request);

// Letters, digits and - . _ ~ + /, at least one, then any number of =.
bool is_token68(std::string_view text);

}  // namespace tenstone::web
