#include "tenstone/validation/json_fault.hpp"

#include <algorithm>
#include <fmt/core.h>
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "json_number.hpp"

namespace tenstone::validation {
namespace {

// Each read moves behind what it read; false: the text is wrong at at_, and expected_ should stand there.
class FaultFinder {
 public:
  explicit FaultFinder(std::string_view text) : text_(text) {}

  std::optional<JsonFault> find() {
    if (document()) return std::nullopt;
    return JsonFault{at_, fmt::format("expected {}", expected_)};
  }

 private:
  bool fault(std::string_view expected) {
    expected_ = expected;
    return false;
  }
  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool take(char c) {
    if (!at(c)) return false;
    ++at_;
    return true;
  }
  void space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  // Without recursion: the text may nest as deep as it is long.
  bool document() {
    for (;;) {
      space();
      if (at('{') || at('[')) {
        open_ += text_[at_++];
        space();
        if (!take(closing())) {
          if (open_.back() == '{' && !key()) return false;
          continue;
        }
        open_.pop_back();
      } else if (!scalar()) {
        return false;
      }
      while (space(), !open_.empty() && take(closing())) open_.pop_back();
      if (open_.empty()) return at_ == text_.size() || fault("the end of the text");
      if (!take(',')) return fault(open_.back() == '{' ? "',' or '}'" : "',' or ']'");
      space();
      if (open_.back() == '{' && !key()) return false;
    }
  }
  char closing() const { return open_.back() == '{' ? '}' : ']'; }
  bool key() {
    if (!at('"')) return fault("a key in quotes");
    if (!string()) return false;
    space();
    return take(':') || fault("':'");
  }
  bool scalar() {
    if (at('"')) return string();
    for (const std::string_view word : {"true", "false", "null"})
      if (text_.substr(at_).starts_with(word)) return at_ += word.size(), true;
    std::string_view rest = text_.substr(at_);
    if (rest.empty() || (rest.front() != '-' && !is_digit(rest.front()))) return fault("a value");
    JsonNumber number;
    const std::string_view missing = take_number(rest, number);
    at_ = text_.size() - rest.size();
    return missing.empty() || fault(missing);
  }
  bool string() {
    ++at_;
    for (;;) {
      if (take('"')) return true;
      if (at_ == text_.size()) return fault("'\"'");
      if (static_cast<unsigned char>(text_[at_]) < 0x20)
        return fault("an escape such as \\n in place of a control character");
      if (!take('\\')) {
        ++at_;
        continue;
      }
      if (take('u')) {
        if (!code_point()) return false;
      } else if (at_ == text_.size() || !std::string_view("\"\\/bfnrt").contains(text_[at_])) {
        return fault("one of \" \\ / b f n r t u behind a backslash");
      } else {
        ++at_;
      }
    }
  }
  bool hex4(std::uint32_t& out) {
    out = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = at_ < text_.size() ? text_[at_] : ' ';
      const char lower = static_cast<char>(c | 0x20);  // 0x10 to 0x19 become digits by this
      if (!is_digit(c) && (lower < 'a' || lower > 'f')) return fault("four hexadecimal digits behind \\u");
      out = out * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : lower - 'a' + 10);
    }
    return true;
  }
  bool code_point() {
    constexpr std::string_view kPair = "both halves of a surrogate pair";
    std::uint32_t code = 0;
    if (!hex4(code)) return false;
    if (code < 0xD800 || code >= 0xE000) return true;
    if (code >= 0xDC00 || !text_.substr(at_).starts_with("\\u")) return fault(kPair);
    at_ += 2;
    if (!hex4(code)) return false;
    return (code >= 0xDC00 && code < 0xE000) || fault(kPair);
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;  // the brackets that are open
  std::string_view expected_;
};

std::size_t first_bad_utf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (at + size > text.size() || !simdjson::validate_utf8(text.data() + at, size)) return at;
    at += size;
  }
  return at;
}

}  // namespace

TextPosition position_in(std::string_view text, std::size_t offset) {
  text = text.substr(0, offset);
  const std::size_t line = text.rfind('\n') + 1;  // npos + 1 is 0
  const auto is_first = [](char c) { return (c & 0xC0) != 0x80; };
  return {static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1,
          static_cast<std::size_t>(std::ranges::count_if(text.substr(line), is_first)) + 1};
}

std::optional<JsonFault> find_json_fault(std::string_view text) {
  if (!simdjson::validate_utf8(text.data(), text.size()))
    return JsonFault{first_bad_utf8(text), "the bytes are not UTF-8"};
  return FaultFinder(text).find();
}

Error error_at(const ErrorCode& code, std::string_view text, std::size_t offset, std::string_view message) {
  const TextPosition at = position_in(text, offset);
  Error error(code, fmt::format("Line {}, column {}: {}", at.line, at.column, message));
  error.members = {{"line", std::to_string(at.line)}, {"column", std::to_string(at.column)}};
  return error;
}

}  // namespace tenstone::validation
