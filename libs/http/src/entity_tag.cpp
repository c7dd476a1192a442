#include "tenstone/http/entity_tag.hpp"

#include <algorithm>

namespace tenstone::http {
namespace {

void skip_spaces(std::string_view& text) { text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size())); }

// From the front of `text`.
std::optional<EntityTag> take_tag(std::string_view& text) {
  EntityTag tag;
  tag.weak = text.starts_with("W/");
  if (tag.weak) text.remove_prefix(2);
  const auto end = text.find('"', 1);
  if (!text.starts_with('"') || end == text.npos) return std::nullopt;
  tag.opaque = text.substr(1, end - 1);
  if (!std::ranges::all_of(tag.opaque, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f; }))
    return std::nullopt;
  text.remove_prefix(end + 1);
  return tag;
}

}  // namespace

std::optional<EntityTag> parse_entity_tag(std::string_view text) {
  const auto tag = take_tag(text);
  return text.empty() ? tag : std::nullopt;
}

std::optional<std::vector<EntityTag>> parse_entity_tags(std::string_view list) {
  std::vector<EntityTag> tags;
  for (;;) {
    skip_spaces(list);
    if (!list.empty() && list.front() != ',') {
      const auto tag = take_tag(list);
      if (!tag) return std::nullopt;
      tags.push_back(*tag);
      skip_spaces(list);
    }
    if (list.empty()) return tags;
    if (list.front() != ',') return std::nullopt;
    list.remove_prefix(1);
  }
}

bool names(std::string_view condition, std::optional<std::string_view> current, Comparison by) {
  if (!current) return false;
  if (condition == "*") return true;
  const auto tags = parse_entity_tags(condition);
  const auto own = parse_entity_tag(*current);
  if (!tags || !own) return false;
  return std::ranges::any_of(*tags, [&](const EntityTag& tag) {
    return tag.opaque == own->opaque && (by == Comparison::Weak || (!tag.weak && !own->weak));
  });
}

}  // namespace tenstone::http
