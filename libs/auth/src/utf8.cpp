#include "utf8.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace tenstone::auth {
namespace {

// Calls take(code point) for each. False: the text is not UTF-8.
template <class Take>
bool each_code_point(std::string_view text, Take take) {
  while (!text.empty()) {
    utf8proc_int32_t c = -1;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (length <= 0) return false;
    take(static_cast<char32_t>(c));
    text.remove_prefix(static_cast<std::size_t>(length));
  }
  return true;
}

std::optional<std::string> normalized(std::string_view text, int form) {
  if (text.empty()) return std::string();
  utf8proc_uint8_t* made = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &made, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | form));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(made, &std::free);
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
}

utf8proc_int32_t signed_of(char32_t c) { return static_cast<utf8proc_int32_t>(c); }

}  // namespace

std::optional<std::u32string> code_points(std::string_view text) {
  std::u32string out;
  if (!each_code_point(text, [&](char32_t c) { out.push_back(c); })) return std::nullopt;
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  std::array<utf8proc_uint8_t, 4> bytes{};
  for (const char32_t c : text) {
    const auto length = utf8proc_encode_char(signed_of(c), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
  }
  return out;
}

std::optional<std::size_t> count_code_points(std::string_view text) {
  std::size_t count = 0;
  if (!each_code_point(text, [&](char32_t) { ++count; })) return std::nullopt;
  return count;
}

std::optional<std::string> nfc(std::string_view text) { return normalized(text, 0); }
std::optional<std::string> nfkc(std::string_view text) { return normalized(text, UTF8PROC_COMPAT); }

bool is_word_character(char32_t c) {
  switch (utf8proc_category(signed_of(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND: return !utf8proc_get_property(signed_of(c))->ignorable;
    default: return false;
  }
}

bool is_unprintable(char32_t c) {
  switch (utf8proc_category(signed_of(c))) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN: return true;
    default: return utf8proc_get_property(signed_of(c))->ignorable;
  }
}

char32_t lower_case(char32_t c) { return c == U'ς' ? U'σ' : static_cast<char32_t>(utf8proc_tolower(signed_of(c))); }

}  // namespace tenstone::auth
