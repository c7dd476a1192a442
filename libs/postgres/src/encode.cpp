#include <bit>
#include <stdexcept>

#include "epoch.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/postgres/parameters.hpp"

namespace tenstone::postgres {
namespace {

template <class T>
void big_endian(std::string& out, T value) {
  for (int shift = static_cast<int>(sizeof(T) - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(value >> shift)));
}

}  // namespace

void encode(std::string& out, bool value) { out.push_back(value ? 1 : 0); }
void encode(std::string& out, std::int16_t value) { big_endian(out, static_cast<std::uint16_t>(value)); }
void encode(std::string& out, std::int32_t value) { big_endian(out, static_cast<std::uint32_t>(value)); }
void encode(std::string& out, std::int64_t value) { big_endian(out, static_cast<std::uint64_t>(value)); }
void encode(std::string& out, double value) { big_endian(out, std::bit_cast<std::uint64_t>(value)); }
void encode(std::string& out, const Bytes& value) { out.append(value.value); }
void encode(std::string& out, const Uuid& value) {
  out.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}
void encode(std::string& out, Time value) {
  const std::int64_t micros = value.time_since_epoch().count();
  const bool infinite = value == Time::max() || value == Time::min();
  if (!infinite && micros < std::numeric_limits<std::int64_t>::min() + kEpoch2000)
    throw Failure(Error(kDatabaseError, {}, "a time before the year -290000 cannot be stored"));
  encode(out, infinite ? micros : micros - kEpoch2000);
}

// array_recv: dimensions, has-null flag (ignored), element type; per dimension: size, lower bound.
void encode_array_header(std::string& out, std::size_t count, std::uint32_t element) {
  encode(out, std::int32_t{count == 0 ? 0 : 1});
  encode(out, std::int32_t{0});
  encode(out, static_cast<std::int32_t>(element));
  if (count == 0) return;
  encode(out, static_cast<std::int32_t>(count));
  encode(out, std::int32_t{1});
}

// jsonb_recv: the version of the format, then the text.
void encode(std::string& out, const validation::Json& value) {
  out.push_back(1);
  out.append(value.text);
}

void Parameters::refuse_unnamed(std::int64_t value) {
  throw std::logic_error("the value " + std::to_string(value) + " of an enum has no name in its enumeration schema");
}

void Parameters::append_quoted(std::string& out, std::string_view label) {
  out += '"';
  for (const char c : label) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::size_t Parameters::begin(std::uint32_t type) {
  values_.push_back({.type = type, .length = 0, .offset = buffer_.size(), .binary = true});
  return buffer_.size();
}

void Parameters::end(std::size_t start) { values_.back().length = static_cast<std::int32_t>(buffer_.size() - start); }

void Parameters::set_length(std::size_t at) {
  std::string length;
  encode(length, static_cast<std::int32_t>(buffer_.size() - at - sizeof(std::int32_t)));
  buffer_.replace(at, length.size(), length);
}

void Parameters::add_null(std::uint32_t type) {
  values_.push_back({.type = type, .length = -1, .offset = 0, .binary = true});
}

void Parameters::add_text(std::string_view text) {
  const std::size_t start = begin(0);
  add_raw_text(text);
  end(start);
  values_.back().binary = false;
  buffer_.push_back('\0');  // libpq takes the length of a text by its end
}

void Parameters::add_raw_text(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) throw Failure(kUnstorableText);
  buffer_.append(text);
}

}  // namespace tenstone::postgres
