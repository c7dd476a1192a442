// ECMA-262 regular expressions, carried out by RE2.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace tenstone::validation {

// An expression with the flag u in RE2's syntax.
struct RegexTranslation {
  enum class Kind : std::uint8_t { Fine, Invalid, Unsupported } kind = Kind::Fine;
  std::string re2 = {};
  std::string fault = {};  // why it is Invalid, or valid and Unsupported
};
RegexTranslation translate_regex(std::string_view ecma);

class Regex {
 public:
  // `memory`: bytes that its automata may take. A fault: it needs more.
  static std::unique_ptr<re2::RE2> compile(const std::string& re2, std::int64_t memory);

  explicit Regex(std::unique_ptr<re2::RE2> re);
  Regex(Regex&&) noexcept;
  ~Regex();

  bool matches(std::string_view text) const;  // anywhere in it
  // What matching a text of this size may cost at most, where a step is some 64 characters of an automaton's state.
  std::uint64_t steps(std::size_t size) const { return 1 + size * weight_ / 64; }

 private:
  std::unique_ptr<re2::RE2> re_;
  std::uint64_t weight_;
};

}  // namespace tenstone::validation
