#include "argon2id.hpp"

#include <algorithm>
#include <argon2.h>
#include <charconv>
#include <fmt/core.h>
#include <stdexcept>
#include <vector>

#include "tenstone/core/encoding.hpp"

namespace tenstone::auth::argon2id {
namespace {

constexpr std::string_view kName = "argon2id";
constexpr Argon2Cost kMostCost{.memory_kib = 128 * 1024, .passes = 10, .lanes = 4};

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

bool in_bounds(const Argon2Cost& c) {
  return c.passes >= 1 && c.lanes >= 1 && c.passes <= kMostCost.passes && c.lanes <= kMostCost.lanes &&
         c.memory_kib >= 8 * c.lanes && c.memory_kib <= kMostCost.memory_kib;
}

}  // namespace

std::optional<Phc> parse(std::string_view text) {
  const auto fields = fields_of(text);
  if (fields.size() != 6 || !fields[0].empty() || fields[1] != kName || fields[2] != "v=19") return std::nullopt;
  Phc phc;
  std::string_view cost = fields[3];
  if (!take_number(cost, "m=", phc.cost.memory_kib) || !take_number(cost, ",t=", phc.cost.passes) ||
      !take_number(cost, ",p=", phc.cost.lanes) || !cost.empty() || !in_bounds(phc.cost))
    return std::nullopt;
  auto salt = from_phc_base64(fields[4]), hash = from_phc_base64(fields[5]);
  if (!salt || !hash || salt->size() < 8 || salt->size() > 64 || hash->size() < 16 || hash->size() > 64)
    return std::nullopt;
  phc.salt = std::move(*salt);
  phc.hash = std::move(*hash);
  return phc;
}

std::string print(const Phc& phc) {
  return fmt::format("${}$v=19$m={},t={},p={}${}${}", kName, phc.cost.memory_kib, phc.cost.passes, phc.cost.lanes,
                     to_phc_base64(phc.salt), to_phc_base64(phc.hash));
}

std::string hash(std::string_view password, std::string_view salt, const Argon2Cost& cost, std::size_t bytes) {
  std::string out(bytes, '\0');
  const int code = argon2id_hash_raw(cost.passes, cost.memory_kib, cost.lanes, password.data(), password.size(),
                                     salt.data(), salt.size(), out.data(), out.size());
  if (code != ARGON2_OK) throw std::runtime_error(fmt::format("Argon2id failed: {}", argon2_error_message(code)));
  return out;
}

}  // namespace tenstone::auth::argon2id
