// The answers to a GET: an entry, or why there is none.
#pragma once
#include "tenstone/core/clock.hpp"
#include "tenstone/file_cache/async_cache.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::file_cache {

// The entry, the part of it that the request asks for, or 304, 412, 416. `cache` outlives the response.
http::Response entry_answer(const http::Request& request, Hit hit, AsyncCache& cache, Time now);

// 404 cache_miss, with the reason in Cache-Status and as the problem's member "reason".
http::Response miss_answer(Miss miss);

}  // namespace tenstone::file_cache
