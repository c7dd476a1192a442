#include "tenstone/config/units.hpp"

#include <charconv>
#include <fmt/core.h>
#include <span>

namespace tenstone::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
// Of two names of one unit the first is written.
constexpr Unit kTimes[] = {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000},
                           {"m", 60'000},     {"s", 1'000},     {"ms", 1}};
constexpr Unit kSizes[] = {{"GiB", 1ull << 30}, {"MiB", 1ull << 20}, {"KiB", 1ull << 10}, {"B", 1}};

std::optional<std::uint64_t> parse(std::string_view text, std::span<const Unit> units, std::uint64_t most) {
  std::uint64_t count = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc()) return std::nullopt;
  const std::string_view name(stop, static_cast<std::size_t>(text.data() + text.size() - stop));
  for (const Unit& unit : units)
    if (unit.name == name && count <= most / unit.factor) return count * unit.factor;
  return std::nullopt;
}

std::string print(std::uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units)
    if (value >= unit.factor && value % unit.factor == 0) return fmt::format("{}{}", value / unit.factor, unit.name);
  return fmt::format("0{}", units.back().name);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto count = parse(text, kTimes, std::numeric_limits<std::int64_t>::max());
  if (!count) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*count));
}
std::optional<ByteSize> parse_byte_size(std::string_view text) {
  const auto count = parse(text, kSizes, std::numeric_limits<std::uint64_t>::max());
  if (!count) return std::nullopt;
  return ByteSize{*count};
}
std::string to_string(std::chrono::milliseconds duration) {
  return print(static_cast<std::uint64_t>(duration.count()), kTimes);
}
std::string to_string(ByteSize size) { return print(size.bytes, kSizes); }

}  // namespace tenstone::config

namespace tenstone::validation {
namespace {

template <class T, class Rules>
void read_unit(Reader& in, T& out, const Rules& rules, const At& at, Issues& issues,
               std::optional<T> (*parse)(std::string_view), std::string_view expected) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  const std::optional<T> value = parse(text);
  if (!value) return issues.add(at, "unit", fmt::format("must be {}", expected));
  out = *value;
  if (out < rules.lowest)
    issues.add(at, "range", fmt::format("must be at least {}", config::to_string(rules.lowest)));
  else if (out > rules.highest)
    issues.add(at, "range", fmt::format("must be at most {}", config::to_string(rules.highest)));
}

template <class Rules>
void describe_unit(Description& out, const Rules& rules, const Rules& widest, std::string_view pattern,
                   std::string_view meaning) {
  out.type("string").say("pattern", pattern);
  std::string text(meaning);
  if (rules.lowest > widest.lowest) text += fmt::format(", at least {}", config::to_string(rules.lowest));
  if (rules.highest < widest.highest) text += fmt::format(", at most {}", config::to_string(rules.highest));
  out.say("description", text);
}

}  // namespace

void Codec<std::chrono::milliseconds>::read(Reader& in, std::chrono::milliseconds& out, const Rules& rules,
                                            const At& at, Issues& issues) {
  read_unit(in, out, rules, at, issues, &config::parse_duration,
            "a duration with its unit, such as 250ms, 30s, 5min or 12h");
}
void Codec<std::chrono::milliseconds>::write(std::string& out, std::chrono::milliseconds value) {
  write_string(out, config::to_string(value));
}
void Codec<std::chrono::milliseconds>::describe(Description& out, const Rules& rules) {
  describe_unit(out, rules, Rules(), "^[0-9]+(ms|s|m|min|h|d)$", "A duration such as 250ms, 30s, 5min or 12h");
}
void Codec<config::ByteSize>::read(Reader& in, config::ByteSize& out, const Rules& rules, const At& at,
                                   Issues& issues) {
  read_unit(in, out, rules, at, issues, &config::parse_byte_size, "a size with its unit, such as 512B, 16KiB or 1MiB");
}
void Codec<config::ByteSize>::write(std::string& out, config::ByteSize value) {
  write_string(out, config::to_string(value));
}
void Codec<config::ByteSize>::describe(Description& out, const Rules& rules) {
  describe_unit(out, rules, Rules(), "^[0-9]+(B|KiB|MiB|GiB)$", "A size such as 512B, 16KiB or 1MiB");
}

}  // namespace tenstone::validation
