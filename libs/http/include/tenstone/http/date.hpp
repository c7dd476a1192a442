#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"

namespace tenstone::http {

std::string to_http_date(Time time);  // IMF-fixdate, RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"
// All three forms of that section. nullopt: it is none.
std::optional<Time> parse_http_date(std::string_view text);

}  // namespace tenstone::http
