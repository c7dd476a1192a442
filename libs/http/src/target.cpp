#include "tenstone/http/target.hpp"

#include <algorithm>

#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Printable ASCII without what no client sends raw. Browsers do send {|}^` in queries.
bool is_target_text(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '<' && c != '>' && c != '#' && c != '\\'; });
}

bool escapes_are_whole(std::string_view text) {
  for (auto at = text.find('%'); at != text.npos; at = text.find('%', at + 3))
    if (at + 2 >= text.size() || hex(text[at + 1]) < 0 || hex(text[at + 2]) < 0) return false;
  return true;
}

}  // namespace

bool append_decoded(std::string& out, std::string_view text, bool plus_is_space) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return false;
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return true;
}

Result<void> Target::parse(std::string_view text) {
  decoded.clear(), escaped.clear(), segments.clear(), query = {};
  if (text == "*") {
    decoded = text;
    return {};
  }
  if (!text.starts_with('/') || !is_target_text(text))
    return Error(kMalformedRequest, "The address holds a character that must be escaped");
  std::string_view raw = text.substr(0, text.find('?'));
  if (raw.size() < text.size()) query = text.substr(raw.size() + 1);
  if (!escapes_are_whole(query)) return Error(kMalformedRequest, "A % in the query is not followed by two hex digits");
  if (std::ranges::count(query, '&') >= static_cast<std::ptrdiff_t>(kMaxQueryPairs))
    return Error(kMalformedRequest, "The query has more than 128 pairs");
  if (std::ranges::count(raw, '/') > static_cast<std::ptrdiff_t>(kMaxSegments))
    return Error(kMalformedRequest, "The path has more than 32 segments");

  decoded.reserve(raw.size());  // it never outgrows this: the views below stay where they are
  bool slash_inside = false;
  while (!raw.empty()) {  // raw starts with '/'
    const auto end = std::min(raw.find('/', 1), raw.size());
    const auto begin = decoded.size() + 1;
    decoded += '/';
    if (!append_decoded(decoded, raw.substr(1, end - 1), false) || decoded.find('\0', begin) != decoded.npos)
      return Error(kMalformedRequest, "A % in the path is not followed by two hex digits, or stands for NUL");
    raw.remove_prefix(end);
    const std::string_view segment = std::string_view(decoded).substr(begin);
    if (segment == "." || segment == "..") {
      decoded.resize(begin - 1);
      if (segment.size() == 2 && !segments.empty()) {
        decoded.resize(static_cast<std::size_t>(segments.back().data() - decoded.data()) - 1);
        segments.pop_back();
      }
      if (raw.empty()) {  // "/a/." is "/a/"
        decoded += '/';
        segments.push_back(std::string_view(decoded).substr(decoded.size()));
      }
      continue;
    }
    slash_inside = slash_inside || segment.contains('/');
    segments.push_back(segment);
  }
  if (segments.size() == 1 && segments[0].empty()) segments.clear();  // "/"
  if (slash_inside)
    for (const std::string_view segment : segments) {
      escaped += '/';
      for (const char c : segment) c == '/' ? escaped += "%2F" : escaped += c;
    }
  return {};
}

}  // namespace tenstone::http
