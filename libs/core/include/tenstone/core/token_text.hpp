// The text of a token: ts_<8 id>_<43 secret><6 check>, 61 characters. An evaluation key of flags begins with fk_, so
// that whoever looks up access tokens need not look for it.
//
//   id      lower-case letters and digits: finds the row, may be shown
//   secret  256 random bits, base64url
//   check   CRC-32 of all before it, in base 62: a typing error is refused without a look at the database, and a secret
//           scanner that finds "ts_" or "fk_" can tell a token from noise
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/secret.hpp"

namespace tenstone {

enum class TokenKind : std::uint8_t { Access, FlagKey };

// A new one, from the kernel's generator.
Secret<std::string> make_token_text(TokenKind kind = TokenKind::Access);

// The id inside; nothing when `text` is not a token of this kind or its check does not fit. The result points into
// `text`.
std::optional<std::string_view> token_prefix(std::string_view text, TokenKind kind = TokenKind::Access);

}  // namespace tenstone
