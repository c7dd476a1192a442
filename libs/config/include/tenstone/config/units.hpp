// Values with a unit: "250ms", "30s", "5min", "12h", "7d" and "512B", "16KiB", "1MiB", "2GiB". A bare number is
// refused, for nobody can see what it counts.
#pragma once
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/validation/codec.hpp"

namespace tenstone::config {

struct ByteSize {
  std::uint64_t bytes = 0;
  friend auto operator<=>(const ByteSize&, const ByteSize&) = default;
};

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);  // not negative
std::optional<ByteSize> parse_byte_size(std::string_view text);
std::string to_string(std::chrono::milliseconds duration);  // in the largest unit that divides it: "90s", "5min"
std::string to_string(ByteSize size);

template <class T>
struct Between {
  T lowest, highest;
  template <class Self>
  constexpr Self range(this Self self, T least, T most) {
    self.lowest = least, self.highest = most;
    return self;
  }
};

}  // namespace tenstone::config

namespace tenstone::validation {

// Issues of both: type, unit, range.
template <>
struct Codec<std::chrono::milliseconds> {
  struct Rules : config::Between<std::chrono::milliseconds> {
    constexpr Rules() : Between{std::chrono::milliseconds(0), std::chrono::milliseconds::max()} {}
  };
  static void read(Reader& in, std::chrono::milliseconds& out, const Rules& rules, const At& at, Issues& issues);
  static void write(std::string& out, std::chrono::milliseconds value);
  static void describe(Description& out, const Rules& rules);
};

template <>
struct Codec<config::ByteSize> {
  struct Rules : config::Between<config::ByteSize> {
    constexpr Rules() : Between{{0}, {std::numeric_limits<std::uint64_t>::max()}} {}
  };
  static void read(Reader& in, config::ByteSize& out, const Rules& rules, const At& at, Issues& issues);
  static void write(std::string& out, config::ByteSize value);
  static void describe(Description& out, const Rules& rules);
};

}  // namespace tenstone::validation
