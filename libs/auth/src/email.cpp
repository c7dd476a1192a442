#include "tenstone/auth/email.hpp"

#include <algorithm>

#include "tenstone/auth/errors.hpp"
#include "utf8.hpp"

namespace tenstone::auth {

Result<Email> parse_email(std::string_view text) {
  constexpr std::size_t kMost = 254;
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return kEmailInvalid;
  text = text.substr(first, text.find_last_not_of(kSpace) - first + 1);

  const std::size_t at = text.rfind('@');
  const bool forbidden = std::ranges::any_of(text, [](char c) { return (c >= 0 && c <= ' ') || c == 0x7f; });
  if (text.size() > kMost || at == std::string_view::npos || at == 0 || at + 1 == text.size() || forbidden ||
      !count_code_points(text))
    return kEmailInvalid;

  Email email{.normal = std::string(text), .display = std::string(text)};
  std::ranges::transform(email.normal, email.normal.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return email;
}

}  // namespace tenstone::auth
