// Reads a regular expression while compiling: whether it is well-formed, and whether it is a row of sets of characters,
// each with a count, which needs no automaton (pattern.hpp).
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace tenstone::validation {

// Of ASCII.
struct CharacterSet {
  std::uint64_t low = 0, high = 0;
  constexpr bool has(char c) const {
    const auto code = static_cast<unsigned char>(c);
    return code < 128 && ((code < 64 ? low : high) >> (code % 64) & 1) != 0;
  }
  constexpr void add(std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t code = first; code <= last; ++code) (code < 64 ? low : high) |= std::uint64_t{1} << (code % 64);
  }
  constexpr bool meets(const CharacterSet& other) const { return (low & other.low) != 0 || (high & other.high) != 0; }
};

// So many characters of a set.
struct PatternStep {
  static constexpr std::uint16_t kUnbounded = UINT16_MAX;
  CharacterSet set;
  std::uint16_t least = 1, most = 1;
};

enum class PatternFault : std::uint8_t {
  None,
  ClosesNothing,   // a ')'
  OpenGroup,       // a '(' that is not closed
  OpenClass,       // a '[' that is not closed
  LoneBracket,     // ']', '}': with a backslash before it
  RepeatsNothing,  // '*', '+', '?' or '{' behind nothing that may be repeated
  BadRepetition,   // {…} is {n}, {n,} or {n,m}, with numbers in order and at most 1,000
  BadRange,        // in a class: its ends are two characters in order
  BadEscape,       // only ^$\.*+?()[]{}|/ need a backslash, and '-' in a class
  BadGroup,        // "(?" is followed by ':' or '<name>'
  LookAround,      // takes no linear time, as BackReference
  BackReference
};

// ECMA-262 (2025) §22.2.1 with the flag u, without look-around and back-references. Not found here: two groups of one
// name, and a property that is none; regex.hpp finds them.
class PatternParser {
 public:
  // `steps`: room for as many as `source` has bytes.
  constexpr PatternParser(std::string_view source, std::span<PatternStep> steps) : in_(source), steps_(steps) {}

  constexpr PatternFault parse() {
    while (at_ < in_.size() && fault_ == PatternFault::None) term();
    return fault_ == PatternFault::None && open_ > 0 ? PatternFault::OpenGroup : fault_;
  }
  // When it is well-formed: whether taking as many characters as each step can, one step after the other, matches what
  // the expression matches. So it is when no step of a varying count can take what may follow it.
  constexpr bool is_greedy() const {
    return plain_ && std::ranges::all_of(steps(), [&](const auto& step) { return stops(step); });
  }
  constexpr std::span<const PatternStep> steps() const { return steps_.first(count_); }

 private:
  constexpr bool stops(const PatternStep& step) const {
    if (step.least == step.most) return true;
    for (const PatternStep* next = &step + 1; next != steps_.data() + count_; ++next) {
      if (step.set.meets(next->set)) return false;
      if (next->least > 0) return true;
    }
    return true;
  }

  constexpr void fail(PatternFault fault) { fault_ = fault; }
  constexpr char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }  // '\0': the end
  constexpr bool eat(std::string_view word) {
    if (!in_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  static constexpr bool is_one_of(char c, std::string_view any) { return c != '\0' && any.contains(c); }
  static constexpr bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_decimal_digit(c) || c == '_';
  }

  constexpr void step(const CharacterSet& set) {
    steps_[count_++] = {set, 1, 1};
    repeatable_ = true;
  }
  // What is no step: RE2 matches the whole.
  constexpr void other(bool repeatable = true) {
    plain_ = false;
    repeatable_ = repeatable;
  }

  constexpr void term() {
    const char c = in_[at_];
    if (is_one_of(c, "*+?{")) return quantifier();
    ++at_;
    if (is_one_of(c, "^$|")) return other(false);
    if (is_one_of(c, "]}")) return fail(PatternFault::LoneBracket);
    if (c == '.') return other();
    if (c == '(') return group();
    if (c == ')') return open_-- > 0 ? other() : fail(PatternFault::ClosesNothing);
    if (c == '[') return character_class();
    if (c == '\\') return escape();
    if ((c & 0x80) == 0) return step(one(static_cast<std::uint32_t>(c)));
    while ((peek() & 0xC0) == 0x80) ++at_;
    other();
  }
  static constexpr CharacterSet one(std::uint32_t code) {
    CharacterSet set;
    set.add(code, code);
    return set;
  }

  constexpr void group() {
    ++open_;
    other(false);
    if (!eat("?") || eat(":")) return;
    if (eat("=") || eat("!") || eat("<=") || eat("<!")) return fail(PatternFault::LookAround);
    const std::size_t name = at_ + 1;
    if (!eat("<") || is_decimal_digit(peek())) return fail(PatternFault::BadGroup);
    while (is_name_character(peek())) ++at_;
    if (at_ == name || !eat(">")) fail(PatternFault::BadGroup);
  }

  constexpr void quantifier() {
    constexpr auto kMany = PatternStep::kUnbounded;
    if (!repeatable_) return fail(PatternFault::RepeatsNothing);
    const char c = in_[at_++];
    std::uint16_t least = c == '+' ? 1 : 0, most = c == '?' ? 1 : kMany;
    if (c == '{') {
      if (!number(least)) return;
      most = least;
      if (eat(",")) {
        most = kMany;
        if (peek() != '}' && !number(most)) return;
      }
      if (!eat("}") || least > most) return fail(PatternFault::BadRepetition);
    }
    (void)eat("?");  // few or many: it is the whole text that matches
    repeatable_ = false;
    if (plain_) steps_[count_ - 1].least = least, steps_[count_ - 1].most = most;
  }
  constexpr bool number(std::uint16_t& out) {
    constexpr std::uint32_t kMost = 1000;  // of RE2
    std::uint32_t value = 0;
    const std::size_t begin = at_;
    for (; is_decimal_digit(peek()); ++at_)
      value = std::min(value * 10 + static_cast<std::uint32_t>(peek() - '0'), kMost + 1);
    out = static_cast<std::uint16_t>(value);
    if (at_ == begin || value > kMost) fail(PatternFault::BadRepetition);
    return fault_ == PatternFault::None;
  }

  constexpr void escape() {
    const char c = peek();
    if (is_one_of(c, "bB")) return ++at_, other(false);
    if ((c >= '1' && c <= '9') || c == 'k') return fail(PatternFault::BackReference);
    CharacterSet set;
    bool ascii = true;
    if (!class_escape(set, ascii)) {
      const std::uint32_t code = character("");
      ascii = code < 128;
      if (ascii) set = one(code);
    }
    ascii ? step(set) : other();
  }

  // \d \w \s and their like: their characters, unless some are beyond ASCII. False: it is none of them.
  constexpr bool class_escape(CharacterSet& set, bool& ascii) {
    const char c = peek();
    if (!is_one_of(c, "dDwWsSpP")) return false;
    ++at_;
    if (c == 'd' || c == 'w') set.add('0', '9');
    if (c == 'w') set.add('a', 'z'), set.add('A', 'Z'), set.add('_', '_');
    ascii = ascii && (c == 'd' || c == 'w');
    if (c != 'p' && c != 'P') return true;
    const std::size_t end = in_.find('}', at_);
    const std::string_view name = end == in_.npos ? "" : in_.substr(at_, end - at_);
    const auto fits = [](char each) { return is_name_character(each) || each == '='; };
    if (name.size() < 2 || !name.starts_with('{') || !std::ranges::all_of(name.substr(1), fits))
      fail(PatternFault::BadEscape);
    at_ = std::min(end, in_.size() - 1) + 1;
    return true;
  }

  // One code point behind a backslash. `more`: punctuation that may stand there, too.
  constexpr std::uint32_t character(std::string_view more) {
    constexpr std::string_view kNames = "tnvfr", kMeans = "\t\n\v\f\r";
    const char c = peek();
    if (at_ < in_.size()) ++at_;
    if (is_one_of(c, "^$\\.*+?()[]{}|/") || is_one_of(c, more)) return static_cast<std::uint32_t>(c);
    if (is_one_of(c, kNames)) return static_cast<std::uint32_t>(kMeans[kNames.find(c)]);
    if (c == '0' && !is_decimal_digit(peek())) return 0;
    if (c == 'c' && is_name_character(peek()) && (peek() & 0x40) != 0 && peek() != '_') return in_[at_++] & 31u;
    if (c == 'x') return hexadecimal(2);
    if (c == 'u') return unicode();
    return fail(PatternFault::BadEscape), 0;
  }
  constexpr std::uint32_t hexadecimal(std::size_t count) {
    std::uint32_t out = 0;
    for (; count > 0; --count, ++at_) {
      const char c = static_cast<char>(peek() | 0x20);
      if (!is_decimal_digit(peek()) && (c < 'a' || c > 'f')) return fail(PatternFault::BadEscape), 0;
      out = out * 16 + static_cast<std::uint32_t>(is_decimal_digit(peek()) ? peek() - '0' : c - 'a' + 10);
    }
    return out;
  }
  constexpr std::uint32_t unicode() {
    constexpr std::size_t kLongest = 8;
    if (eat("{")) {
      const std::size_t end = std::min(in_.find('}', at_), in_.size());
      const std::uint32_t code = end - at_ > kLongest || end == at_ ? UINT32_MAX : hexadecimal(end - at_);
      if (!eat("}") || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) fail(PatternFault::BadEscape);
      return code;
    }
    const std::uint32_t code = hexadecimal(4);
    if (code < 0xD800 || code >= 0xE000) return code;
    const std::uint32_t low = code < 0xDC00 && eat("\\u") ? hexadecimal(4) : 0;
    if (low < 0xDC00 || low >= 0xE000) fail(PatternFault::BadEscape);
    return 0x10000;  // or more: beyond ASCII
  }

  constexpr void character_class() {
    CharacterSet set;
    bool ascii = !eat("^");
    while (!eat("]")) {
      if (at_ == in_.size()) return fail(PatternFault::OpenClass);
      std::uint32_t first = 0, last = 0;
      const bool single = member(set, ascii, first);
      last = first;
      if (peek() == '-' && !in_.substr(at_).starts_with("-]")) {
        ++at_;
        if (at_ == in_.size()) return fail(PatternFault::OpenClass);
        if (!member(set, ascii, last) || !single || first > last) return fail(PatternFault::BadRange);
      }
      if (fault_ != PatternFault::None) return;
      ascii = ascii && last < 128;
      if (single && ascii) set.add(first, last);
    }
    ascii ? step(set) : other();
  }
  // True: a code point. False: some of a set, which are in `set` now.
  constexpr bool member(CharacterSet& set, bool& ascii, std::uint32_t& code) {
    if (eat("\\")) {
      if (eat("b")) return code = '\b', true;
      if (class_escape(set, ascii)) return false;
      return code = character("-"), true;
    }
    const auto lead = static_cast<unsigned char>(in_[at_++]);
    code = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1Fu : lead < 0xF0 ? lead & 0x0Fu : lead & 0x07u;
    for (; lead >= 0x80 && (peek() & 0xC0) == 0x80; ++at_)
      code = code << 6 | (static_cast<unsigned char>(peek()) & 0x3Fu);
    return true;
  }

  std::string_view in_;
  std::span<PatternStep> steps_;
  std::size_t at_ = 0, count_ = 0, open_ = 0;
  bool plain_ = true;  // all of it is in steps_
  bool repeatable_ = false;
  PatternFault fault_ = PatternFault::None;
};

}  // namespace tenstone::validation
