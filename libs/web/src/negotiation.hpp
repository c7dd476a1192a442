// What a client sends and takes: Content-Type and Accept (RFC 9110 §12.5.1).
#pragma once
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::web {

// Whether an answer of application/json is one that the request's Accept takes: the most specific of its media ranges
// decides, q=0 excludes, and parameters other than q do not matter. Without Accept, every answer is.
bool accepts_json(const http::Request& request);

// The request's body, if it is JSON; one of some other type is refused before it is read. A PATCH takes
// application/json and application/merge-patch+json (RFC 7396), the others application/json and every type that ends in
// +json (RFC 6839); parameters do not matter. Errors: unsupported_media_type, body_missing, those of Request::body().
// Suspends.
Task<Result<std::string_view>> json_body(http::Request& request);

// The answer to an error of json_body(). A 415 names what is read: Accept-Patch (RFC 5789 §3.1), Accept-Post (W3C LDP
// 1.0 §7.1), for other methods Accept (RFC 9110 §12.5.1).
http::Response refused_body(const Error& error, http::Method method);

}  // namespace tenstone::web
