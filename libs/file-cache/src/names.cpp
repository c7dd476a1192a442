#include <algorithm>
#include <fmt/core.h>

#include "tenstone/file_cache/entry.hpp"
#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// The bytes that follow a first byte, and the range of the first of them (Unicode 15, table 3-7). 0: it begins nothing.
struct Sequence {
  std::size_t followers;
  unsigned char low = 0x80, high = 0xbf;
};
Sequence sequence_of(unsigned char first) {
  if (first >= 0xc2 && first <= 0xdf) return {1};
  if (first == 0xe0) return {2, 0xa0};
  if (first == 0xed) return {2, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {2};
  if (first == 0xf0) return {3, 0x90};
  if (first >= 0xf1 && first <= 0xf3) return {3};
  if (first == 0xf4) return {3, 0x80, 0x8f};
  return {0};
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    if (first < 0x80) continue;
    const Sequence sequence = sequence_of(first);
    if (sequence.followers == 0 || text.size() < sequence.followers) return false;
    for (std::size_t i = 0; i < sequence.followers; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if (next < (i == 0 ? sequence.low : 0x80) || next > (i == 0 ? sequence.high : 0xbf)) return false;
    }
    text.remove_prefix(sequence.followers);
  }
  return true;
}

bool is_plain(std::string_view text, std::size_t limit) {
  return text.size() <= limit && std::ranges::none_of(text, is_control) && is_utf8(text);
}

}  // namespace

Result<void> check_namespace(std::string_view name) {
  const auto starts = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto allowed = [&](char c) { return starts(c) || c == '_' || c == '.' || c == '-'; };
  if (name.empty() || name.size() > kMaxNamespaceBytes || !starts(name.front()) || !std::ranges::all_of(name, allowed))
    return kInvalidCacheNamespace;
  return {};
}

Result<void> check_key(std::string_view key) {
  if (key.empty() || !is_plain(key, kMaxKeyBytes)) return kInvalidCacheKey;
  return {};
}

Result<void> check_tag(std::string_view tag) {
  if (tag.empty() || tag.contains(',') || !is_plain(tag, kMaxTagBytes)) return kInvalidCacheTag;
  return {};
}

Result<void> check_meta(const Meta& meta) {
  if (!is_plain(meta.content_type, kMaxContentTypeBytes)) return kInvalidCacheContentType;
  if (meta.tags.size() > kMaxTags) return kInvalidCacheTag;
  for (const std::string& tag : meta.tags)
    if (const auto fits = check_tag(tag); !fits) return fits;
  return {};
}

}  // namespace tenstone::file_cache
