#include "delivery_plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "tenstone/http/date.hpp"

namespace tenstone::webhooks {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::array<milliseconds, 9> kPauses = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
constexpr milliseconds kLongestAskedPause = 24h;

milliseconds part_of(milliseconds whole, double random) {
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(whole.count()) * random));
}

}  // namespace

milliseconds pause_after_try(int tries, double random) {
  const auto index = static_cast<std::size_t>(std::clamp(tries, 1, static_cast<int>(kPauses.size())) - 1);
  return kPauses[index] + part_of(kPauses[index] / 10, random);
}

milliseconds asked_pause(int status, std::string_view retry_after, Time now) {
  if (status != 429 && status != 503) return 0ms;
  milliseconds asked{0};
  std::int64_t seconds = 0;
  const char* const end = retry_after.data() + retry_after.size();
  const auto read = std::from_chars(retry_after.data(), end, seconds);
  if (read.ptr == end && read.ec == std::errc()) {
    asked = std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 24 * 3600));
  } else if (read.ptr == end && read.ec == std::errc::result_out_of_range) {
    asked = kLongestAskedPause;
  } else if (const auto date = http::parse_http_date(retry_after)) {
    asked = std::chrono::ceil<milliseconds>(*date - now);
  }
  return std::clamp(asked, milliseconds(0), kLongestAskedPause);
}

milliseconds pause_before_place(int attempt, double random) {
  return (1s + part_of(4s, random)) * (1 << std::clamp((attempt - 1) / 2, 0, 4));
}

}  // namespace tenstone::webhooks
