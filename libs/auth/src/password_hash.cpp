#include "tenstone/auth/password_hash.hpp"

#include <stdexcept>

#include "argon2id.hpp"
#include "bcrypt.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::auth {
namespace {

constexpr std::size_t kSaltBytes = 16;

}  // namespace

std::string_view algorithm_of(const HashScheme& scheme) {
  return std::holds_alternative<Argon2Cost>(scheme) ? "argon2id" : "bcrypt";
}

// [snippet:fits]
Result<void> fits(std::string_view password, const HashScheme& scheme) {
  if (std::holds_alternative<BcryptCost>(scheme) &&
      (password.size() > bcrypt::kMostBytes || password.find('\0') != password.npos))
    return kPasswordTooLongForBcrypt;
  return {};
}
// [/snippet:fits]

std::string hash_password(std::string_view password, const HashScheme& scheme) {
  if (const auto fitting = fits(password, scheme); !fitting) throw std::invalid_argument(fitting.error().message);
  std::string salt = random_string(kSaltBytes);
  if (const auto* rounds = std::get_if<BcryptCost>(&scheme))
    return bcrypt::hash(password, bcrypt::setting(salt, *rounds));
  argon2id::Phc phc{.cost = std::get<Argon2Cost>(scheme), .salt = std::move(salt), .hash = {}};
  phc.hash = argon2id::hash(password, phc.salt, phc.cost, argon2id::kHashBytes);
  return argon2id::print(phc);
}

std::optional<HashScheme> scheme_of(std::string_view hash) {
  if (const auto phc = argon2id::parse(hash)) return phc->cost;
  if (const auto rounds = bcrypt::parse(hash)) return *rounds;
  return std::nullopt;
}

bool verify_password(std::string_view password, std::string_view hash) {
  if (const auto phc = argon2id::parse(hash))
    return equal_in_constant_time(argon2id::hash(password, phc->salt, phc->cost, phc->hash.size()), phc->hash);
  const auto rounds = bcrypt::parse(hash);
  if (!rounds) return false;
  // The salt is not compared: libraries differ in the two spare bits of its last character.
  const std::string made = bcrypt::hash(password, hash);
  const bool same = equal_in_constant_time(std::string_view(made).substr(made.size() - bcrypt::kHashSize),
                                           hash.substr(hash.size() - bcrypt::kHashSize));
  return same && fits(password, *rounds);
}

bool needs_rehash(std::string_view hash, const HashScheme& scheme) {
  if (scheme_of(hash) != scheme) return true;
  if (std::holds_alternative<BcryptCost>(scheme)) return !hash.starts_with("$2b$");
  const auto phc = argon2id::parse(hash);
  return phc->hash.size() != argon2id::kHashBytes || phc->salt.size() != kSaltBytes;
}

std::string dummy_phc(const HashScheme& scheme) {
  std::string salt = random_string(kSaltBytes);
  if (const auto* rounds = std::get_if<BcryptCost>(&scheme))
    return bcrypt::setting(salt, *rounds) + bcrypt::random_hash();
  return argon2id::print(
      {.cost = std::get<Argon2Cost>(scheme), .salt = std::move(salt), .hash = random_string(argon2id::kHashBytes)});
}

}  // namespace tenstone::auth
