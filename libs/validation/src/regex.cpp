// ECMA-262 (2025) §22.2.1 with the flag u, from left to right into RE2's syntax. One liberty: a backslash before any
// ASCII punctuation stands for that character, where the standard has some of these only.
#include "tenstone/validation/regex.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>
#include <optional>
#include <re2/re2.h>
#include <set>
#include <vector>

#include "regex_names.hpp"

namespace tenstone::validation {
namespace {

constexpr int kMostRepeats = 1000;  // of RE2
constexpr std::size_t kLongest = 10'000;
bool is_digit_character(char c) { return c >= '0' && c <= '9'; }
bool is_letter_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_letter_character(c) || is_digit_character(c) || c == '_'; }
std::string hex(std::uint32_t code) { return fmt::format("\\x{{{:x}}}", code); }

class RegexTranslator {
 public:
  explicit RegexTranslator(std::string_view in) : in_(in) {}

  RegexTranslation translate() {
    using Kind = RegexTranslation::Kind;
    if (in_.size() > kLongest) return {Kind::Unsupported, "", "more than 10,000 bytes"};
    while (at_ < in_.size() && fault_.empty()) term();
    if (fault_.empty() && !groups_.empty()) invalid("a '(' is not closed");
    if (fault_.empty() && back_reference_ > captures_) invalid("a back-reference to a group that is not there");
    for (const std::string& name : named_references_)
      if (fault_.empty() && !names_.contains(name)) invalid("there is no group " + name);
    if (!fault_.empty()) return {Kind::Invalid, "", fault_};
    if (!unsupported_.empty()) return {Kind::Unsupported, "", unsupported_};
    return {Kind::Fine, out_, ""};
  }

 private:
  void invalid(std::string why) {
    if (fault_.empty()) fault_ = std::move(why);
  }
  void unsupported(std::string why) {
    if (unsupported_.empty()) unsupported_ = std::move(why);
  }
  bool eat(std::string_view word) {
    if (!in_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }  // '\0': the end
  void atom(std::string_view re2) {
    out_ += re2;
    repeatable_ = true;
  }

  void term() {
    const char c = in_[at_];
    if (c == '*' || c == '+' || c == '?' || c == '{') return quantifier();
    ++at_;
    switch (c) {
      case '$':
        out_ += "\\z";
        repeatable_ = false;
        return;
      case '^':
      case '|':
        out_ += c;
        repeatable_ = false;
        return;
      case '.': return atom("[^\\n\\r\\x{2028}\\x{2029}]");
      case '(': return open();
      case ')':
        if (groups_.empty()) return invalid("a ')' closes nothing");
        atom(")");
        repeatable_ = groups_.back();
        groups_.pop_back();
        return;
      case '[': return character_class();
      case ']':
      case '}': return invalid(fmt::format("'{}' must have a backslash before it", c));
      case '\\': return escape();
      default: break;
    }
    const std::size_t first = at_ - 1;
    while (at_ < in_.size() && (in_[at_] & 0xC0) == 0x80) ++at_;  // the rest of a code point
    atom(in_.substr(first, at_ - first));
  }

  void open() {
    repeatable_ = false;
    bool may_repeat = true;
    if (eat("?=") || eat("?!")) {
      unsupported("look-ahead");
      may_repeat = false;
    } else if (eat("?<=") || eat("?<!")) {
      unsupported("look-behind");
      may_repeat = false;
    } else if (eat("?<")) {
      const std::string name = group_name();
      if (!names_.insert(name).second) invalid("two groups are called " + name);
      ++captures_;
    } else if (!eat("?:")) {
      if (peek() == '?') return invalid("'(?' is not followed by ':', '=', '!' or '<'");
      ++captures_;
    }
    out_ += "(?:";
    groups_.push_back(may_repeat);
  }

  std::string group_name() {
    const std::size_t end = in_.find('>', at_);
    const std::string name(in_.substr(at_, end == in_.npos ? 0 : end - at_));
    const auto fits = [](char c) { return is_word(c) || c == '$' || (c & 0x80) != 0; };
    if (name.empty() || is_digit_character(name.front()) || !std::ranges::all_of(name, fits))
      invalid("the name of a group must be an identifier");
    at_ = end == in_.npos ? in_.size() : end + 1;
    return name;
  }

  void quantifier() {
    const std::size_t begin = at_;
    if (!repeatable_) return invalid(fmt::format("'{}' repeats nothing", in_[at_]));
    if (in_[at_++] == '{') {
      const auto least = number();
      std::optional<int> most = least;
      if (eat(",")) most = peek() == '}' ? std::optional(kMostRepeats) : number();
      if (!least || !most || !eat("}")) return invalid("'{' is not followed by numbers and '}'");
      if (*least > *most && *least <= kMostRepeats) return invalid("the numbers between '{' and '}' are out of order");
      if (*least > kMostRepeats || *most > kMostRepeats) unsupported("more than 1,000 repetitions");
    }
    (void)eat("?");
    out_ += in_.substr(begin, at_ - begin);
    repeatable_ = false;
  }
  std::optional<int> number() {
    if (!is_digit_character(peek())) return std::nullopt;
    int out = 0;
    for (; is_digit_character(peek()); ++at_) out = std::min(out * 10 + (in_[at_] - '0'), kMostRepeats + 1);
    return out;
  }

  void escape() {
    const char c = peek();
    if (c == 'b' || c == 'B') {
      ++at_;
      out_ += c == 'b' ? "\\b" : "\\B";
      repeatable_ = false;
    } else if (c >= '1' && c <= '9') {
      back_reference_ = std::max(back_reference_, number().value_or(0));
      unsupported("a back-reference");
      repeatable_ = true;
    } else if (eat("k<")) {
      named_references_.insert(group_name());
      unsupported("a back-reference");
      repeatable_ = true;
    } else if (const std::string set = class_escape(); !set.empty()) {
      atom("[" + set + "]");
    } else if (const auto code = character_escape()) {
      atom(hex(*code));
    }
  }

  // The inside of a class for \d, \D, \w, \W, \s, \S, \p{…}, \P{…}; "" when it is none of them.
  std::string class_escape() {
    const char c = peek();
    if (std::string_view("dDwWsSpP").find(c) == std::string_view::npos || c == '\0') return "";
    ++at_;
    if (c == 's') return std::string(regex_names::kSpaces);
    if (c == 'S') return std::string(regex_names::kOthers);
    if (c == 'p' || c == 'P') return property(c == 'P');
    return std::string("\\") + c;
  }

  std::string property(bool negated) {
    const std::size_t end = in_.find('}', at_);
    if (peek() != '{' || end == in_.npos) return invalid("\\p is not followed by {…}"), "x";
    const std::string_view all = in_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    const std::size_t mark = all.find('=');
    const std::string_view kind = mark == all.npos ? "gc" : all.substr(0, mark);
    std::string_view name = mark == all.npos ? all : all.substr(mark + 1);
    if (name.empty() || !std::ranges::all_of(name, is_word)) return invalid("\\p{} names no property"), "x";
    if (name == "ASCII" && mark == all.npos) return negated ? "\\x{80}-\\x{10ffff}" : "\\x{0}-\\x{7f}";
    if (name == "Any" && mark == all.npos && !negated) return std::string(regex_names::kAll);
    const bool script = kind == "Script" || kind == "sc";
    bool known = false;
    const auto look_up = [&](const auto& table) {
      for (const auto& [from, to] : table) {
        if (name != from && name != to) continue;
        name = to;
        known = true;
        return;
      }
    };
    if (script) {
      look_up(regex_names::kScripts);
      known = known || re2::RE2(fmt::format("\\p{{{}}}", std::string(name)), re2::RE2::Quiet).ok();
    } else if (kind == "gc" || kind == "General_Category") {
      look_up(regex_names::kCategories);
    }
    if (!known) unsupported(fmt::format("the property {}, which is no general category or script", all));
    return fmt::format("\\{}{{{}}}", negated ? 'P' : 'p', name);
  }

  // One code point behind a backslash.
  std::optional<std::uint32_t> character_escape() {
    if (at_ == in_.size()) return invalid("a backslash stands at the end"), std::nullopt;
    const char c = in_[at_++];
    constexpr std::string_view kNames = "tnvfr", kMeans = "\t\n\v\f\r";
    if (const std::size_t which = kNames.find(c); which != kNames.npos) return kMeans[which];
    if (c == '0' && !is_digit_character(peek())) return 0;
    if (c == 'c' && is_letter_character(peek())) return static_cast<std::uint32_t>(in_[at_++] & 31);
    if (c == 'x') return digits(2);
    if (c == 'u') return unicode();
    if (c > ' ' && c < 0x7F && !is_word(c)) return static_cast<std::uint32_t>(c);
    invalid(fmt::format("\\{} means nothing", is_word(c) ? std::string(1, c) : "…"));
    return std::nullopt;
  }
  std::optional<std::uint32_t> digits(std::size_t count) {
    std::uint32_t out = 0;
    const std::string_view text = in_.substr(at_, count);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out, 16);
    if (text.size() < count || count == 0 || read.ptr != text.data() + count)
      return invalid("\\x or \\u is not followed by hexadecimal digits"), std::nullopt;
    at_ += count;
    return out;
  }
  std::optional<std::uint32_t> unicode() {
    if (eat("{")) {
      const std::size_t end = in_.find('}', at_);
      const auto code = digits(end == in_.npos ? 0 : end - at_);
      if (!code || *code > 0x10FFFF) return invalid("\\u{…} must be at most 10FFFF"), std::nullopt;
      ++at_;
      return code;
    }
    auto code = digits(4);
    if (code && *code >= 0xD800 && *code < 0xDC00 && eat("\\u")) {
      const auto low = digits(4);
      if (low && *low >= 0xDC00 && *low < 0xE000) return 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
    }
    if (code && *code >= 0xD800 && *code < 0xE000) unsupported("half of a surrogate pair");
    return code;
  }

  void character_class() {
    std::string inside;
    const bool negated = eat("^");
    while (fault_.empty() && !eat("]")) {
      if (at_ == in_.size()) return invalid("a '[' is not closed");
      std::optional<std::uint32_t> low = class_atom(inside);
      if (peek() != '-' || in_.substr(at_).starts_with("-]")) {
        if (low) inside += hex(*low);
        continue;
      }
      ++at_;
      const std::optional<std::uint32_t> high = class_atom(inside);
      if (!low || !high || *low > *high) return invalid("a range between '[' and ']' is not one");
      inside += hex(*low) + '-' + hex(*high);
    }
    if (inside.empty()) return atom(fmt::format("[{}{}]", negated ? "" : "^", regex_names::kAll));
    atom(fmt::format("[{}{}]", negated ? "^" : "", inside));
  }
  // A code point; or nothing, and a set was added to `inside`.
  std::optional<std::uint32_t> class_atom(std::string& inside) {
    if (at_ == in_.size()) return invalid("a '[' is not closed"), std::nullopt;
    if (eat("\\")) {
      if (eat("b")) return 8;
      if (const std::string set = class_escape(); !set.empty()) {
        inside += set;
        return std::nullopt;
      }
      return character_escape();
    }
    const auto lead = static_cast<unsigned char>(in_[at_++]);
    std::uint32_t code = lead < 0x80 ? lead : lead < 0xE0 ? lead & 0x1F : lead < 0xF0 ? lead & 0x0F : lead & 0x07;
    for (; lead >= 0x80 && at_ < in_.size() && (in_[at_] & 0xC0) == 0x80; ++at_)
      code = code << 6 | (static_cast<unsigned char>(in_[at_]) & 0x3F);
    return code;
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_, fault_, unsupported_;
  std::vector<bool> groups_;  // that are open: whether they may be repeated
  bool repeatable_ = false;   // what came last
  int captures_ = 0, back_reference_ = 0;
  std::set<std::string, std::less<>> names_, named_references_;
};

}  // namespace

RegexTranslation translate_regex(std::string_view ecma) { return RegexTranslator(ecma).translate(); }

}  // namespace tenstone::validation
