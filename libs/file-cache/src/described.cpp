#include "described.hpp"

#include "tenstone/validation/validation.hpp"

namespace tenstone::file_cache {

using validation::field, validation::object;

constexpr auto schema(validation::For<Purge>) {
  return object<Purge>(field("tags", &Purge::tags).or_default(), field("prefix", &Purge::prefix),
                       field("all", &Purge::all).or_default());
}

constexpr auto schema(validation::For<ListQuery>) {
  return object<ListQuery>(field("prefix", &ListQuery::prefix).or_default(),
                           field("cursor", &ListQuery::cursor).or_default(),
                           field("limit", &ListQuery::limit).or_default().range(1, 1000));
}

constexpr auto schema(validation::For<Listed>) {
  return object<Listed>(field("key", &Listed::key), field("size", &Listed::size),
                        field("content_type", &Listed::content_type), field("etag", &Listed::etag),
                        field("tags", &Listed::tags), field("created_at", &Listed::created),
                        field("expires_at", &Listed::expires));
}

constexpr auto schema(validation::For<Stats::Share>) {
  return object<Stats::Share>(field("entries", &Stats::Share::entries), field("bytes", &Stats::Share::bytes));
}

namespace {

struct PageJson {
  std::vector<Listed> entries;
  std::optional<std::string> next_cursor;
};
constexpr auto schema(validation::For<PageJson>) {
  return object<PageJson>(field("entries", &PageJson::entries), field("next_cursor", &PageJson::next_cursor));
}

}  // namespace

constexpr auto schema(validation::For<Stats>) {
  return object<Stats>(
      field("total", &Stats::total), field("namespaces", &Stats::namespaces), field("reserved", &Stats::reserved),
      field("hits", &Stats::hits), field("misses", &Stats::misses), field("evictions", &Stats::evictions),
      field("quarantined", &Stats::quarantined), field("purges", &Stats::marks), field("loading", &Stats::loading));
}

Result<Purge> parse_purge(std::string_view body) { return validation::parse_json<Purge>(body); }

Result<ListQuery> parse_list_query(http::Request& request) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const http::Field& each : request.query()) pairs.emplace_back(each.name, each.value);
  return validation::from_query<ListQuery>(pairs);
}

std::string to_json(const Page& page) {
  return validation::to_json(
      PageJson{page.entries, page.next.empty() ? std::nullopt : std::optional<std::string>(page.next)});
}

std::string to_json(const Stats& stats) { return validation::to_json(stats); }

}  // namespace tenstone::file_cache
