#include "formats.hpp"

#include <algorithm>

#include "tenstone/validation/formats.hpp"
#include "tenstone/validation/regex.hpp"

namespace tenstone::json_schema {
namespace {

bool is_pointer_digit(char c) { return c >= '0' && c <= '9'; }

bool is_json_pointer(std::string_view text) {
  if (!text.empty() && text.front() != '/') return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))) return false;
  return true;
}

bool is_relative_json_pointer(std::string_view text) {
  const bool zero = text.starts_with('0');
  std::size_t digits = 0;
  while (digits < text.size() && is_pointer_digit(text[digits])) ++digits;
  if (digits == 0 || (zero && digits > 1)) return false;
  text.remove_prefix(digits);
  return text == "#" || is_json_pointer(text);
}

bool is_ecma_regex(std::string_view text) {
  return validation::translate_regex(text).kind != validation::RegexTranslation::Kind::Invalid;
}

constexpr SchemaFormat kFormats[] = {{"date-time", validation::is_date_time},
                                     {"date", validation::is_date},
                                     {"time", validation::is_time},
                                     {"duration", validation::is_duration},
                                     {"email", validation::is_mailbox},
                                     {"idn-email", validation::is_idn_mailbox},
                                     {"hostname", validation::is_hostname},
                                     {"idn-hostname", validation::is_idn_hostname},
                                     {"ipv4", validation::is_ipv4},
                                     {"ipv6", validation::is_ipv6},
                                     {"uri", validation::is_uri},
                                     {"uri-reference", validation::is_uri_reference},
                                     {"iri", validation::is_iri},
                                     {"iri-reference", validation::is_iri_reference},
                                     {"uri-template", validation::is_uri_template},
                                     {"uuid", validation::is_uuid},
                                     {"json-pointer", is_json_pointer},
                                     {"relative-json-pointer", is_relative_json_pointer},
                                     {"regex", is_ecma_regex}};

}  // namespace

std::optional<std::uint32_t> format_of(std::string_view name) {
  const auto found = std::ranges::find(kFormats, name, &SchemaFormat::name);
  if (found == std::end(kFormats)) return std::nullopt;
  return static_cast<std::uint32_t>(found - std::begin(kFormats));
}
const SchemaFormat& format_at(std::uint32_t number) { return kFormats[number]; }

}  // namespace tenstone::json_schema
