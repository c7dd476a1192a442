#pragma once
#include "tenstone/auth/password_hash.hpp"

namespace tenstone::auth::bcrypt {

inline constexpr std::size_t kMostBytes = 72;  // of a password: the rest is not looked at
inline constexpr std::size_t kTextSize = 60;   // "$2b$12$", 22 characters of salt, 31 of the hash
inline constexpr std::size_t kHashSize = 31;

// nullopt: no bcrypt ($2a$, $2b$, $2y$), damaged, or out of the bounds that scheme_of() names.
std::optional<BcryptCost> parse(std::string_view text);

// "$2b$12$" and the salt, of 16 bytes.
std::string setting(std::string_view salt, const BcryptCost& cost);

// The whole text for a password by a setting, or by a text that begins with one. The password is cut at its first NUL
// and after kMostBytes. Blocks; needs 32 KiB of heap. Throws std::runtime_error when the setting is none.
std::string hash(std::string_view password, std::string_view setting);

// 31 characters that could be a hash.
std::string random_hash();

}  // namespace tenstone::auth::bcrypt
