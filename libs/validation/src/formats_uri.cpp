// RFC 3986 (URI), RFC 3987 (IRI), RFC 6570 (templates).
#include <algorithm>
#include <string>

#include "tenstone/validation/formats.hpp"

namespace tenstone::validation {
namespace {

bool is_alpha(char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_number_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_number_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
bool is_one_of(char c, std::string_view characters) { return c != '\0' && characters.find(c) != characters.npos; }
bool is_unreserved(char c) { return is_alpha(c) || is_number_digit(c) || is_one_of(c, "-._~"); }
constexpr std::string_view kSubDelims = "!$&'()*+,;=";

bool is_private(std::uint32_t code) {
  return (code >= 0xE000 && code <= 0xF8FF) || (code >= 0xF0000 && (code & 0xFFFF) <= 0xFFFD);
}
bool is_ucschar(std::uint32_t code) {
  if (code < 0x10000)
    return code >= 0xA0 && code <= 0xFFEF && !(code >= 0xD800 && code < 0xF900) && !(code >= 0xFDD0 && code < 0xFDF0);
  return code < 0xF0000 && (code & 0xFFFF) <= 0xFFFD && !(code >= 0xE0000 && code < 0xE1000);
}

// Takes one code point from the front of valid UTF-8.
std::uint32_t take_code_point(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  std::uint32_t code = size == 1 ? lead : lead & (0x7F >> size);
  for (std::size_t i = 1; i < size && i < text.size(); ++i)
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3F);
  text.remove_prefix(std::min(size, text.size()));
  return code;
}

// Unreserved characters, sub-delimiters, %XX and `more`; in an IRI also those beyond ASCII.
struct UriCharacters {
  bool iri;
  bool all(std::string_view text, std::string_view more, bool privates = false) const {
    while (!text.empty()) {
      const char c = text.front();
      if (c == '%') {
        if (text.size() < 3 || !is_hex_digit(text[1]) || !is_hex_digit(text[2])) return false;
        text.remove_prefix(3);
      } else if ((c & 0x80) == 0) {
        if (!is_unreserved(c) && !is_one_of(c, kSubDelims) && !is_one_of(c, more)) return false;
        text.remove_prefix(1);
      } else {
        const std::uint32_t code = take_code_point(text);
        if (!iri || (!is_ucschar(code) && !(privates && is_private(code)))) return false;
      }
    }
    return true;
  }
};

bool is_host(std::string_view host, UriCharacters characters) {
  if (!host.starts_with('[')) return characters.all(host, "");
  if (!host.ends_with(']')) return false;
  host = host.substr(1, host.size() - 2);
  if (!host.starts_with('v') && !host.starts_with('V')) return is_ipv6(host);
  const std::size_t dot = host.find('.');
  return dot != host.npos && dot > 1 && dot + 1 < host.size() &&
         std::ranges::all_of(host.substr(1, dot - 1), is_hex_digit) &&
         std::ranges::all_of(host.substr(dot + 1),
                             [](char c) { return is_unreserved(c) || is_one_of(c, kSubDelims) || c == ':'; });
}

bool is_authority(std::string_view text, UriCharacters characters) {
  if (const std::size_t mark = text.find('@'); mark != text.npos) {
    if (!characters.all(text.substr(0, mark), ":")) return false;
    text.remove_prefix(mark + 1);
  }
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == text.npos ? 0 : bracket);
  if (colon == text.npos) return is_host(text, characters);
  return is_host(text.substr(0, colon), characters) && std::ranges::all_of(text.substr(colon + 1), is_number_digit);
}

bool is_reference(std::string_view text, bool absolute, bool iri) {
  const UriCharacters characters{iri};
  if (const std::size_t mark = text.find('#'); mark != text.npos) {
    if (!characters.all(text.substr(mark + 1), ":@/?")) return false;
    text = text.substr(0, mark);
  }
  if (const std::size_t mark = text.find('?'); mark != text.npos) {
    if (!characters.all(text.substr(mark + 1), ":@/?", true)) return false;
    text = text.substr(0, mark);
  }
  const std::size_t colon = text.find(':');
  const bool has_scheme = colon != text.npos && colon < text.find('/');
  if (has_scheme) {
    const std::string_view scheme = text.substr(0, colon);
    const auto fits = [](char c) { return is_alpha(c) || is_number_digit(c) || is_one_of(c, "+-."); };
    if (scheme.empty() || !is_alpha(scheme.front()) || !std::ranges::all_of(scheme, fits)) return false;
    text.remove_prefix(colon + 1);
  } else if (absolute) {
    return false;
  }
  if (text.starts_with("//")) {
    const std::size_t end = std::min(text.find('/', 2), text.size());
    if (!is_authority(text.substr(2, end - 2), characters)) return false;
    text.remove_prefix(end);
  }
  return characters.all(text, ":@/");
}

bool is_expression(std::string_view text) {
  if (!text.empty() && is_one_of(text.front(), "+#./;?&=,!@|")) text.remove_prefix(1);
  const auto take_character = [&] {  // of a name
    const bool escape = text.size() >= 3 && text[0] == '%' && is_hex_digit(text[1]) && is_hex_digit(text[2]);
    if (!escape && (text.empty() || !(is_alpha(text[0]) || is_number_digit(text[0]) || text[0] == '_'))) return false;
    text.remove_prefix(escape ? 3 : 1);
    return true;
  };
  while (true) {
    if (!take_character()) return false;
    while (!text.empty() && text.front() != ',' && text.front() != ':' && text.front() != '*') {
      if (text.front() == '.') text.remove_prefix(1);
      if (!take_character()) return false;
    }
    if (text.starts_with('*')) {
      text.remove_prefix(1);
    } else if (text.starts_with(':')) {
      std::size_t digits = 1;
      while (digits < text.size() && is_number_digit(text[digits])) ++digits;
      if (digits == 1 || digits > 5 || text[1] == '0') return false;  // 1 to 9999
      text.remove_prefix(digits);
    }
    if (text.empty()) return true;
    if (text.front() != ',') return false;
    text.remove_prefix(1);
  }
}

}  // namespace

bool is_uri(std::string_view text) { return is_reference(text, true, false); }
bool is_uri_reference(std::string_view text) { return is_reference(text, false, false); }
bool is_iri(std::string_view text) { return is_reference(text, true, true); }
bool is_iri_reference(std::string_view text) { return is_reference(text, false, true); }

bool is_uri_template(std::string_view text) {
  while (!text.empty()) {
    const char c = text.front();
    if (c == '{') {
      const std::size_t end = text.find('}');
      if (end == text.npos || !is_expression(text.substr(1, end - 1))) return false;
      text.remove_prefix(end + 1);
    } else if (c == '%') {
      if (text.size() < 3 || !is_hex_digit(text[1]) || !is_hex_digit(text[2])) return false;
      text.remove_prefix(3);
    } else if ((c & 0x80) == 0) {
      if (c <= ' ' || c == 0x7F || is_one_of(c, "\"<>\\^`|}")) return false;
      text.remove_prefix(1);
    } else if (const std::uint32_t code = take_code_point(text); !is_ucschar(code) && !is_private(code)) {
      return false;
    }
  }
  return true;
}

}  // namespace tenstone::validation
