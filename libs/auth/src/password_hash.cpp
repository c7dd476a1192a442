#include "tenstone/auth/password_hash.hpp"

#include <algorithm>
#include <argon2.h>
#include <charconv>
#include <fmt/core.h>
#include <optional>
#include <stdexcept>
#include <vector>

#include "tenstone/auth/errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/random.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {

constexpr std::string_view kArgon2id = "argon2id";
constexpr std::size_t kSaltBytes = 16, kHashBytes = 32;
constexpr Argon2Cost kMostCost{.memory_kib = 128 * 1024, .passes = 10, .lanes = 4};

struct Phc {
  Argon2Cost cost;
  std::string salt, hash;
};

// PHC's base64 is the standard alphabet without padding.
std::string to_phc_base64(std::string_view bytes) {
  std::string text = to_base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  return text;
}

std::optional<std::string> from_phc_base64(std::string_view phc) {
  if (phc.find_first_of("-_") != std::string_view::npos) return std::nullopt;
  std::string text(phc);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return from_base64url(text);
}

// "m=19456" after "m=" is asked for.
bool take_number(std::string_view& text, std::string_view name, std::uint32_t& into) {
  if (!text.starts_with(name)) return false;
  text.remove_prefix(name.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  if (error != std::errc() || end == text.data()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

std::vector<std::string_view> fields_of(std::string_view phc) {
  std::vector<std::string_view> fields;
  for (std::size_t start = 0; start <= phc.size();) {
    const std::size_t end = std::min(phc.find('$', start), phc.size());
    fields.push_back(phc.substr(start, end - start));
    start = end + 1;
  }
  return fields;
}

// The fields after "$argon2id".
std::optional<Phc> parse_argon2id(const std::vector<std::string_view>& fields) {
  if (fields.size() != 6 || fields[2] != "v=19") return std::nullopt;
  Phc phc;
  std::string_view cost = fields[3];
  if (!take_number(cost, "m=", phc.cost.memory_kib) || !take_number(cost, ",t=", phc.cost.passes) ||
      !take_number(cost, ",p=", phc.cost.lanes) || !cost.empty())
    return std::nullopt;
  auto salt = from_phc_base64(fields[4]), hash = from_phc_base64(fields[5]);
  if (!salt || !hash || salt->size() < 8 || salt->size() > 64 || hash->size() < 16 || hash->size() > 64)
    return std::nullopt;
  const Argon2Cost& c = phc.cost;
  if (c.passes < 1 || c.lanes < 1 || c.memory_kib < 8 * c.lanes || c.memory_kib > kMostCost.memory_kib ||
      c.passes > kMostCost.passes || c.lanes > kMostCost.lanes)
    return std::nullopt;
  phc.salt = std::move(*salt);
  phc.hash = std::move(*hash);
  return phc;
}

std::optional<Phc> parse(std::string_view text) {
  const auto fields = fields_of(text);
  if (fields.size() < 2 || !fields[0].empty()) return std::nullopt;
  if (fields[1] == kArgon2id) return parse_argon2id(fields);
  return std::nullopt;
}

std::string print(const Phc& phc) {
  return fmt::format("${}$v=19$m={},t={},p={}${}${}", kArgon2id, phc.cost.memory_kib, phc.cost.passes, phc.cost.lanes,
                     to_phc_base64(phc.salt), to_phc_base64(phc.hash));
}

std::string argon2id(std::string_view password, std::string_view salt, const Argon2Cost& cost, std::size_t bytes) {
  std::string hash(bytes, '\0');
  const int code = argon2id_hash_raw(cost.passes, cost.memory_kib, cost.lanes, password.data(), password.size(),
                                     salt.data(), salt.size(), hash.data(), hash.size());
  if (code != ARGON2_OK) throw std::runtime_error(fmt::format("Argon2id failed: {}", argon2_error_message(code)));
  return hash;
}

}  // namespace

std::string hash_password(std::string_view password, const Argon2Cost& cost) {
  Phc phc{.cost = cost, .salt = random_string(kSaltBytes)};
  phc.hash = argon2id(password, phc.salt, cost, kHashBytes);
  return print(phc);
}

bool verify_password(std::string_view password, std::string_view text) {
  const auto phc = parse(text);
  return phc && equal_in_constant_time(argon2id(password, phc->salt, phc->cost, phc->hash.size()), phc->hash);
}

bool needs_rehash(std::string_view text, const Argon2Cost& cost) {
  const auto phc = parse(text);
  return !phc || phc->cost != cost || phc->hash.size() != kHashBytes || phc->salt.size() != kSaltBytes;
}

std::string dummy_phc(const Argon2Cost& cost) {
  return print({.cost = cost, .salt = random_string(kSaltBytes), .hash = random_string(kHashBytes)});
}

Result<void> check_password(std::string_view password) {
  constexpr std::size_t kLeast = 15, kMost = 256, kMostBytes = 1024;
  // What is not UTF-8 counts by bytes: it is taken as it came.
  const std::size_t length = count_code_points(password).value_or(password.size());
  if (length < kLeast) return kPasswordTooShort;
  if (length > kMost || password.size() > kMostBytes) return kPasswordTooLong;
  return {};
}

}  // namespace tenstone::auth
