// The cache over HTTP, in the bare style.
#pragma once
#include <chrono>

#include "tenstone/file_cache/async_cache.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/web/access_tokens.hpp"

namespace tenstone::file_cache {

inline const ErrorCode kCacheMiss{ErrorKind::NotFound, "cache_miss",
                                  "The cache has no such entry; Cache-Status says why"};

// Adds these routes. Each needs a token: one that may read for GET and HEAD, one that may write for the others.
//
//   GET, HEAD /cache/{ns}/{key...}  200, 206, 304, 404 cache_miss, 412, 416. ETag, Last-Modified, Age, and Cache-Status
//                                   (RFC 9211): `tenstone; hit; ttl=41`, `tenstone; fwd=miss; detail=expired`
//   PUT    /cache/{ns}/{key...}     201 new, 200 replaced, 412 by If-None-Match: * or If-Match. Cache-Control: max-age
//                                   is the time to live, Cache-Tag: a, b the tags. 411 without Content-Length
//   DELETE /cache/{ns}/{key...}     204, 404, 412 by If-Match
//   POST   /cache/{ns}/_purge       204. {"tags": ["a"]}, {"prefix": "docs/"} or {"all": true}
//   GET    /cache/{ns}              a page of the entries: prefix, cursor, limit (1 to 1,000)
//   GET    /cache/_stats            numbers of entries, hits, misses and evictions by reason
//
// A body that is too large (413) or for which there is no space (507) is refused before it is read, when it is larger
// than 256 KiB or its client sent Expect: 100-continue. A body that ends early publishes nothing. A large entry that
// turns out to be damaged while it is sent cuts the connection. Keys that begin with "_" are refused: they are for
// routes.
//
// An entry whose PUT has no max-age lives for `ttl`. `cache` outlives the App.
void add_cache_routes(http::App& app, AsyncCache& cache, const web::AccessTokens& tokens,
                      std::chrono::seconds ttl = std::chrono::hours(1));

}  // namespace tenstone::file_cache
