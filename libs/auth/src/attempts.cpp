#include "tenstone/auth/attempts.hpp"

#include "tenstone/auth/email.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"

namespace tenstone::auth {

std::string account_key(const std::string& email) {
  const auto parsed = parse_email(email);
  return to_hex(sha256(parsed ? parsed->normal : email)).substr(0, 16);
}

}  // namespace tenstone::auth
