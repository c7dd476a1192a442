#include "tenstone/validation/json_writer.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace tenstone::validation {
namespace {

bool plain(unsigned char c) { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

// The length of the well-formed UTF-8 sequence at the front (Unicode 15, table 3-7); 0 when there is none.
std::size_t sequence(std::string_view text) {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto tail = [&](std::size_t i) { return (at(i) & 0xC0) == 0x80; };
  const unsigned lead = at(0), second = at(1);
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool fits = second >= (lead == 0xE0 ? 0xA0u : 0x80u) && second <= (lead == 0xED ? 0x9Fu : 0xBFu);
    return fits && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool fits = second >= (lead == 0xF0 ? 0x90u : 0x80u) && second <= (lead == 0xF4 ? 0x8Fu : 0xBFu);
    return fits && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

void write_escape(std::string& out, unsigned char c) {
  constexpr std::string_view kHex = "0123456789abcdef", kShort = "\"\\\n\r\t\b\f", kLetters = "\"\\nrtbf";
  if (const std::size_t i = kShort.find(static_cast<char>(c)); i != kShort.npos) {
    out += '\\';
    out += kLetters[i];
  } else {
    out += "\\u00";
    out += kHex[c >> 4];
    out += kHex[c & 15];
  }
}

template <class N>
void append_number(std::string& out, N value) {
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

}  // namespace

void write_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && plain(static_cast<unsigned char>(text[run]))) ++run;
    out.append(text.substr(0, run));
    text.remove_prefix(run);
    if (text.empty()) break;
    const auto c = static_cast<unsigned char>(text.front());
    std::size_t taken = 1;
    if (c < 0x80)
      write_escape(out, c);
    else if (const std::size_t length = sequence(text); length > 0)
      out.append(text.substr(0, taken = length));
    else
      out += "\xEF\xBF\xBD";
    text.remove_prefix(taken);
  }
  out += '"';
}

void write_key(std::string& out, std::string_view key) {
  if (out.back() != '{') out += ',';
  write_string(out, key);
  out += ':';
}

void write_number(std::string& out, std::int64_t value) { append_number(out, value); }
void write_number(std::string& out, std::uint64_t value) { append_number(out, value); }
void write_number(std::string& out, double value) {
  if (!std::isfinite(value)) throw std::domain_error("NaN and infinity have no JSON form");
  append_number(out, value);
}

const std::string* JsonObject::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &std::pair<std::string, std::string>::first);
  return found == members_.end() ? nullptr : &found->second;
}

JsonObject& JsonObject::set(std::string_view name, std::string json) {
  const auto found = std::ranges::find(members_, name, &std::pair<std::string, std::string>::first);
  if (found != members_.end())
    found->second = std::move(json);
  else
    members_.emplace_back(name, std::move(json));
  return *this;
}

JsonObject& JsonObject::say(std::string_view name, std::string_view text) {
  std::string json;
  write_string(json, text);
  return set(name, std::move(json));
}

std::string JsonObject::json() const {
  std::string out = "{";
  for (const auto& [name, value] : members_) {
    write_key(out, name);
    out += value;
  }
  return out += '}';
}

std::string json_array(const std::vector<std::string>& values) {
  std::string out = "[";
  for (const std::string& value : values) out.append(out.size() > 1 ? "," : "").append(value);
  return out += ']';
}

}  // namespace tenstone::validation
