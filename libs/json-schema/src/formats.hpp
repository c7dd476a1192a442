// The formats of JSON Schema 2020-12 (Validation §7.3), all of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenstone::json_schema {

using FormatCheck = bool (*)(std::string_view);
struct SchemaFormat {
  std::string_view name;
  FormatCheck holds;
};
std::optional<std::uint32_t> format_of(std::string_view name);
const SchemaFormat& format_at(std::uint32_t number);

bool is_date_time(std::string_view text);
bool is_date(std::string_view text);
bool is_time(std::string_view text);
bool is_duration(std::string_view text);
bool is_email(std::string_view text);
bool is_idn_email(std::string_view text);
bool is_hostname(std::string_view text);
bool is_idn_hostname(std::string_view text);
bool is_ipv4(std::string_view text);
bool is_ipv6(std::string_view text);
bool is_uri(std::string_view text);
bool is_uri_reference(std::string_view text);
bool is_iri(std::string_view text);
bool is_iri_reference(std::string_view text);
bool is_uri_template(std::string_view text);
bool is_uuid(std::string_view text);
bool is_json_pointer(std::string_view text);
bool is_relative_json_pointer(std::string_view text);
bool is_ecma_regex(std::string_view text);

}  // namespace tenstone::json_schema
