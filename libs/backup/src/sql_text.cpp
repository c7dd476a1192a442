#include "sql_text.hpp"

namespace tenstone::backup {
namespace {

using End = std::optional<std::size_t>;

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool in_word(char c) { return begins_word(c) || (c >= '0' && c <= '9') || c == '$'; }

End behind(std::string_view sql, std::string_view mark, std::size_t from) {
  const auto found = sql.find(mark, from);
  return found == sql.npos ? End() : End(found + mark.size());
}

// Of E'…', where a backslash hides the next character. `at`: behind the first quote.
End end_of_escaped(std::string_view sql, std::size_t at) {
  for (; at < sql.size(); ++at) {
    if (sql[at] == '\\' || sql.substr(at, 2) == "''")
      ++at;
    else if (sql[at] == '\'')
      return at + 1;
  }
  return {};
}

// In a plain string two quotes stand for one: seen as the end of a string and the begin of the next.
End end_of_string(std::string_view sql, std::size_t at) {
  const bool escaped = at > 0 && (sql[at - 1] == 'e' || sql[at - 1] == 'E') && (at == 1 || !in_word(sql[at - 2]));
  return escaped ? end_of_escaped(sql, at + 1) : behind(sql, "'", at + 1);
}

// $$ or $word$, up to the next one of the same.
End end_of_dollars(std::string_view sql, std::size_t at) {
  std::size_t end = at + 1;
  if (end < sql.size() && begins_word(sql[end]))
    while (end < sql.size() && sql[end] != '$' && in_word(sql[end])) ++end;
  const bool quote = end < sql.size() && sql[end] == '$' && (at == 0 || !in_word(sql[at - 1]));
  return quote ? behind(sql, sql.substr(at, end + 1 - at), end + 1) : End(at + 1);
}

End end_of_comment(std::string_view sql, std::size_t at) {
  std::size_t depth = 1;
  for (at += 2; at + 1 < sql.size() && depth > 0;) {
    const std::string_view two = sql.substr(at, 2);
    depth += two == "/*" ? 1 : 0;
    depth -= two == "*/" ? 1 : 0;
    at += two == "/*" || two == "*/" ? 2 : 1;
  }
  return depth == 0 ? End(at) : End();
}

}  // namespace

std::optional<std::size_t> end_of_element(std::string_view sql, std::size_t at) {
  const std::string_view two = sql.substr(at, 2);
  if (two == "--") return behind(sql, "\n", at);
  if (two == "/*") return end_of_comment(sql, at);
  if (sql[at] == '\'') return end_of_string(sql, at);
  if (sql[at] == '"') return behind(sql, "\"", at + 1);
  if (sql[at] == '$') return end_of_dollars(sql, at);
  return at + 1;
}

}  // namespace tenstone::backup
