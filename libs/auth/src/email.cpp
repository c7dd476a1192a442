#include "tenstone/auth/email.hpp"

#include <algorithm>
#include <cstdlib>
#include <idn2.h>
#include <memory>

#include "tenstone/auth/errors.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {

constexpr std::size_t kMost = 254, kMostLocal = 64, kMostLabel = 63, kMostDomain = 253;

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// A dot-atom of RFC 5322 §3.2.3, beyond ASCII of letters, marks and digits.
bool is_local_part(std::string_view local) {
  if (local.empty() || local.size() > kMostLocal || local.front() == '.' || local.back() == '.' ||
      local.find("..") != local.npos)
    return false;
  const auto fits = [](char32_t c) {
    if (c >= 0x80) return is_word_character(c);
    const char ascii = static_cast<char>(c);
    return is_alphanumeric(ascii) || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(ascii) != std::string_view::npos;
  };
  const auto characters = code_points(local);
  return characters && std::ranges::all_of(*characters, fits);
}

// Labels of letters, digits and inner hyphens (RFC 1123 §2.1); the last one is no number: that would be an IP address.
bool is_host_name(std::string_view domain) {
  if (domain.size() > kMostDomain) return false;
  std::string_view label;
  for (std::size_t start = 0; start <= domain.size(); start += label.size() + 1) {
    label = domain.substr(start, domain.find('.', start) - start);
    if (label.empty() || label.size() > kMostLabel || label.front() == '-' || label.back() == '-' ||
        !std::ranges::all_of(label, [](char c) { return is_alphanumeric(c) || c == '-'; }))
      return false;
  }
  return label.find_first_not_of("0123456789") != label.npos;
}

// What libidn2 makes of a domain; nothing when it refuses.
std::optional<std::string> converted(int (*convert)(const char*, char**, int), const std::string& domain) {
  char* made = nullptr;
  const int code = convert(domain.c_str(), &made, IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES);
  const std::unique_ptr<char, void (*)(void*)> owner(made, idn2_free);
  if (code == IDN2_MALLOC) throw std::bad_alloc();
  if (code != IDN2_OK) return std::nullopt;
  return made;
}

// In lower case, and its internationalised labels (RFC 5891) in their own letters, whichever way they were written.
std::optional<std::string> normal_domain(std::string domain) {
  std::ranges::transform(domain, domain.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto ascii_only = [](char c) { return c >= 0; };
  // libidn2 would drop some of what no host name has.
  if (std::ranges::any_of(domain, [](char c) { return c >= 0 && !is_alphanumeric(c) && c != '-' && c != '.'; }))
    return std::nullopt;
  if (domain.find("xn--") == domain.npos && std::ranges::all_of(domain, ascii_only))
    return is_host_name(domain) ? std::optional(std::move(domain)) : std::nullopt;
  const auto ascii = converted(idn2_to_ascii_8z, domain);
  if (!ascii || !is_host_name(*ascii)) return std::nullopt;
  auto own = converted(idn2_to_unicode_8z8z, *ascii);
  if (!own || converted(idn2_to_ascii_8z, *own) != ascii) return std::nullopt;
  return own;
}

// Nothing in it looks like another text, or like nothing: composed, without compatibility forms, no character that is
// not seen, no full stop of other scripts.
bool is_plain(const std::string& text) {
  return nfkc(text) == text && text.find("。") == text.npos && std::ranges::none_of(*code_points(text), is_unprintable);
}

}  // namespace

Result<Email> parse_email(std::string_view text) {
  text = trimmed(text);
  if (text.size() > 4 * kMost) return kEmailInvalid;  // a text that is not composed may shrink
  auto display = nfc(text);
  if (!display || display->size() > kMost || !is_plain(*display)) return kEmailInvalid;
  const std::size_t at = display->rfind('@');
  if (at == display->npos || !is_local_part(display->substr(0, at))) return kEmailInvalid;
  const auto domain = normal_domain(display->substr(at + 1));
  if (!domain) return kEmailInvalid;

  auto local = *code_points(display->substr(0, at));
  std::ranges::transform(local, local.begin(), lower_case);
  Email email{.normal = *nfc(to_utf8(local)) + "@" + *domain, .display = std::move(*display)};
  if (email.normal.size() > kMost || !is_plain(email.normal)) return kEmailInvalid;
  return email;
}

}  // namespace tenstone::auth
