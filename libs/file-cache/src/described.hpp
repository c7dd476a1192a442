// The JSON of the cache's routes.
#pragma once
#include <string>
#include <string_view>

#include "tenstone/file_cache/cache.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::file_cache {

// {"tags": ["a"], "prefix": "docs/", "all": false}, each of them optional. Errors: those of validation::parse_json.
Result<Purge> parse_purge(std::string_view body);

struct ListQuery {
  std::string prefix = {}, cursor = {};
  std::uint32_t limit = 100;
};
Result<ListQuery> parse_list_query(http::Request& request);  // Error: validation_failed

// {"entries": [{"key": …}], "next_cursor": "…" or null}
std::string to_json(const Page& page);
// {"entries": 3, "bytes": 12288, …, "misses": {"absent": 1}, …}
std::string to_json(const Stats& stats);

}  // namespace tenstone::file_cache
