#pragma once
#include <string>

#include "tenstone/core/clock.hpp"

namespace tenstone::http {

std::string to_http_date(Time time);  // IMF-fixdate, RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT"

}  // namespace tenstone::http
