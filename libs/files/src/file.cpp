#include "tenstone/files/file.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "tenstone/core/encoding.hpp"

namespace tenstone::files {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_token(char c) { return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").contains(c); }

// Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t n) { return static_cast<unsigned char>(text[i + n]); };
    const unsigned char first = at(0);
    const std::size_t size = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0 || i + size > text.size()) return false;
    for (std::size_t n = 1; n < size; ++n)
      if ((at(n) & 0xC0) != 0x80) return false;
    if ((first == 0xE0 && at(1) < 0xA0) || (first == 0xED && at(1) >= 0xA0) || (first == 0xF0 && at(1) < 0x90) ||
        (first == 0xF4 && at(1) >= 0x90))
      return false;
    i += size;
  }
  return true;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." && is_utf8(name) &&
         std::ranges::none_of(name, [](char c) { return is_control(c) || c == '/' || c == '\\'; });
}

// type "/" subtype, and printable ASCII for the parameters (RFC 9110 §8.3.1): nobody reads them here.
bool is_media_type(std::string_view text) {
  if (text.size() > 200 ||
      std::ranges::any_of(text, [](char c) { return is_control(c) || static_cast<unsigned char>(c) > 0x7E; }))
    return false;
  const std::string_view essence = text.substr(0, text.find_first_of("; "));
  const auto slash = essence.find('/');
  if (slash == essence.npos || slash == 0 || slash + 1 == essence.size()) return false;
  return std::ranges::all_of(essence.substr(0, slash), is_token) &&
         std::ranges::all_of(essence.substr(slash + 1), is_token);
}

}  // namespace

std::string File::etag() const { return '"' + to_hex(sha256) + '"'; }

std::string content_disposition(std::string_view name) {
  std::string plain, encoded;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) plain += c == '"' || c == '\\' || c == '%' ? '_' : c;
    if ((byte & 0xC0) == 0xC0) plain += '_';                                    // one for a character
    if (is_letter_or_digit(c) || std::string_view("!#$&+-.^_`|~").contains(c))  // attr-char of RFC 8187
      encoded += c;
    else
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", byte);
  }
  return fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded);
}

Result<void> check(const NewFile& file) {
  if (file.bytes.size() > kMaxFileBytes) return kFileTooLarge;
  if (!is_name(file.name)) return kInvalidFileName;
  if (!is_media_type(file.content_type)) return kInvalidFileType;
  return {};
}

}  // namespace tenstone::files
