#include "tenstone/rate_limit/policy.hpp"

#include <array>
#include <charconv>
#include <fmt/core.h>

namespace tenstone::rate_limit {
namespace {

struct Unit {
  std::string_view name;
  std::chrono::seconds window;
};
constexpr std::array kUnits = {Unit{"s", std::chrono::seconds(1)}, Unit{"min", std::chrono::minutes(1)},
                               Unit{"h", std::chrono::hours(1)}, Unit{"d", std::chrono::hours(24)}};
constexpr std::int64_t kMostASecond = 1'000'000;

}  // namespace

std::optional<Rate> parse_rate(std::string_view text) {
  std::int64_t limit = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  std::string_view rest(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
  if (error != std::errc() || limit <= 0 || !rest.starts_with('/')) return std::nullopt;
  rest.remove_prefix(1);
  for (const Unit& unit : kUnits)
    if (rest == unit.name && limit / unit.window.count() <= kMostASecond) return Rate{limit, unit.window};
  return std::nullopt;
}

std::string to_string(const Rate& rate) {
  for (const Unit& unit : kUnits)
    if (unit.window == rate.window) return fmt::format("{}/{}", rate.limit, unit.name);
  return fmt::format("{}/{}s", rate.limit, rate.window.count());
}

}  // namespace tenstone::rate_limit
