#include <bit>

#include "epoch.hpp"
#include "oids.hpp"
#include "tenstone/postgres/cell.hpp"

namespace tenstone::postgres {
namespace {

template <class T>
bool big_endian(std::string_view data, T& into) {
  if (data.size() != sizeof(T)) return false;
  std::uint64_t value = 0;
  for (const char c : data) value = value << 8 | static_cast<std::uint8_t>(c);
  into = static_cast<T>(value);
  return true;
}

// Takes `sizeof(T)` bytes off the front.
template <class T>
bool take(std::string_view& data, T& into) {
  if (data.size() < sizeof(T) || !big_endian(data.substr(0, sizeof(T)), into)) return false;
  data.remove_prefix(sizeof(T));
  return true;
}

}  // namespace

bool decode(const Cell& cell, bool& into) {
  if (cell.data.size() != 1) return false;
  into = cell.data[0] != 0;
  return true;
}

bool decode(const Cell& cell, std::int16_t& into) { return big_endian(cell.data, into); }

// The server may send a narrower integer than the member: lengths tell them apart, check_type() has refused the rest.
bool decode(const Cell& cell, std::int32_t& into) {
  std::int16_t narrow = 0;
  if (!big_endian(cell.data, narrow)) return big_endian(cell.data, into);
  into = narrow;
  return true;
}

bool decode(const Cell& cell, std::int64_t& into) {
  std::int32_t narrow = 0;
  if (!decode(cell, narrow)) return big_endian(cell.data, into);
  into = narrow;
  return true;
}

bool decode(const Cell& cell, double& into) {
  std::uint32_t single = 0;
  std::uint64_t bits = 0;
  if (big_endian(cell.data, single)) {
    into = static_cast<double>(std::bit_cast<float>(single));
    return true;
  }
  if (!big_endian(cell.data, bits)) return false;
  into = std::bit_cast<double>(bits);
  return true;
}

bool decode(const Cell& cell, std::string& into) {
  std::string_view text = cell.data;
  if (cell.type == oid::kJsonb) {  // jsonb_send puts its version in front
    if (text.empty() || text[0] != 1) return false;
    text.remove_prefix(1);
  }
  into = text;
  return true;
}

bool decode(const Cell& cell, validation::Json& into) { return decode(cell, into.text); }

bool decode(const Cell& cell, Time& into) {
  std::int64_t micros = 0;
  if (!big_endian(cell.data, micros)) return false;
  using Limits = std::numeric_limits<std::int64_t>;
  const bool infinite = micros == Limits::max() || micros == Limits::min();
  if (!infinite && micros > Limits::max() - kEpoch2000) return false;
  into = Time(std::chrono::microseconds(infinite ? micros : micros + kEpoch2000));
  return true;
}

bool decode(const Cell& cell, Uuid& into) {
  if (cell.data.size() != into.bytes.size()) return false;
  std::copy(cell.data.begin(), cell.data.end(), into.bytes.begin());
  return true;
}

bool decode(const Cell& cell, Bytes& into) {
  into.value = cell.data;
  return true;
}

std::optional<std::vector<Cell>> split_array(const Cell& cell) {
  std::string_view data = cell.data;
  std::int32_t dimensions = 0, flags = 0, count = 0, lower = 0;
  std::uint32_t type = 0;
  if (!take(data, dimensions) || !take(data, flags) || !take(data, type)) return std::nullopt;
  std::vector<Cell> elements;
  if (dimensions == 0) return elements;
  if (dimensions != 1 || !take(data, count) || !take(data, lower) || count < 0) return std::nullopt;
  // Every element takes at least its length: a damaged count cannot ask for more memory than came.
  if (static_cast<std::size_t>(count) > data.size() / sizeof(std::int32_t)) return std::nullopt;
  elements.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i) {
    std::int32_t length = 0;
    if (!take(data, length) || length < -1) return std::nullopt;
    const std::size_t size = length < 0 ? 0 : static_cast<std::size_t>(length);
    if (size > data.size()) return std::nullopt;
    elements.push_back({.data = data.substr(0, size), .type = type, .null = length < 0});
    data.remove_prefix(size);
  }
  return elements;
}

}  // namespace tenstone::postgres
