// The parameters of an SQL text, counted while compiling.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tenstone::postgres {

// Walks over SQL by PostgreSQL's lexical rules (manual, §4.1) as far as they decide whether "$1" is a parameter: in
// strings, quoted identifiers and comments it is not.
class SqlScanner {
 public:
  constexpr explicit SqlScanner(std::string_view sql) : rest_(sql) {}

  // The number of the next parameter; 0: there is none.
  constexpr std::size_t next_parameter() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '$' && digit(at(1))) return number();
      if (c == '$')
        dollar_quoted();
      else if (letter(c))
        word();
      else if (c == '\'' || c == '"')
        quoted(c, false);
      else if (rest_.starts_with("--"))
        skip_behind("\n", 2);
      else if (rest_.starts_with("/*"))
        comment();
      else
        rest_.remove_prefix(1);
    }
    return 0;
  }

 private:
  static constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
  static constexpr bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  }
  constexpr char at(std::size_t i) const { return i < rest_.size() ? rest_[i] : '\0'; }
  constexpr void skip_behind(std::string_view end, std::size_t from) {
    const std::size_t found = rest_.find(end, from);
    rest_.remove_prefix(found == rest_.npos ? rest_.size() : found + end.size());
  }

  constexpr std::size_t number() {
    std::size_t value = 0;
    for (rest_.remove_prefix(1); digit(at(0)); rest_.remove_prefix(1))
      value = std::min<std::size_t>(value * 10 + static_cast<std::size_t>(rest_.front() - '0'), 100'000);
    return value;
  }
  // An identifier or keyword, which may hold "$1"; or the E of a string in which a backslash escapes.
  constexpr void word() {
    const bool escapes = (rest_.front() == 'e' || rest_.front() == 'E') && at(1) == '\'';
    if (escapes) {
      rest_.remove_prefix(1);
      return quoted('\'', true);
    }
    while (letter(at(0)) || digit(at(0)) || at(0) == '$') rest_.remove_prefix(1);
  }
  // A doubled quote ends it and begins it again, which comes to the same.
  constexpr void quoted(char quote, bool escapes) {
    for (rest_.remove_prefix(1); !rest_.empty() && rest_.front() != quote; rest_.remove_prefix(1))
      if (escapes && rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (escapes && at(0) == quote) quoted(quote, true);
  }
  constexpr void dollar_quoted() {
    std::size_t end = 1;
    while (letter(at(end)) || (end > 1 && digit(at(end)))) ++end;
    if (at(end) != '$') return rest_.remove_prefix(1);
    skip_behind(rest_.substr(0, end + 1), end + 1);
  }
  constexpr void comment() {
    int depth = 0;
    do {
      const bool opens = rest_.starts_with("/*"), closes = rest_.starts_with("*/");
      depth += (opens ? 1 : 0) - (closes ? 1 : 0);
      rest_.remove_prefix(opens || closes ? 2 : 1);
    } while (depth > 0 && !rest_.empty());
  }

  std::string_view rest_;
};

// The highest n of all $n.
constexpr std::size_t count_parameters(std::string_view sql) {
  SqlScanner scanner(sql);
  std::size_t highest = 0;
  while (const std::size_t number = scanner.next_parameter()) highest = std::max(highest, number);
  return highest;
}

}  // namespace tenstone::postgres
