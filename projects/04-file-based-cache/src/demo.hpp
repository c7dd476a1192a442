// What the page needs besides the cache's own routes.
#pragma once
#include "tenstone/file_cache/cache.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/web/access_tokens.hpp"

namespace tenstone::cache_demo {

inline const ErrorCode kNothingToDamage{ErrorKind::NotFound, "nothing_to_damage", "There is no file of such an entry"};

struct Demo {
  file_cache::Options options;
  runtime::BlockingPool& pool;  // outlives the App
  bool may_damage = false;      // in development alone
};

// Flips the lowest bit of the last byte of an entry's file, as a failing disk may. Blocks. Errors: nothing_to_damage,
// invalid_cache_namespace, invalid_cache_key.
Result<void> damage(const file_cache::Options& options, std::string_view ns, std::string_view key);

// GET /demo: {"max_bytes": 33554432, "may_damage": true}, for a token that may read. POST /demo/damage with
// {"namespace", "key"}, for a token that may write and only where Demo::may_damage is set: 204.
void add_routes(http::App& app, const web::AccessTokens& tokens, const Demo& demo);

}  // namespace tenstone::cache_demo
