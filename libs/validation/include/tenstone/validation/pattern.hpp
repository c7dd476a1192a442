// The pattern of a text field, known while compiling: text().pattern<"[A-Z]{3}-[0-9]{4}">(). It matches the whole text.
//
// An expression that is a row of sets with counts ("[A-Z]{3}-[0-9]{4}", "[a-z][a-z0-9]*") becomes code that looks at
// each byte once. RE2 matches any other one, in linear time: it is compiled before main() begins.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "tenstone/validation/fixed_text.hpp"
#include "tenstone/validation/pattern_syntax.hpp"
#include "tenstone/validation/regex.hpp"

namespace tenstone::validation {

// As a rule of a text holds it.
struct TextPattern {
  bool (*matches)(std::string_view text) = nullptr;
  std::string_view source = {};
};

// As the keyword "pattern" of JSON Schema, which looks anywhere in a text: "^(?:...)$".
std::string exported_pattern(std::string_view source);

// An expression of the program itself, which matches whole texts by RE2.
class WholeRegex {
 public:
  explicit WholeRegex(std::string_view ecma);  // what RE2 refuses ends the program: the expression is written to stderr
  bool matches(std::string_view text) const { return regex_.matches(text); }

 private:
  Regex regex_;
};

template <std::size_t N>
struct ParsedPattern {
  std::array<PatternStep, N> steps = {};
  std::size_t count = 0;
  PatternFault fault = {};
  bool greedy = false;
};
template <std::size_t N>
constexpr ParsedPattern<N> parse_pattern(std::string_view source) {
  ParsedPattern<N> out;
  PatternParser parser(source, out.steps);
  out.fault = parser.parse();
  out.greedy = out.fault == PatternFault::None && parser.is_greedy();
  out.count = parser.steps().size();
  return out;
}

template <PatternStep Step>
bool take(const char*& at, const char* end) {
  if constexpr (Step.least == 1 && Step.most == 1) {
    return at != end && Step.set.has(*at++);
  } else {
    const char* const begin = at;
    if (Step.most != PatternStep::kUnbounded && end - at > Step.most) end = at + Step.most;
    while (at != end && Step.set.has(*at)) ++at;
    return at - begin >= Step.least;
  }
}

template <FixedText Source>
class PatternOf {
  static constexpr auto kParsed = parse_pattern<sizeof(Source.text)>(Source.view());

 public:
  static constexpr PatternFault kFault = kParsed.fault;

  static bool matches(std::string_view text) {
    if constexpr (kParsed.greedy) {
      const char* at = text.data();
      const char* const end = at + text.size();
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (... && take<kParsed.steps[I]>(at, end)) && at == end;
      }(std::make_index_sequence<kParsed.count>());
    } else {
      (void)at_start;
      return regex().matches(text);
    }
  }

 private:
  static const WholeRegex& regex() {
    static const WholeRegex made(Source.view());
    return made;
  }
  static inline const WholeRegex& at_start = regex();
};

// So that the line of a failed static_assert names the pattern and its fault.
template <FixedText Source, PatternFault Fault = PatternOf<Source>::kFault>
constexpr TextPattern pattern_of() {
  static_assert(Fault == PatternFault::None, "this is no regular expression that can be matched: see its PatternFault");
  if constexpr (Fault == PatternFault::None) return {&PatternOf<Source>::matches, Source.view()};
  return {};
}

}  // namespace tenstone::validation
