// Entity tags, and the header fields that list them (RFC 9110 §8.8.3, §13.1).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

namespace tenstone::http {

struct EntityTag {
  bool weak = false;
  std::string_view opaque;  // without its quotes
};

// One tag, as the header ETag has it. nullopt: malformed.
std::optional<EntityTag> parse_entity_tag(std::string_view text);

// The tags of If-Match or If-None-Match, without "*". A tag may hold a comma, and no blank or control character; empty
// elements of the list are allowed (RFC 9110 §5.6.1). nullopt: malformed.
std::optional<std::vector<EntityTag>> parse_entity_tags(std::string_view list);

// Strong: neither is weak, and they are the same. Weak: they are the same but for that.
enum class Comparison { Strong, Weak };

// Whether a header's value ("*", or a list of tags) names the entity tag `current` of what stands there (with its
// quotes); nullopt: nothing stands there. A malformed list names nothing.
bool names(std::string_view condition, std::optional<std::string_view> current, Comparison by);

}  // namespace tenstone::http
