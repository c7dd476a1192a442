// What a plain scalar means by the core schema of YAML 1.2.2 (§10.3.2).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace tenstone::platform {

struct YamlScalar {
  enum class Kind : std::uint8_t { Null, Boolean, Integer, Float, Text, NotJson } kind;
  // The value as JSON, each digit of a number kept. Of NotJson, which is .inf, .nan, and a hexadecimal or octal number
  // of more than 64 bits: the fault.
  std::string json;
};

YamlScalar plain_scalar(std::string_view text);

}  // namespace tenstone::platform
