// What the routes of the cache read and write.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/files_cache/controller.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::files_cache {

struct CacheShare {
  std::int64_t entries = 0, bytes = 0;
};
constexpr auto schema(validation::For<CacheShare>) {
  return validation::object<CacheShare>(validation::field("entries", &CacheShare::entries),
                                        validation::field("bytes", &CacheShare::bytes));
}

struct CacheStats {
  CacheShare total;
  std::int64_t reserved = 0, hits = 0, quarantined = 0;
  std::map<std::string, std::int64_t> misses, evictions;  // by reason
  std::map<std::string, CacheShare> namespaces;
  bool loading = false;  // the numbers of entries and bytes still grow
};
constexpr auto schema(validation::For<CacheStats>) {
  using validation::field;
  return validation::object<CacheStats>(
      field("total", &CacheStats::total), field("reserved", &CacheStats::reserved), field("hits", &CacheStats::hits),
      field("misses", &CacheStats::misses), field("evictions", &CacheStats::evictions),
      field("quarantined", &CacheStats::quarantined), field("namespaces", &CacheStats::namespaces),
      field("loading", &CacheStats::loading));
}

struct CacheEntry {
  std::string key, content_type, etag;
  std::int64_t size = 0;
  Time created_at;
  std::optional<Time> expires_at;
};
constexpr auto schema(validation::For<CacheEntry>) {
  using validation::field;
  return validation::object<CacheEntry>(field("key", &CacheEntry::key), field("size", &CacheEntry::size),
                                        field("content_type", &CacheEntry::content_type),
                                        field("etag", &CacheEntry::etag), field("created_at", &CacheEntry::created_at),
                                        field("expires_at", &CacheEntry::expires_at));
}

struct CachePage {
  std::vector<CacheEntry> data;
  std::optional<std::string> next_cursor;  // a page may be short, even empty, and still have a next one
};
constexpr auto schema(validation::For<CachePage>) {
  return validation::object<CachePage>(validation::field("data", &CachePage::data),
                                       validation::field("next_cursor", &CachePage::next_cursor));
}

struct CacheListQuery {
  std::string prefix, cursor;
  int limit = 100;
};
constexpr auto schema(validation::For<CacheListQuery>) {
  using validation::field;
  return validation::object<CacheListQuery>(field("prefix", &CacheListQuery::prefix).or_default(),
                                            field("limit", &CacheListQuery::limit).or_default().range(1, 1000),
                                            field("cursor", &CacheListQuery::cursor).or_default());
}

struct CachePurge {
  std::vector<std::string> tags;
  std::optional<std::string> prefix;
  bool all = false;
};
constexpr auto schema(validation::For<CachePurge>) {
  using validation::field;
  return validation::object<CachePurge>(field("tags", &CachePurge::tags).or_default(),
                                        field("prefix", &CachePurge::prefix),
                                        field("all", &CachePurge::all).or_default());
}

struct CacheVerifyQuery {
  std::string cursor;
};
constexpr auto schema(validation::For<CacheVerifyQuery>) {
  return validation::object<CacheVerifyQuery>(validation::field("cursor", &CacheVerifyQuery::cursor).or_default());
}

struct CacheVerified {
  std::int64_t checked = 0, corrupt = 0;  // by this request
  std::optional<std::string> next_cursor;
};
constexpr auto schema(validation::For<CacheVerified>) {
  using validation::field;
  return validation::object<CacheVerified>(field("checked", &CacheVerified::checked),
                                           field("corrupt", &CacheVerified::corrupt),
                                           field("next_cursor", &CacheVerified::next_cursor));
}

}  // namespace tenstone::files_cache
