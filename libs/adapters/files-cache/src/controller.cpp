#include "tenstone/files_cache/controller.hpp"

#include "tenstone/files_cache/json.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::files_cache {
namespace {

constexpr std::chrono::seconds kVerifyTime{3};  // of one request

std::optional<std::string> cursor_of(std::string next) {
  return next.empty() ? std::nullopt : std::optional(std::move(next));
}

CacheShare share_of(const file_cache::Stats::Share& share) {
  return {static_cast<std::int64_t>(share.entries), static_cast<std::int64_t>(share.bytes)};
}

std::map<std::string, std::int64_t> signed_of(const std::map<std::string, std::uint64_t>& counts) {
  return {counts.begin(), counts.end()};
}

}  // namespace

CacheController::CacheController(Copies& copies, const web::Guard& operators) : copies_(copies) {
  route("GET /v1/admin/cache", &CacheController::stats)
      .guard(operators)
      .answers(kCacheUnavailable)
      .summary("What the cache of this process holds and did");
  route("GET /v1/admin/cache/{ns}", &CacheController::list)
      .guard(operators)
      .answers(kCacheUnavailable, kBusy, file_cache::kInvalidCacheNamespace, file_cache::kInvalidCacheCursor,
               file_cache::kCacheIo)
      .summary("The entries of a namespace");
  route("POST /v1/admin/cache/{ns}/_purge", &CacheController::purge)
      .guard(operators)
      .answers(kCacheUnavailable, kBusy, file_cache::kInvalidCacheNamespace, file_cache::kInvalidCacheTag,
               file_cache::kInvalidPurge, file_cache::kInsufficientStorage, file_cache::kCacheIo)
      .summary("Invalidate entries by tags, by a prefix of their keys, or all of them");
  route("POST /v1/admin/cache/_verify", &CacheController::verify)
      .guard(operators)
      .answers(kCacheUnavailable, kBusy, file_cache::kInvalidCacheCursor, file_cache::kCacheIo)
      .summary("Read and check some entries; damaged ones go to quarantine");
}

Task<Result<CacheStats>> CacheController::stats() {
  file_cache::AsyncCache* const cache = copies_.cache();
  if (cache == nullptr) co_return kCacheUnavailable;
  const file_cache::Stats now = cache->blocking().stats();
  CacheStats out{.total = share_of(now.total),
                 .reserved = static_cast<std::int64_t>(now.reserved),
                 .hits = static_cast<std::int64_t>(now.hits),
                 .quarantined = static_cast<std::int64_t>(now.quarantined),
                 .misses = signed_of(now.misses),
                 .evictions = signed_of(now.evictions),
                 .namespaces = {},
                 .loading = now.loading};
  for (const auto& [ns, share] : now.namespaces) out.namespaces.emplace(ns, share_of(share));
  co_return out;
}

Task<Result<CachePage>> CacheController::list(web::Path<"ns", std::string> ns, web::Query<CacheListQuery> query) {
  file_cache::AsyncCache* const cache = copies_.cache();
  if (cache == nullptr) co_return kCacheUnavailable;
  auto page = co_await cache->list(*ns, query->prefix, query->cursor, static_cast<std::size_t>(query->limit));
  if (!page) co_return page.error();
  CachePage out;
  for (file_cache::Listed& entry : page->entries)
    out.data.push_back({std::move(entry.key), std::move(entry.content_type), std::move(entry.etag),
                        static_cast<std::int64_t>(entry.size), entry.created, entry.expires});
  out.next_cursor = cursor_of(std::move(page->next));
  co_return out;
}

Task<Result<void>> CacheController::purge(web::Path<"ns", std::string> ns, web::Body<CachePurge> purge) {
  file_cache::AsyncCache* const cache = copies_.cache();
  if (cache == nullptr) co_return kCacheUnavailable;
  file_cache::Purge what{.tags = std::move(purge->tags), .prefix = std::move(purge->prefix), .all = purge->all};
  co_return co_await cache->purge(*ns, std::move(what));
}

Task<Result<CacheVerified>> CacheController::verify(web::Query<CacheVerifyQuery> query) {
  file_cache::AsyncCache* const cache = copies_.cache();
  if (cache == nullptr) co_return kCacheUnavailable;
  const runtime::Stopwatch watch;
  CacheVerified out{.next_cursor = query->cursor};
  do {
    const auto slice = [&] { return cache->blocking().verify_slice(*out.next_cursor); };
    auto ran = co_await cache->pool().run(slice);
    if (!ran) co_return ran.error();
    if (!*ran) co_return ran->error();
    file_cache::VerifyStep& step = **ran;
    out.checked += static_cast<std::int64_t>(step.checked);
    out.corrupt += static_cast<std::int64_t>(step.corrupt);
    out.next_cursor = cursor_of(std::move(step.next));
  } while (out.next_cursor && watch.elapsed() < kVerifyTime);
  co_return out;
}

}  // namespace tenstone::files_cache
