// A string literal as a template argument: text().pattern<"[a-z]+">().
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tenstone::validation {

template <std::size_t N>
struct FixedText {
  char text[N] = {};
  consteval FixedText(const char (&literal)[N]) { std::ranges::copy(literal, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

}  // namespace tenstone::validation
