#include "key.hpp"

#include <algorithm>
#include <utility>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::rate_limit {
namespace {

constexpr std::size_t kLongest = 64;

constexpr bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._:/@+-#|=").contains(c);
}

std::string_view prefix_of(const Policy& policy) {
  switch (policy.algorithm) {
    case Algorithm::Gcra:
    case Algorithm::Strict: return "rl:{";
    case Algorithm::Sliding: return "rl:sw:{";
    case Algorithm::Log: return "rl:log:{";
    case Algorithm::Fixed: return policy.plain_key ? "rate:" : "rl:fx:{";
  }
  std::unreachable();
}

}  // namespace

std::string hashed(std::string_view text) { return "#" + to_hex(std::string_view(sha256(text)).substr(0, 16)); }

std::string key_part(std::string_view text) {
  return text.contains('|') || text.starts_with('#') ? hashed(text) : std::string(Subject(text).text());
}

Subject::Subject(std::string_view text) : text_(text) {
  if (!text.empty() && text.size() <= kLongest && std::ranges::all_of(text, plain)) return;
  text_ = hash_ = hashed(text);
}

char kind_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::Gcra:
    case Algorithm::Strict: return 'g';
    case Algorithm::Sliding: return 's';
    case Algorithm::Log: return 'l';
    case Algorithm::Fixed: return 'f';
  }
  std::unreachable();
}

void append_key(std::string& out, const Subject& subject, const Policy& policy) {
  out.append(prefix_of(policy)).append(subject.text());
  if (!policy.plain_key) out.append("}:").append(policy.name);
}

void append_block_key(std::string& out, const Subject& subject) {
  out.append("rl:block:{").append(subject.text()).append("}");
}

}  // namespace tenstone::rate_limit
