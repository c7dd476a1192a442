#include "bcrypt.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <crypt.h>
#include <memory>
#include <system_error>

#include "tenstone/core/random.hpp"

namespace tenstone::auth::bcrypt {
namespace {

constexpr std::uint32_t kLeastCost = 4, kMostCost = 14;
constexpr std::string_view kAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<BcryptCost> parse(std::string_view text) {
  constexpr std::size_t kSalt = 7;  // where it begins
  if (text.size() != kTextSize || !text.starts_with("$2") || std::string_view("aby").find(text[2]) == text.npos ||
      text[3] != '$' || !is_digit(text[4]) || !is_digit(text[5]) || text[6] != '$' ||
      text.substr(kSalt).find_first_not_of(kAlphabet) != text.npos)
    return std::nullopt;
  const BcryptCost cost{.log_rounds = static_cast<std::uint32_t>((text[4] - '0') * 10 + text[5] - '0')};
  if (cost.log_rounds < kLeastCost || cost.log_rounds > kMostCost) return std::nullopt;
  return cost;
}

std::string setting(std::string_view salt, const BcryptCost& cost) {
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> out{};
  if (crypt_gensalt_rn("$2b$", cost.log_rounds, salt.data(), static_cast<int>(salt.size()), out.data(), out.size()) ==
      nullptr)
    throw std::system_error(errno, std::generic_category(), "bcrypt: no setting");
  return out.data();
}

std::string hash(std::string_view password, std::string_view setting) {
  const auto data = std::make_unique<crypt_data>();
  const char* made = crypt_r(std::string(password).c_str(), std::string(setting).c_str(), data.get());
  if (made == nullptr || *made == '*') throw std::system_error(errno, std::generic_category(), "bcrypt failed");
  return made;
}

std::string random_hash() {
  std::string text = random_string(kHashSize);
  std::ranges::transform(text, text.begin(), [](char c) { return kAlphabet[static_cast<unsigned char>(c) % 64]; });
  return text;
}

}  // namespace tenstone::auth::bcrypt
