#include "tenstone/validation/formats.hpp"

#include <array>
#include <cstddef>

namespace tenstone::validation {
namespace {

bool is_ip(std::string_view text) { return is_ipv4(text) || is_ipv6(text); }

// In the order of TextFormat, without None.
constexpr std::array<FormatRule, 11> kRules = {{
    {"email", is_email, "format", R"("email")", "must be an e-mail address such as mia@example.org"},
    {"uuid", is_uuid, "format", R"("uuid")", "must be a UUID such as 0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f"},
    {"uri", is_uri, "format", R"("uri")", "must be a URI with its scheme, such as https://example.org/notes?page=2"},
    {"date_time", is_date_time, "format", R"("date-time")",
     "must be a time with its offset, such as 2026-11-22T08:15:00Z"},
    {"date", is_date, "format", R"("date")", "must be a date such as 2026-11-22"},
    {"time_of_day", is_time, "format", R"("time")", "must be a time of day with its offset, such as 08:15:00Z"},
    {"duration", is_duration, "format", R"("duration")", "must be a duration such as P1DT12H or PT30M"},
    {"ipv4", is_ipv4, "format", R"("ipv4")", "must be an IPv4 address such as 192.0.2.1"},
    {"ipv6", is_ipv6, "format", R"("ipv6")", "must be an IPv6 address such as 2001:db8::1"},
    {"ip", is_ip, "anyOf", R"([{"format":"ipv4"},{"format":"ipv6"}])",
     "must be an IP address such as 192.0.2.1 or 2001:db8::1"},
    {"hostname", is_hostname, "format", R"("hostname")", "must be the name of a host such as www.example.org"},
}};

}  // namespace

const FormatRule& rule_of(TextFormat format) { return kRules.at(static_cast<std::size_t>(format) - 1); }

}  // namespace tenstone::validation
