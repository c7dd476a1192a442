#include "entry_answer.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "tenstone/file_cache/content.hpp"
#include "tenstone/file_cache/endpoints.hpp"
#include "tenstone/http/representation.hpp"

namespace tenstone::file_cache {
namespace {
using std::chrono::ceil, std::chrono::floor, std::chrono::seconds;

std::string hit_status(const Head& head, Time now) {
  if (!head.expires) return "tenstone; hit";
  return fmt::format("tenstone; hit; ttl={}", ceil<seconds>(*head.expires - now).count());
}

}  // namespace

// Clients ask each time (no-cache), so that nothing that was purged lives on in one of them.
http::Response entry_answer(const http::Request& request, Hit hit, AsyncCache& cache, Time now) {
  const Head& head = hit.head();
  const std::string etag = hit.etag();
  const http::Representation current{
      .size = head.body_size, .etag = etag, .modified = http::settled(head.created, now)};
  const http::Selection selected = http::select(request, current);
  http::Response response = http::answer(selected, current);
  const auto age = std::max(floor<seconds>(now - head.created), seconds(0));
  response.add_header("Age", std::to_string(age.count()));
  response.add_header("Cache-Status", hit_status(head, now));
  if (selected.status == 200 || selected.status == 206 || selected.status == 304)
    response.add_header("Cache-Control", "no-cache");
  if (!selected.has_body()) return response;
  response.add_header("Content-Type", head.content_type);
  if (const auto whole = hit.whole())
    response.body = whole->substr(selected.offset, selected.length);
  else
    response.content = content_of(std::move(hit), cache, selected.offset, selected.length);
  return response;
}

http::Response miss_answer(Miss miss) {
  Error error(kCacheMiss);
  error.members.emplace_back("reason", fmt::format("\"{}\"", to_string(miss)));
  http::Response response = http::problem(error);
  response.header("Cache-Status", fmt::format("tenstone; fwd=miss; detail={}", to_string(miss)));
  response.header("Cache-Control", "no-store");
  return response;
}

}  // namespace tenstone::file_cache
