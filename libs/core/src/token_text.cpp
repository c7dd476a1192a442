#include "tenstone/core/token_text.hpp"

#include <algorithm>
#include <cstdint>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone {
namespace {

constexpr std::size_t kStart = 3, kId = 8, kSecret = 43, kCheck = 6;
constexpr std::size_t kChecked = kStart + kId + 1 + kSecret;
// 32 characters, so that five random bits choose one without bias; without i, l, o and u (Crockford).
constexpr std::string_view kIdAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string_view start_of(TokenKind kind) { return kind == TokenKind::Access ? "ts_" : "fk_"; }

std::string check_of(std::string_view text) {
  std::uint32_t value = crc32(text);
  std::string out(kCheck, '0');  // 62^6 > 2^32
  for (std::size_t i = kCheck; i-- > 0; value /= 62) out[i] = kBase62[value % 62];
  return out;
}

}  // namespace

Secret<std::string> make_token_text(TokenKind kind) {
  std::string text(start_of(kind));
  for (const char c : random_string(kId)) text += kIdAlphabet[static_cast<unsigned char>(c) & 31];
  text += '_';
  text += to_base64url(random_string(32));
  text += check_of(text);
  return Secret(std::move(text));
}

std::optional<std::string_view> token_prefix(std::string_view text, TokenKind kind) {
  if (text.size() != kChecked + kCheck || !text.starts_with(start_of(kind)) || text[kStart + kId] != '_')
    return std::nullopt;
  if (text.substr(kChecked) != check_of(text.substr(0, kChecked))) return std::nullopt;
  const std::string_view id = text.substr(kStart, kId);
  if (id.find_first_not_of(kIdAlphabet) != std::string_view::npos) return std::nullopt;
  return id;
}

}  // namespace tenstone
