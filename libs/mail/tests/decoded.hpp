// Messages read back, as a receiver does: an independent reading for properties and the fuzzer.
#pragma once
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace tenstone::mail {

// Without their CRLF. Aborts when the text does not end with one, or has a CR or LF outside of one.
inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find_first_of("\r\n");
    if (end == std::string_view::npos || text.substr(end, 2) != "\r\n") std::abort();
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  return lines;
}

// =XX becomes its byte.
inline std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
    i += 2;
  }
  return out;
}

inline std::string decoded_body(std::string_view body) {
  std::string out;
  for (const std::string_view line : lines_of(body)) {
    const bool soft = line.ends_with('=');
    out += unescaped(line.substr(0, line.size() - (soft ? 1 : 0)));
    if (!soft) out += '\n';
  }
  return out;
}

inline std::string decoded_header(std::string_view value) {
  constexpr std::string_view kBegin = "=?utf-8?q?";
  if (!value.starts_with(kBegin)) return std::string(value);
  std::string out;
  for (std::string_view word : lines_of(std::string(value) + "\r\n")) {
    if (word.starts_with(' ')) word.remove_prefix(1);
    if (!word.starts_with(kBegin) || !word.ends_with("?=") || word.size() > 75) std::abort();
    std::string part(word.substr(kBegin.size(), word.size() - kBegin.size() - 2));
    for (char& c : part)
      if (c == '_') c = ' ';
    out += unescaped(part);
  }
  return out;
}

// Line ends as decoded_body() gives them.
inline std::string with_line_ends(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\r' ? '\n' : text[i];
  }
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

// Of the headers, in their order.
inline std::vector<std::string> header_names(std::string_view message) {
  std::vector<std::string> names;
  for (const std::string_view line : lines_of(message)) {
    if (line.empty()) break;
    if (!line.starts_with(' ')) names.emplace_back(line.substr(0, line.find(':')));
  }
  return names;
}
inline const std::vector<std::string> kHeaderNames{
    "Date",          "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    "Auto-Submitted"};

}  // namespace tenstone::mail
