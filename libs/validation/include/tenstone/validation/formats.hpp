// Whether a text has a format. Used by the fields of typed schemas (rules.hpp) and by JSON Schema's keyword "format".
// None of them allocates, but for names of hosts that begin with "xn--" and the international ones. The text is UTF-8.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenstone::validation {

// RFC 3339 §5.6: a date and a time with its offset. Second 60 only as the last one of a day in UTC.
bool is_date_time(std::string_view text);
bool is_date(std::string_view text);      // "2026-11-22"
bool is_time(std::string_view text);      // with its offset: "08:15:00Z"
bool is_duration(std::string_view text);  // RFC 3339, appendix A: "P1DT12H"
bool is_uuid(std::string_view text);      // RFC 9562, in the form of 36 characters

bool is_ipv4(std::string_view text);      // "192.0.2.1"
bool is_ipv6(std::string_view text);      // RFC 4291 §2.2, without a zone
bool is_hostname(std::string_view text);  // RFC 1123 §2.1; a label that begins with "xn--" must be Unicode indeed
bool is_idn_hostname(std::string_view text);

// As browsers check it (HTML Living Standard, input type=email), at most 254 bytes, and with a dot in the domain.
bool is_email(std::string_view text);
// RFC 5321 §4.1.2, as JSON Schema has it: also quoted names, addresses in brackets and domains without a dot, but no
// two dots in a row.
bool is_mailbox(std::string_view text);
bool is_idn_mailbox(std::string_view text);  // RFC 6531

bool is_uri(std::string_view text);            // RFC 3986, with a scheme
bool is_uri_reference(std::string_view text);  // with or without one
bool is_iri(std::string_view text);            // RFC 3987
bool is_iri_reference(std::string_view text);
bool is_uri_template(std::string_view text);  // RFC 6570

// Those that a text field may ask for.
enum class TextFormat : std::uint8_t {
  None,
  Email,
  Uuid,
  Uri,
  DateTime,
  Date,
  TimeOfDay,
  Duration,
  Ipv4,
  Ipv6,
  Ip,
  Hostname
};
struct FormatRule {
  std::string_view code;  // of its issue
  bool (*holds)(std::string_view text);
  std::string_view keyword, value;  // of JSON Schema; the value is JSON
  std::string_view message;
};
const FormatRule& rule_of(TextFormat format);  // not of None

}  // namespace tenstone::validation
