// Numbers as the bytes of files: little endian, unaligned.
#pragma once
#include <bit>
#include <concepts>
#include <cstring>
#include <string>
#include <string_view>

namespace tenstone::file_cache {

template <std::integral T>
T little(T value) {
  if constexpr (std::endian::native == std::endian::big) return std::byteswap(value);
  return value;
}

template <std::integral T>
void store(char* at, T value) {
  value = little(value);
  std::memcpy(at, &value, sizeof value);
}

template <std::integral T>
T load(const char* at) {
  T value{};
  std::memcpy(&value, at, sizeof value);
  return little(value);
}

template <std::integral T>
void append(std::string& out, T value) {
  char bytes[sizeof value];
  store(bytes, value);
  out.append(bytes, sizeof bytes);
}

// Takes values off the front of `rest`; false: it is too short.
template <std::integral T>
bool take(std::string_view& rest, T& value) {
  if (rest.size() < sizeof value) return false;
  value = load<T>(rest.data());
  rest.remove_prefix(sizeof value);
  return true;
}
inline bool take(std::string_view& rest, std::size_t size, std::string_view& text) {
  if (rest.size() < size) return false;
  text = rest.substr(0, size);
  rest.remove_prefix(size);
  return true;
}

}  // namespace tenstone::file_cache
