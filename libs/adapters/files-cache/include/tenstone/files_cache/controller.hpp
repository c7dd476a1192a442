#pragma once
#include "tenstone/files_cache/copies.hpp"
#include "tenstone/web/controller.hpp"

namespace tenstone::files_cache {

inline const ErrorCode kCacheUnavailable{ErrorKind::Unavailable, "cache_unavailable",
                                         "This process serves without a cache; its log says why (cache.unavailable)"};

struct CacheListQuery;
struct CachePage;
struct CachePurge;
struct CacheStats;
struct CacheVerified;
struct CacheVerifyQuery;

// The cache of the process that answers, for operators:
//   GET  /v1/admin/cache               numbers of entries, hits, misses and evictions by reason; bytes by namespace
//   GET  /v1/admin/cache/{ns}          entries: ?prefix=, ?limit=, ?cursor=
//   POST /v1/admin/cache/{ns}/_purge   {"tags": ["a"], "prefix": "b", "all": true}; 204
//   POST /v1/admin/cache/_verify       reads and checks some entries, from ?cursor= on, and says where to go on
// Errors: cache_unavailable; those of the file cache.
class CacheController final : public web::Controller {
 public:
  // `copies` must outlive it.
  CacheController(Copies& copies, const web::Guard& operators);

 private:
  Task<Result<CacheStats>> stats();
  Task<Result<CachePage>> list(web::Path<"ns", std::string> ns, web::Query<CacheListQuery> query);
  Task<Result<void>> purge(web::Path<"ns", std::string> ns, web::Body<CachePurge> purge);
  Task<Result<CacheVerified>> verify(web::Query<CacheVerifyQuery> query);

  Copies& copies_;
};

}  // namespace tenstone::files_cache
