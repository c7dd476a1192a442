// What a parsed value can do.
#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <span>

#include "tenstone/core/random.hpp"
#include "tenstone/json_schema/document.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::json_schema {

using validation::write_string;
namespace {

__extension__ using Product = unsigned __int128;

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const Product product = Product{a} * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}
std::uint64_t load8(const char* at) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, 8);
  return out;
}
std::uint64_t load4(const char* at) {
  std::uint32_t out = 0;
  std::memcpy(&out, at, 4);
  return out;
}

// Of this process: nobody can make up names that fall into one slot.
std::uint64_t secret() {
  std::array<std::uint64_t, 1> out{};
  random_bytes(std::as_writable_bytes(std::span(out)));
  return out[0];
}

}  // namespace

// After wyhash (github.com/wangyi-fudan/wyhash, public domain), whose constant this is.
std::uint64_t hash_text(std::string_view text) {
  constexpr std::uint64_t kSecond = 0xe7037ed1a0b428db;
  static const std::uint64_t kFirst = secret();
  const std::size_t size = text.size();
  const char* at = text.data();
  std::uint64_t a = 0, b = 0, seed = kFirst;
  if (size > 16) {
    std::size_t left = size;
    for (; left > 16; left -= 16, at += 16) seed = mix(load8(at) ^ kSecond, load8(at + 8) ^ seed);
    a = load8(text.data() + size - 16);
    b = load8(text.data() + size - 8);
  } else if (size >= 8) {
    a = load8(at);
    b = load8(at + size - 8);
  } else if (size >= 4) {
    a = load4(at);
    b = load4(at + size - 4);
  } else if (size > 0) {
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
    a = byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
  }
  return mix(kSecond ^ size, mix(a ^ kSecond, b ^ seed));
}

const Node* Node::find(std::string_view key) const {
  if (kind != Kind::Object) return nullptr;
  const Node* end = next();
  for (const Node* each = this + 1; each != end; each = each[1].next())
    if (each->view() == key) return each + 1;
  return nullptr;
}

void write_json(std::string& out, const Node& value) {
  constexpr int kMostZeros = 20;
  const auto number = [&](std::string_view digits) {
    const bool negative = digits.starts_with('-');
    const auto whole = static_cast<std::int64_t>(digits.size() - (negative ? 1 : 0)) + value.exponent;
    if (value.exponent >= 0 && value.exponent <= kMostZeros) {
      out.append(digits).append(static_cast<std::size_t>(value.exponent), '0');
    } else if (value.exponent < 0 && whole > 0) {
      const std::size_t point = digits.size() - static_cast<std::size_t>(-std::int64_t{value.exponent});
      out.append(digits.substr(0, point)).append(1, '.').append(digits.substr(point));
    } else if (value.exponent < 0 && whole > -kMostZeros) {
      out.append(negative ? "-0." : "0.").append(static_cast<std::size_t>(-whole), '0').append(digits.substr(negative));
    } else {
      fmt::format_to(std::back_inserter(out), "{}e{}", digits, value.exponent);
    }
  };
  const Node* end = value.next();
  switch (value.kind) {
    case Kind::Null: out += "null"; return;
    case Kind::False: out += "false"; return;
    case Kind::True: out += "true"; return;
    case Kind::Number: return number(std::to_string(value.coefficient));
    case Kind::LongNumber: return number(value.view());
    case Kind::String: return write_string(out, value.view());
    case Kind::Array:
      out += '[';
      for (const Node* each = &value + 1; each != end; each = each->next()) {
        if (each != &value + 1) out += ',';
        write_json(out, *each);
      }
      out += ']';
      return;
    case Kind::Object:
      out += '{';
      for (const Node* key = &value + 1; key != end; key = key[1].next()) {
        if (key != &value + 1) out += ',';
        write_string(out, key->view());
        out += ':';
        write_json(out, key[1]);
      }
      out += '}';
      return;
  }
}

}  // namespace tenstone::json_schema
