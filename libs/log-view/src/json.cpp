#include "json.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "tenstone/json_schema/document.hpp"

namespace tenstone::log_view {

void JsonMembers::skip_space() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n'))
    ++at_;
}
bool JsonMembers::take(char c) {
  skip_space();
  if (at_ >= text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}
bool JsonMembers::open() { return take('{'); }

bool JsonMembers::string(std::string_view& out, bool& escaped) {
  if (!take('"')) return false;
  const std::size_t begin = at_;
  escaped = false;
  for (; at_ < text_.size() && text_[at_] != '"'; ++at_)
    if (text_[at_] == '\\') escaped = true, ++at_;
  if (at_ >= text_.size()) return false;
  out = text_.substr(begin, at_++ - begin);
  return true;
}

// An object or array up to its end, or a scalar up to what follows it.
bool JsonMembers::nested(std::string_view& out) {
  const std::size_t begin = at_;
  std::size_t depth = 0;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '"') {
      std::string_view ignored;
      bool escaped = false;
      if (depth == 0 || !string(ignored, escaped)) return false;
      --at_;
    } else if (c == '{' || c == '[') {
      if (depth++ == 0 && at_ != begin) return false;
    } else if (depth > 0 ? c == '}' || c == ']' : c == ',' || c == '}' || c == ' ' || c == '\t') {
      if (depth == 0) break;
      if (--depth == 0) {
        ++at_;
        break;
      }
    }
  }
  out = text_.substr(begin, at_ - begin);
  return depth == 0 && !out.empty();
}

bool JsonMembers::end() {
  skip_space();
  ended_ = at_ == text_.size();
  return false;
}

bool JsonMembers::next(JsonMember& out) {
  if (take('}')) return end();
  if (!first_ && !take(',')) return false;
  first_ = false;
  bool escaped_key = false;
  if (!string(out.key, escaped_key) || !take(':')) return false;
  skip_space();
  out.is_string = at_ < text_.size() && text_[at_] == '"';
  out.is_escaped = false;
  return out.is_string ? string(out.value, out.is_escaped) : nested(out.value);
}

std::string unescape(std::string_view escaped) {
  json_schema::Document document;
  if (document.read(fmt::format("\"{}\"", escaped))) return std::string(escaped);
  return std::string(document.root().view());
}

std::optional<std::string_view> find_member(std::string_view json, std::string_view path) {
  JsonMember member;
  const auto search = [&](std::string_view key) {
    JsonMembers members(json);
    if (!members.open()) return false;
    while (members.next(member))
      if (member.key == key) return true;
    return false;
  };
  if (search(path)) return member.value;
  for (std::size_t dot = path.find('.'); dot != path.npos; dot = path.find('.', dot + 1))
    if (search(path.substr(0, dot))) return find_member(member.value, path.substr(dot + 1));
  return std::nullopt;
}

}  // namespace tenstone::log_view
