#include "tenstone/http/representation.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "tenstone/http/date.hpp"
#include "tenstone/http/entity_tag.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/field.hpp"

namespace tenstone::http {
namespace {

// If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range and Range: one look at each field decides
// for most requests.
bool is_about_representations(const Field& field) {
  return equal_ignoring_case(field.name.substr(0, 3), "If-") || equal_ignoring_case(field.name, "Range");
}

struct Range {
  bool satisfiable = true;
  std::uint64_t offset = 0, length = 0;
};

// Digits only; what is larger than 64 bits is the largest. nullopt: no number.
std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || stop != text.data() + text.size()) return std::nullopt;
  return error == std::errc() ? value : UINT64_MAX;
}

// "bytes=first-last", "bytes=first-" or "bytes=-suffix" (RFC 9110 §14.1.2). nullopt: to be ignored.
std::optional<Range> parse_range(std::string_view text, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!equal_ignoring_case(text.substr(0, kUnit.size()), kUnit)) return std::nullopt;
  text.remove_prefix(kUnit.size());
  const auto dash = text.find('-');
  if (dash == text.npos) return std::nullopt;
  const std::string_view first_text = text.substr(0, dash), last_text = text.substr(dash + 1);
  const auto first = number(first_text), last = number(last_text);
  if (first_text.empty()) {
    if (!last) return std::nullopt;
    const std::uint64_t length = std::min(*last, size);
    return Range{length > 0, size - length, length};
  }
  if (!first || (!last && !last_text.empty()) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return Range{false};
  return Range{true, *first, std::min(last.value_or(UINT64_MAX), size - 1) - *first + 1};
}

std::optional<Time> date_of(const Request& request, std::string_view name) {
  return parse_http_date(request.header(name));
}

bool is_modified_since(const Representation& current, Time date) {
  return std::chrono::floor<std::chrono::seconds>(*current.modified) > date;
}

// If-Range: the strong comparison, for a date too: it must be the same.
bool range_holds(const Request& request, const Representation& current) {
  const std::string_view condition = request.header("If-Range");
  if (condition.empty()) return true;
  if (condition.ends_with('"')) return condition != "*" && names(condition, current.etag, Comparison::Strong);
  const auto date = parse_http_date(condition);
  return date && current.modified && std::chrono::floor<std::chrono::seconds>(*current.modified) == *date;
}

// nullopt: the conditions let the request through.
std::optional<int> refused_by_condition(const Request& request, const Representation& current, bool reads) {
  if (const std::string match = request.joined_header("If-Match"); !match.empty()) {
    if (!names(match, current.etag, Comparison::Strong)) return 412;
  } else if (const auto date = date_of(request, "If-Unmodified-Since"); date && current.modified) {
    if (is_modified_since(current, *date)) return 412;
  }
  if (const std::string none = request.joined_header("If-None-Match"); !none.empty()) {
    if (names(none, current.etag, Comparison::Weak)) return reads ? 304 : 412;
  } else if (const auto date = date_of(request, "If-Modified-Since"); date && current.modified && reads) {
    if (!is_modified_since(current, *date)) return 304;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Time> settled(Time modified, Time now) {
  return now - modified < std::chrono::seconds(2) ? std::nullopt : std::optional(modified);
}

Selection select(const Request& request, const Representation& current) {
  const Selection whole{.length = current.size};
  if (std::ranges::none_of(request.headers(), is_about_representations)) return whole;
  const bool reads = request.method() == Method::Get || request.method() == Method::Head;
  if (const auto status = refused_by_condition(request, current, reads)) return {.status = *status};
  if (request.method() != Method::Get || !range_holds(request, current)) return whole;
  const auto range = parse_range(request.joined_header("Range"), current.size);
  if (!range) return whole;
  if (!range->satisfiable) return {.status = 416};
  return {.status = 206, .offset = range->offset, .length = range->length};
}

Response answer(const Selection& selected, const Representation& current) {
  if (selected.status == 412) return problem(kPreconditionFailed);
  if (selected.status == 416) {
    Response response = problem(kRangeNotSatisfiable);
    response.header("Content-Range", fmt::format("bytes */{}", current.size));
    return response;
  }
  Response response(selected.status);
  if (!current.etag.empty()) response.add_header("ETag", current.etag);
  if (current.modified) response.add_header("Last-Modified", to_http_date(*current.modified));
  response.add_header("Accept-Ranges", "bytes");
  if (selected.status == 206)
    response.add_header("Content-Range", fmt::format("bytes {}-{}/{}", selected.offset,
                                                     selected.offset + selected.length - 1, current.size));
  return response;
}

Response answer(const Request& request, const Representation& current, std::string_view bytes) {
  const Selection selected = select(request, current);
  Response response = answer(selected, current);
  if (selected.has_body()) response.body = bytes.substr(selected.offset, selected.length);
  return response;
}

bool may_write(const Request& request, std::optional<std::string_view> etag) {
  const std::string match = request.joined_header("If-Match"), none = request.joined_header("If-None-Match");
  if (!match.empty() && !names(match, etag, Comparison::Strong)) return false;
  return none.empty() || !names(none, etag, Comparison::Weak);
}

}  // namespace tenstone::http
