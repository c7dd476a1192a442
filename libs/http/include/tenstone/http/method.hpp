#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::http {

// All that is answered; any other method is refused with 501.
enum class Method : std::uint8_t { Get, Head, Post, Put, Patch, Delete, Options };
inline constexpr std::size_t kMethods = 7;

std::string_view to_string(Method method);                  // "GET"
std::optional<Method> parse_method(std::string_view text);  // case-sensitive, as RFC 9110 §9.1 wants it

// A set of methods, and the value of an Allow header: "GET, HEAD, OPTIONS".
class MethodSet {
 public:
  void add(Method method) { bits_ |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(method)); }
  bool has(Method method) const { return (bits_ >> static_cast<unsigned>(method) & 1U) != 0; }
  bool empty() const { return bits_ == 0; }
  std::string allow() const;

 private:
  std::uint8_t bits_ = 0;
};

}  // namespace tenstone::http
