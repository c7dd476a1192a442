#pragma once
#include <chrono>
#include <string_view>

#include "tenstone/core/clock.hpp"

namespace tenstone::http {

// How long an answer asks us to wait: Retry-After (RFC 9110 §10.2.3, seconds or a date) of 429 and 503, at most 24 h.
// Zero: it does not ask, or in a form that is none.
std::chrono::milliseconds asked_pause(int status, std::string_view retry_after, Time now);

}  // namespace tenstone::http
