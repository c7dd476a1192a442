#include "tenstone/logging/human.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/console.hpp"

namespace tenstone::logging {
namespace {

using Pair = std::pair<std::string, std::string>;

// Reads one flat JSON object: names and values as text. Numbers and words are not checked further than a terminal
// needs; \" \\ \/ are resolved, other escapes stay as they are.
class FlatObject {
 public:
  static std::optional<std::vector<Pair>> parse(std::string_view text) {
    FlatObject reader(text);
    std::vector<Pair> pairs;
    if (!reader.take('{')) return std::nullopt;
    if (reader.take('}')) return pairs;
    do {
      auto name = reader.string();
      if (!name || !reader.take(':')) return std::nullopt;
      auto value = reader.value();
      if (!value) return std::nullopt;
      pairs.emplace_back(std::move(*name), std::move(*value));
    } while (reader.take(','));
    if (!reader.take('}') || !reader.rest_.empty()) return std::nullopt;
    return pairs;
  }

 private:
  explicit FlatObject(std::string_view text) : rest_(text) {}

  void skip_space() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }
  bool take(char c) {
    skip_space();
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    skip_space();
    return true;
  }

  std::optional<std::string> string() {
    if (!rest_.starts_with('"')) return std::nullopt;
    std::string text;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (c == '"') {
        rest_.remove_prefix(i + 1);
        return text;
      }
      if (static_cast<unsigned char>(c) < 0x20 || (c == '\\' && ++i == rest_.size())) return std::nullopt;
      if (c == '\\' && rest_[i] != '"' && rest_[i] != '\\' && rest_[i] != '/') text += '\\';
      text += rest_[i];
    }
    return std::nullopt;
  }

  std::optional<std::string> value() {
    if (rest_.starts_with('"')) return string();
    const auto length = std::min(rest_.find_first_not_of("+-.0123456789abcdefghijklmnopqrstuvwxyzE"), rest_.size());
    if (length == 0) return std::nullopt;  // an object, an array, or no JSON
    std::string word(rest_.substr(0, length));
    rest_.remove_prefix(length);
    return word;
  }

  std::string_view rest_;
};

std::optional<std::string> take(std::vector<Pair>& pairs, std::string_view name) {
  const auto found = std::ranges::find(pairs, name, &Pair::first);
  if (found == pairs.end()) return std::nullopt;
  std::string value = std::move(found->second);
  pairs.erase(found);
  return value;
}

struct Look {
  std::string_view name, colour;  // as JSON has it; SGR
};
constexpr std::array<Look, 4> kLooks{
    {{"debug", "\x1b[2m"}, {"info", "\x1b[32m"}, {"warn", "\x1b[33m"}, {"error", "\x1b[1;31m"}}};

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string shown(const Pair& pair) {
  const auto& [name, value] = pair;
  const std::string text = value.empty() || value.contains(' ') ? '"' + value + '"' : value;
  return name.ends_with("_ms") ? name.substr(0, name.size() - 3) + "=" + text + "ms" : name + "=" + text;
}

}  // namespace

std::string humanise(std::string_view logged, bool colour) {
  const std::string json_line = console::printable(logged);
  auto pairs = FlatObject::parse(json_line);
  if (!pairs) return json_line;
  const auto time = take(*pairs, "time"), level = take(*pairs, "level"), event = take(*pairs, "event"),
             process = take(*pairs, "process");
  if (!time || !event || time->size() < 23 || !parse_rfc3339(*time)) return json_line;

  const std::string word = level.value_or("info");
  const auto look = std::ranges::find(kLooks, word, &Look::name);
  const auto paint = [&](std::string_view with, std::string_view text) {
    return colour && !with.empty() ? fmt::format("{}{}\x1b[0m", with, text) : std::string(text);
  };
  std::string line = fmt::format("{} {} {:<6} {}", paint("\x1b[2m", std::string_view(*time).substr(11, 12)),
                                 paint(look == kLooks.end() ? "" : look->colour, fmt::format("{:<5}", upper(word))),
                                 process.value_or("-"), *event);
  std::string_view gap = "  ";
  for (const std::string_view name : {"method", "path", "status", "duration_ms"})
    if (const auto value = take(*pairs, name)) {
      line += fmt::format("{}{}{}", std::exchange(gap, " "), *value, name == "duration_ms" ? "ms" : "");
    }
  gap = "  ";
  for (const Pair& pair : *pairs) (line += std::exchange(gap, " ")) += paint("\x1b[2m", shown(pair));
  return line;
}

}  // namespace tenstone::logging
