#include "references.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>
#include <set>

#include "tenstone/json_schema/document.hpp"

namespace tenstone::schemas {
namespace {

using json_schema::Kind;
using json_schema::Node;

constexpr std::string_view kScheme = "schema:";
constexpr std::size_t kLongestName = 64;

std::optional<SchemaName> version_of_reference(std::string_view reference) {
  if (!reference.starts_with(kScheme)) return std::nullopt;
  reference.remove_prefix(kScheme.size());
  reference = reference.substr(0, reference.find('#'));
  const std::size_t slash = std::min(reference.find('/'), reference.size());
  if (slash == reference.size() || !is_schema_name(reference.substr(0, slash))) return std::nullopt;
  const auto version = version_in(reference.substr(slash + 1));
  if (!version) return std::nullopt;
  return SchemaName{std::string(reference.substr(0, slash)), *version};
}

}  // namespace

bool is_schema_name(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && text.size() <= kLongestName && is_letter(text.front()) &&
         std::ranges::all_of(text,
                             [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

std::optional<int> version_in(std::string_view text) {
  int version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version < 1 || text.front() == '0')
    return std::nullopt;
  return version;
}

std::string uri_of(const SchemaName& name) { return fmt::format("{}{}/{}", kScheme, name.name, name.version); }

std::vector<SchemaName> references_in(std::string_view text) {
  json_schema::Document document;
  if (document.read(text)) return {};
  std::vector<SchemaName> out;
  std::set<std::string> seen;
  // The tape has every value and key in its order: an object is an entry before its keys.
  const Node* const end = document.root().next();
  for (const Node* object = &document.root(); object != end; ++object) {
    if (object->kind != Kind::Object) continue;
    for (const std::string_view keyword : {"$ref", "$dynamicRef"}) {
      const Node* value = object->find(keyword);
      if (value == nullptr || value->kind != Kind::String) continue;
      auto found = version_of_reference(value->view());
      if (found && seen.insert(uri_of(*found)).second) out.push_back(std::move(*found));
    }
  }
  return out;
}

}  // namespace tenstone::schemas
