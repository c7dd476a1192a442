#include "put_request.hpp"

#include <charconv>

#include "tenstone/file_cache/errors.hpp"
#include "tenstone/http/field.hpp"

namespace tenstone::file_cache {
namespace {

// Digits alone. A number that is larger than any time to live is one, too: the cache refuses it.
std::optional<std::chrono::seconds> seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  if (std::from_chars(text.data(), text.data() + text.size(), seconds).ec != std::errc())
    seconds = std::numeric_limits<std::int64_t>::max();
  return std::chrono::seconds(seconds);
}

}  // namespace

Result<std::optional<std::chrono::seconds>> max_age_of(std::string_view cache_control) {
  std::optional<std::string_view> found;
  http::for_each_in_list(cache_control, [&](std::string_view directive) {
    const std::size_t equals = std::min(directive.find('='), directive.size());
    if (!found && http::equal_ignoring_case(directive.substr(0, equals), "max-age"))
      found = directive.substr(std::min(equals + 1, directive.size()));
  });
  if (!found) return std::optional<std::chrono::seconds>();
  if (found->size() >= 2 && found->starts_with('"') && found->ends_with('"'))
    found = found->substr(1, found->size() - 2);
  const auto seconds = seconds_in(*found);
  if (!seconds)
    return Error(kInvalidCacheTtl, "max-age of Cache-Control is not a number of seconds: Cache-Control: max-age=60");
  return seconds;
}

Result<PutOptions> put_options_of(const http::Request& request, std::chrono::seconds ttl) {
  PutOptions options;
  const auto max_age = max_age_of(request.joined_header("Cache-Control"));
  if (!max_age) return max_age.error();
  options.ttl = max_age->value_or(ttl);
  if (*options.ttl < std::chrono::seconds(1) || *options.ttl > kMaxTtl) return kInvalidCacheTtl;
  if (const auto type = request.header("Content-Type"); !type.empty()) options.content_type = type;
  http::for_each_in_list(request.joined_header("Cache-Tag"), [&](std::string_view tag) {
    if (!tag.empty()) options.tags.emplace_back(tag);
  });
  return options;
}

}  // namespace tenstone::file_cache
