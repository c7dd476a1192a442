// Encrypts what a store keeps and others must not read: AES-256-GCM (NIST SP 800-38D).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/secret.hpp"

namespace tenstone {

// A sealed text is a random nonce (12 bytes), the encrypted bytes, and a tag (16 bytes). One key is good for 2^32
// texts. Safe on every thread at once.
class Sealer {
 public:
  // Throws std::invalid_argument when the key has not 32 bytes.
  explicit Sealer(Secret<std::string> key);

  // `context` names the place where the sealed text is kept, such as a row's key. It is not stored.
  std::string seal(const Secret<std::string>& text, std::string_view context) const;
  // Nothing: it was changed, sealed under another key, or moved from another place.
  std::optional<Secret<std::string>> open(std::string_view sealed, std::string_view context) const;

 private:
  Secret<std::string> key_;
};

}  // namespace tenstone
