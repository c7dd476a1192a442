#include "tenstone/webhooks/event_types.hpp"

#include <algorithm>

namespace tenstone::webhooks {
namespace {

constexpr std::string_view kAllBelow = ".*";

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

bool is_message_type(std::string_view text) {
  if (text.empty() || text.size() > kMaxTypeBytes || text.front() == '.' || text.back() == '.' || text.contains(".."))
    return false;
  return std::ranges::all_of(text, [](char c) { return c == '.' || is_word_character(c); });
}

bool is_type_pattern(std::string_view text) {
  if (text.ends_with(kAllBelow)) text.remove_suffix(kAllBelow.size());
  return is_message_type(text);
}

bool chooses(std::span<const std::string> patterns, std::string_view type) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](std::string_view pattern) {
           if (!pattern.ends_with(kAllBelow)) return type == pattern;
           pattern.remove_suffix(1);  // "order."
           return type.starts_with(pattern);
         });
}

}  // namespace tenstone::webhooks
