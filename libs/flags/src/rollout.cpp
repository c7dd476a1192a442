#include "tenstone/flags/rollout.hpp"

#include <fmt/core.h>

#include "murmur3.hpp"

namespace tenstone::flags {

std::uint32_t murmur3_32(std::string_view bytes, std::uint32_t seed) { return Murmur3(seed).add(bytes).finish(); }

std::optional<int> parse_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  int share = 0, digits = -1;  // behind the point; -1: there is none
  bool any = false;
  for (const char c : text) {
    if (c == '.' && any && digits < 0) {
      digits = 0;
      continue;
    }
    if (c < '0' || c > '9' || digits == 3 || share > kEverybody) return std::nullopt;
    share = share * 10 + (c - '0');
    any = true;
    if (digits >= 0) ++digits;
  }
  if (!any || digits == 0) return std::nullopt;
  for (int i = std::max(digits, 0); i < 3; ++i) share *= 10;
  return share <= kEverybody ? std::optional(share) : std::nullopt;
}

std::string share_text(int share) {
  std::string text = fmt::format("{}.{:03}", share / 1000, share % 1000);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text + "%";
}

}  // namespace tenstone::flags
