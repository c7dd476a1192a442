#pragma once
#include "tenstone/auth/password_hash.hpp"

namespace tenstone::auth::argon2id {

inline constexpr std::size_t kHashBytes = 32;  // of those that we make

struct Phc {
  Argon2Cost cost;
  std::string salt, hash;  // 8 to 64 and 16 to 64 bytes
};

// nullopt: no Argon2id of version 19, damaged, or out of the bounds that scheme_of() names.
std::optional<Phc> parse(std::string_view text);
std::string print(const Phc& phc);

// The hash of `bytes` bytes. Blocks. Throws std::runtime_error when there is no memory for it.
std::string hash(std::string_view password, std::string_view salt, const Argon2Cost& cost, std::size_t bytes);

}  // namespace tenstone::auth::argon2id
