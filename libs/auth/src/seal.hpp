#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/hash.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone::auth {

// Texts that this installation wrote, for a store that others may write to: "<text> <22 characters>", the last being
// HMAC-SHA-256 over the text and the place where it stands, cut to 128 bits (RFC 2104 §5). A text that was changed, or
// that was moved to another place, does not open. One that is put back where it stood does: what may grow old says in
// itself until when it holds.
class Seal {
 public:
  explicit Seal(const Secret<std::string>& key) : sum_(key.reveal()) {}
  // `place` holds no zero byte.
  std::string close(std::string_view place, std::string text) const;
  // The text. A view into `sealed`.
  std::optional<std::string_view> open(std::string_view place, std::string_view sealed) const;

 private:
  std::string mark(std::string_view place, std::string_view text) const;
  HmacSha256 sum_;
};

}  // namespace tenstone::auth
