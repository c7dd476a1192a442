// Password hashes as text: Argon2id in the PHC string format, $argon2id$v=19$m=…,t=…,p=…$salt$hash
// (github.com/P-H-C/phc-string-format), and bcrypt in its own, $2b$12$ and 53 characters. Hashing and verifying block
// for as long as the cost says, on one core of 2024: 28 ms for Argon2id and 350 ms for bcrypt at the defaults. Never on
// a loop.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tenstone/core/result.hpp"

namespace tenstone::auth {

// OWASP's minimum for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
struct Argon2Cost {
  std::uint32_t memory_kib = 19456;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
  friend bool operator==(const Argon2Cost&, const Argon2Cost&) = default;
};

// 2 to the power of `log_rounds` rounds of Blowfish's key schedule; at least 4.
struct BcryptCost {
  std::uint32_t log_rounds = 12;
  friend bool operator==(const BcryptCost&, const BcryptCost&) = default;
};

// How new hashes are made.
using HashScheme = std::variant<Argon2Cost, BcryptCost>;

std::string_view algorithm_of(const HashScheme& scheme);  // "argon2id", "bcrypt"

// bcrypt looks at 72 bytes at most, and its interface ends at a NUL: it would take two passwords for one.
// Error: password_too_long_for_bcrypt, when the scheme is bcrypt and the password has more than 72 bytes or a NUL.
Result<void> fits(std::string_view password, const HashScheme& scheme);

// With a fresh salt of 16 bytes; a hash of Argon2id has 32. The password's bytes are taken as they are, without Unicode
// normalisation. Throws std::invalid_argument for a password that does not fit the scheme.
std::string hash_password(std::string_view password, const HashScheme& scheme);

// The scheme that `hash` was made by. nullopt: it is not one that we verify. It has another algorithm ($2a$, $2b$ and
// $2y$ are bcrypt; $2x$ is not taken), is damaged, or its cost is out of bounds: a stored text must not exhaust the
// machine. Bounds: Argon2id 128 MiB, 10 passes, 4 lanes; bcrypt 4 to 14 (1.4 s).
std::optional<HashScheme> scheme_of(std::string_view hash);

// False at once when scheme_of() has no value. A password that does not fit bcrypt costs as much as any other and is
// wrong.
bool verify_password(std::string_view password, std::string_view hash);

// Whether `hash` was made otherwise than `scheme` says: hash again at the next login.
bool needs_rehash(std::string_view hash, const HashScheme& scheme);

// A hash of this scheme that no password verifies against, made without hashing: for accounts that do not exist, so
// that they cost as much.
std::string dummy_phc(const HashScheme& scheme);

}  // namespace tenstone::auth
