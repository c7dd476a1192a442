#include "tenstone/web/conditions.hpp"

#include <algorithm>
#include <charconv>

#include "tenstone/http/entity_tag.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::web {
namespace {

std::optional<std::int64_t> version_of(const http::EntityTag& tag) {
  std::int64_t version = 0;
  const char* end = tag.opaque.data() + tag.opaque.size();
  const auto [stop, error] = std::from_chars(tag.opaque.data(), end, version);
  if (tag.weak || stop != end || error != std::errc()) return std::nullopt;
  return version;
}

}  // namespace

void describe_if_match(Operation& operation, bool required) {
  operation.parameters.push_back(
      {"header", "If-Match", required, R"({"type":"string"})", "The ETag of what you change, or * for any version"});
  operation.errors_of_parameters();
  if (required) operation.errors.push_back(&http::kPreconditionRequired);
  operation.errors.push_back(&kPreconditionFailed);
}

bool IfMatch::covers(std::int64_t version) const { return any || std::ranges::count(versions, version) > 0; }

std::optional<IfMatch> From<std::optional<IfMatch>>::from(Input& in) {
  const std::string text = in.request.joined_header("If-Match");
  if (text.empty()) return std::nullopt;
  if (text == "*") return IfMatch{.any = true};
  IfMatch condition;
  const auto tags = http::parse_entity_tags(text);
  if (!tags || tags->empty()) {
    const validation::At root;
    in.issues.within("header");
    in.issues.add(validation::At{&root, "If-Match"}, "entity_tag",
                  "must be * or a list of entity tags, each in double quotes");
    return condition;
  }
  for (const http::EntityTag& tag : *tags)
    if (const auto version = version_of(tag)) condition.versions.push_back(*version);
  return condition;
}

IfMatch From<IfMatch>::from(Input& in) {
  auto condition = From<std::optional<IfMatch>>::from(in);
  if (!condition) in.refuse(http::kPreconditionRequired);
  return std::move(condition).value_or(IfMatch());
}

// The weak comparison (RFC 9110 §13.1.2). A list that is malformed is as none.
http::Response conditional(const http::Request& request, http::Response response) {
  const bool reads = request.method() == http::Method::Get || request.method() == http::Method::Head;
  if (!reads || response.status != 200) return response;
  const auto own = response.header("ETag");
  if (!own) return response;
  const std::string known = request.joined_header("If-None-Match");
  if (known.empty()) return response;
  if (!http::names(known, *own, http::Comparison::Weak)) return response;
  response.status = 304;
  response.body.clear();
  response.content.reset();
  return response;
}

}  // namespace tenstone::web
