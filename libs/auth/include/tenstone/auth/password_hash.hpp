// Passwords as PHC strings, $algorithm$parameters$salt$hash (github.com/P-H-C/phc-string-format). Argon2id is the only
// algorithm; another one gets its branch where the first field is looked at. Hashing and verifying block for as long as
// the cost says (28 ms at the default, on one core of 2024): never on a loop.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::auth {

// OWASP's minimum for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
struct Argon2Cost {
  std::uint32_t memory_kib = 19456;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
  friend bool operator==(const Argon2Cost&, const Argon2Cost&) = default;
};

// With a fresh salt of 16 bytes; the hash has 32. The password's bytes are taken as they are.
std::string hash_password(std::string_view password, const Argon2Cost& cost);

// False also when `phc` is not one that we verify: another algorithm, damaged, or a cost beyond 128 MiB, 10 passes or 4
// lanes, which would let a stored text exhaust the machine.
bool verify_password(std::string_view password, std::string_view phc);

// Whether `phc` was made otherwise than `cost` says: hash again at the next login.
bool needs_rehash(std::string_view phc, const Argon2Cost& cost);

// A PHC of `cost` that no password verifies against, made without hashing: for accounts that do not exist, so that they
// cost as much.
std::string dummy_phc(const Argon2Cost& cost);

// 15–256 characters (NIST SP 800-63B-4 §3.1.1.2 for a single factor) and at most 1024 bytes. No rules on their kind.
// Errors: password_too_short, password_too_long.
Result<void> check_password(std::string_view password);

}  // namespace tenstone::auth
