#include "tenstone/mail/address.hpp"

#include <algorithm>

namespace tenstone::mail {
namespace {

constexpr std::size_t kMostBytes = 254;
constexpr std::string_view kSpecial = "()<>[]:;,\\\"";

bool allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > ' ' && byte != 0x7F && kSpecial.find(c) == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (text.size() > kMostBytes || at == std::string_view::npos || at == 0 || at + 1 == text.size()) return std::nullopt;
  if (!std::ranges::all_of(text, allowed)) return std::nullopt;
  return Address(text);
}

std::string_view Address::domain() const { return std::string_view(text_).substr(text_.rfind('@') + 1); }

std::optional<Mailbox> parse_mailbox(std::string_view text) {
  text = trimmed(text);
  if (!text.ends_with('>')) {
    auto address = Address::parse(text);
    if (!address) return std::nullopt;
    return Mailbox{.name = {}, .address = std::move(*address)};
  }
  const std::size_t open = text.rfind('<');
  if (open == std::string_view::npos) return std::nullopt;
  auto address = Address::parse(text.substr(open + 1, text.size() - open - 2));
  std::string_view name = trimmed(text.substr(0, open));
  if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) name = name.substr(1, name.size() - 2);
  if (!address) return std::nullopt;
  return Mailbox{.name = std::string(name), .address = std::move(*address)};
}

}  // namespace tenstone::mail
