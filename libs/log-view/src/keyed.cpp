#include "keyed.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "json.hpp"

namespace tenstone::log_view {
namespace {

// In the order of preference.
constexpr std::array<std::string_view, 6> kTimeNames{"time", "ts", "timestamp", "@timestamp", "t", "datetime"};
constexpr std::array<std::string_view, 6> kLevelNames{"level", "severity", "lvl", "levelname", "log.level", "loglevel"};
constexpr std::array<std::string_view, 4> kMessageNames{"msg", "message", "event", "MESSAGE"};

// pino and bunyan: 10 is trace, 60 fatal.
std::optional<Level> numbered_level(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 10 || number > 60) return std::nullopt;
  return static_cast<Level>(number / 10);
}

// The best of the names that were met so far gives each role its field.
class Roles {
 public:
  explicit Roles(Entry& out) : out_(out) {}

  void offer(std::string_view key, std::string_view value) {
    if (key.size() > 10) return;
    if (takes(kTimeNames, key, time_) && !read_time(value)) time_ = kTimeNames.size();
    if (takes(kLevelNames, key, level_))
      out_.level = level_of(value).or_else([&] { return numbered_level(value); }).value_or(Level::None);
    if (takes(kMessageNames, key, message_)) out_.message = value;
  }

 private:
  template <std::size_t kCount>
  static bool takes(const std::array<std::string_view, kCount>& names, std::string_view key, std::size_t& best) {
    const auto at = static_cast<std::size_t>(std::ranges::find(names, key) - names.begin());
    if (at >= std::min(best, kCount)) return false;
    best = at;
    return true;
  }
  bool read_time(std::string_view value) {
    Stamp stamp;
    std::string_view rest = value;
    if (const auto epoch = parse_epoch(value))
      stamp.instant = epoch;
    else if (!read_stamp(rest, "Y-m-dTH:M:SfZ", stamp) && (rest = value, !read_stamp(rest, "Y/m/d H:M:SfZ", stamp)))
      return false;
    out_.stamp = stamp;
    return true;
  }

  Entry& out_;
  std::size_t time_ = kTimeNames.size(), level_ = kLevelNames.size(), message_ = kMessageNames.size();
};

bool is_key_byte(char c) { return c > ' ' && c != '=' && c != '"' && c != '\x7f'; }

}  // namespace

bool parse_json_line(std::string_view line, Entry& out) {
  JsonMembers members(line);
  if (!members.open()) return false;
  Roles roles(out);
  for (JsonMember member; members.next(member);) {
    if (member.is_escaped) member.value = out.keep(unescape(member.value));
    out.fields.emplace_back(member.key, member.value);
    roles.offer(member.key, member.value);
  }
  return members.is_whole();
}

bool parse_logfmt(std::string_view line, Entry& out) {
  Roles roles(out);
  std::size_t at = 0;
  const auto skip_space = [&] {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
  };
  for (skip_space(); at < line.size(); skip_space()) {
    const std::size_t key = at;
    while (at < line.size() && is_key_byte(line[at])) ++at;
    if (at == key || at == line.size() || line[at] != '=') return false;
    const std::string_view name = line.substr(key, at - key);
    const std::size_t begin = ++at;
    std::string_view value;
    if (at < line.size() && line[at] == '"') {
      bool escaped = false;
      for (++at; at < line.size() && line[at] != '"'; ++at)
        if (line[at] == '\\') escaped = true, ++at;
      if (at >= line.size()) return false;
      value = line.substr(begin + 1, at++ - begin - 1);
      if (escaped) value = out.keep(unescape(value));
    } else {
      while (at < line.size() && line[at] != ' ' && line[at] != '\t') ++at;
      value = line.substr(begin, at - begin);
    }
    out.fields.emplace_back(name, value);
    roles.offer(name, value);
  }
  return out.fields.size() >= 2;
}

}  // namespace tenstone::log_view
