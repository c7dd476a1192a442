#include "log_output.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/core/console.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

constexpr std::uint64_t kBarWidth = 50;

std::string prefixed(std::string_view lines, std::string_view prefix) {
  std::string out;
  for (std::size_t from = 0; from <= lines.size();) {
    const std::size_t end = std::min(lines.find('\n', from), lines.size());
    (out += prefix) += lines.substr(from, end - from);
    out += '\n';
    from = end + 1;
  }
  return out;
}

}  // namespace

std::string shown(const log_view::EntryAnswer& entry, bool json, std::string_view prefix) {
  if (json) return console::printable_lines(validation::to_json(entry)) + '\n';
  return prefixed(console::printable_lines(entry.raw), prefix);
}

std::string bars(const log_view::HistogramAnswer& histogram) {
  std::uint64_t most = 1;
  for (const log_view::Bucket& each : histogram.data) most = std::max(most, each.entries);
  std::string out;
  for (const log_view::Bucket& each : histogram.data) {
    const std::uint64_t width = (each.entries * kBarWidth + most - 1) / most;  // what there is shows
    out += fmt::format("{}Z  {:>9}  {}", to_rfc3339(each.from).substr(0, 19), each.entries, std::string(width, '#'));
    if (each.errors > 0) out += fmt::format("  {} errors", each.errors);
    out += '\n';
  }
  if (histogram.untimed > 0) out += fmt::format("{} entries have no time\n", histogram.untimed);
  return out;
}

}  // namespace tenstone::cli
