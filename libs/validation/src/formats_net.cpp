// Names and addresses of hosts and mailboxes.
#include <algorithm>
#include <idn2.h>
#include <memory>
#include <string>

#include "tenstone/validation/formats.hpp"

namespace tenstone::validation {
namespace {

constexpr std::size_t kLongestLabel = 63, kLongestName = 253, kLongestLocal = 64, kLongestEmail = 254;

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_letter(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_beyond_ascii(char c) { return (c & 0x80) != 0; }

// IDNA 2008 as registries apply it (RFC 5891 §4), which libidn2 checks: the form that goes into the DNS, or "".
std::string registered(const std::string& label, bool is_ascii) {
  const auto* in = reinterpret_cast<const std::uint8_t*>(label.c_str());
  std::uint8_t* out = nullptr;
  if (idn2_register_u8(is_ascii ? nullptr : in, is_ascii ? in : nullptr, &out, 0) != IDN2_OK) return "";
  const std::unique_ptr<std::uint8_t, void (*)(void*)> owned(out, idn2_free);
  return reinterpret_cast<const char*>(out);
}

// Letters, digits and hyphens (RFC 1123 §2.1).
bool is_ascii_label(std::string_view label) {
  const auto fits = [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-'; };
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, fits);
}
// What begins with xn-- must be Unicode indeed.
bool is_host_label(std::string_view label) {
  if (!is_ascii_label(label)) return false;
  if (label.size() < 4 || label.substr(2, 2) != "--") return true;
  std::string lower(label);
  for (char& c : lower) c = is_ascii_letter(c) ? static_cast<char>(c | 0x20) : c;
  return lower.starts_with("xn--") && registered(lower, true) == lower;
}

template <class IsLabel>
bool is_name(std::string_view text, std::size_t longest, IsLabel is_one) {
  if (text.size() > longest) return false;
  while (true) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    if (!is_one(text.substr(0, dot))) return false;
    if (dot == text.size()) return true;
    text.remove_prefix(dot + 1);
  }
}

// RFC 5321 §4.1.2, before the '@': atoms with dots between them, or a quoted string.
bool is_local_part(std::string_view text, bool unicode) {
  if (text.empty() || text.size() > kLongestLocal) return false;
  if (text.front() == '"') {
    if (text.size() < 2 || text.back() != '"') return false;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      const bool escapes = text[i] == '\\';
      if (escapes && ++i + 1 == text.size()) return false;
      if (text[i] == '"' && !escapes) return false;
      if (is_beyond_ascii(text[i]) ? !unicode : text[i] < ' ' || text[i] == 0x7F) return false;
    }
    return true;
  }
  if (text.front() == '.' || text.back() == '.' || text.find("..") != text.npos) return false;
  return std::ranges::all_of(text, [&](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || (is_beyond_ascii(c) && unicode) ||
           (c != '\0' && std::string_view("!#$%&'*+/=?^_`{|}~-.").find(c) != std::string_view::npos);
  });
}

bool is_any_mailbox(std::string_view text, bool unicode) {
  const std::size_t mark = text.rfind('@');
  if (mark == text.npos || !is_local_part(text.substr(0, mark), unicode)) return false;
  std::string_view domain = text.substr(mark + 1);
  if (domain.starts_with('[') && domain.ends_with(']')) {
    domain = domain.substr(1, domain.size() - 2);
    return domain.starts_with("IPv6:") ? is_ipv6(domain.substr(5)) : is_ipv4(domain);
  }
  if (!unicode) return is_hostname(domain);
  // A domain may be written in any form that mail programs map to its own (RFC 6531 §3.3).
  return is_name(domain, kLongestName, [](std::string_view label) {
    const auto fits = [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-' || is_beyond_ascii(c); };
    return !label.empty() && label.front() != '-' && label.back() != '-' && std::ranges::all_of(label, fits);
  });
}

}  // namespace

bool is_ipv4(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && !text.starts_with('.')) return false;
    if (part > 0) text.remove_prefix(1);
    std::size_t digits = 0;
    int value = 0;
    for (; digits < text.size() && digits < 4 && is_ascii_digit(text[digits]); ++digits)
      value = value * 10 + (text[digits] - '0');
    if (digits == 0 || digits > 3 || value > 255 || (digits > 1 && text.front() == '0')) return false;
    text.remove_prefix(digits);
  }
  return text.empty();
}

// RFC 4291 §2.2, without a zone.
bool is_ipv6(std::string_view text) {
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (groups <= 6 && text.find(':') == text.npos && text.find('.') != text.npos)
      return is_ipv4(text) && (gap ? groups + 2 < 8 : groups + 2 == 8);
    std::size_t digits = 0;
    while (digits < text.size() &&
           (is_ascii_digit(text[digits]) || ((text[digits] | 0x20) >= 'a' && (text[digits] | 0x20) <= 'f')))
      ++digits;
    if (digits == 0 || digits > 4 || ++groups > 8) return false;
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (text.starts_with("::")) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(2);
    } else {
      if (!text.starts_with(':') || text.size() == 1) return false;
      text.remove_prefix(1);
    }
  }
  return gap ? groups < 8 : groups == 8;
}

bool is_hostname(std::string_view text) { return is_name(text, kLongestName, is_host_label); }

// The full stops of RFC 3490 §3.1 separate labels. The Bidi rule holds for each label by itself.
bool is_idn_hostname(std::string_view text) {
  constexpr std::string_view kStops[] = {"\u3002", "\uff0e", "\uff61"};
  std::string name(text);
  for (const std::string_view stop : kStops)
    for (std::size_t at = name.find(stop); at != name.npos; at = name.find(stop, at))
      name.replace(at, stop.size(), ".");
  std::size_t size = 0;
  const auto is_one = [&](std::string_view label) {
    if (std::ranges::none_of(label, is_beyond_ascii)) {
      size += label.size() + 1;
      return is_host_label(label);
    }
    const std::string form = registered(std::string(label), false);
    size += form.size() + 1;
    return !form.empty();
  };
  return is_name(name, 4 * kLongestName, is_one) && size <= kLongestName + 1;  // 4: bytes of a code point
}

bool is_mailbox(std::string_view text) { return is_any_mailbox(text, false); }
bool is_idn_mailbox(std::string_view text) { return is_any_mailbox(text, true); }

bool is_email(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == 0 || at == text.npos || at > kLongestLocal || text.size() > kLongestEmail) return false;
  constexpr std::string_view kPunctuation = ".!#$%&'*+/=?^_`{|}~-";
  const auto local = [&](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || kPunctuation.contains(c); };
  const std::string_view domain = text.substr(at + 1);
  return std::ranges::all_of(text.substr(0, at), local) && domain.contains('.') &&
         is_name(domain, kLongestEmail, is_ascii_label);
}

}  // namespace tenstone::validation
