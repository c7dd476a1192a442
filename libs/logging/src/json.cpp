#include "json.hpp"

#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace tenstone::logging {
namespace {

// The length of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i) { return (at(i) & 0xC0U) == 0x80; };
  const auto first = at(0), second = at(1);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !tail(1)) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) {
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F)) return 0;
    return tail(2) ? 3 : 0;
  }
  if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return 0;
  return tail(2) && tail(3) ? 4 : 0;
}

void append_control(std::string& out, unsigned char c) {
  switch (c) {
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
  }
}

struct Append {
  std::string& out;
  void operator()(std::string_view text) const { append_string(out, text); }
  void operator()(bool flag) const { out += flag ? "true" : "false"; }
  void operator()(std::int64_t number) const { fmt::format_to(std::back_inserter(out), "{}", number); }
  void operator()(std::uint64_t number) const { fmt::format_to(std::back_inserter(out), "{}", number); }
  void operator()(double number) const {
    if (std::isfinite(number))
      fmt::format_to(std::back_inserter(out), "{}", number);
    else
      out += "null";
  }
  void operator()(const Uuid& id) const { append_string(out, to_string(id)); }
  void operator()(Time time) const { append_string(out, to_rfc3339(time)); }
  void operator()(std::chrono::microseconds time) const {
    if (time.count() % 1000 == 0)
      fmt::format_to(std::back_inserter(out), "{}", time.count() / 1000);
    else
      fmt::format_to(std::back_inserter(out), "{:.3f}", static_cast<double>(time.count()) / 1000);
  }
};

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text[0]);
    const std::size_t length = sequence_length(text);
    if (length == 0)
      out += "\xEF\xBF\xBD";
    else if (c < 0x20 || c == 0x7F)
      append_control(out, c);
    else if (c == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0)
      append_control(out, static_cast<unsigned char>(text[1]));
    else if (c == '"' || c == '\\')
      (out += '\\') += text[0];
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void append_field(std::string& out, const Field& field) {
  out += ',';
  append_string(out, field.name);
  if (std::holds_alternative<std::chrono::microseconds>(field.value)) out.insert(out.size() - 1, "_ms");
  out += ':';
  std::visit(Append{out}, field.value);
}

}  // namespace tenstone::logging
