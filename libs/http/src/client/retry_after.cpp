#include "tenstone/http/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "tenstone/http/date.hpp"

namespace tenstone::http {

std::chrono::milliseconds asked_pause(int status, std::string_view retry_after, Time now) {
  using namespace std::chrono_literals;
  using std::chrono::milliseconds;
  constexpr milliseconds kLongest = 24h;
  if (status != 429 && status != 503) return 0ms;
  milliseconds asked{0};
  std::int64_t seconds = 0;
  const char* const end = retry_after.data() + retry_after.size();
  const auto read = std::from_chars(retry_after.data(), end, seconds);
  if (read.ptr == end && read.ec == std::errc()) {
    asked = std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 24 * 3600));
  } else if (read.ptr == end && read.ec == std::errc::result_out_of_range) {
    asked = kLongest;
  } else if (const auto date = parse_http_date(retry_after)) {
    asked = std::chrono::ceil<milliseconds>(*date - now);
  }
  return std::clamp(asked, milliseconds(0), kLongest);
}

}  // namespace tenstone::http
