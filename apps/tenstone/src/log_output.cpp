#include "log_output.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

constexpr std::uint64_t kBarWidth = 50;

unsigned byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

// The length of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const unsigned first = byte_at(text, 0), second = byte_at(text, 1);
  const auto continues = [&](std::size_t i) { return (byte_at(text, i) & 0xC0U) == 0x80; };
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !continues(1)) return 0;
  if (first < 0xE0) return 2;
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);  // of Unicode
  if (is_overlong || is_outside || !continues(2)) return 0;
  if (first < 0xF0) return 3;
  return continues(3) ? 4 : 0;
}

bool is_control(std::string_view sequence) {
  const unsigned first = byte_at(sequence, 0);
  if (first == '\t' || first == '\n') return false;
  return first < 0x20 || first == 0x7F || (first == 0xC2 && byte_at(sequence, 1) < 0xA0);
}

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

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0 || is_control(sequence))
      for (std::size_t i = 0; i < sequence.size(); ++i) out += fmt::format("\\x{:02x}", byte_at(sequence, i));
    else
      out += sequence;
    text.remove_prefix(sequence.size());
  }
  return out;
}

std::string shown(const log_view::EntryAnswer& entry, bool json, std::string_view prefix) {
  if (json) return validation::to_json(entry) + '\n';
  return prefixed(printable(entry.raw), prefix);
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
