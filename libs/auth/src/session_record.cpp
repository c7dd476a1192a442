#include <array>
#include <charconv>
#include <fmt/core.h>

#include "session_cache.hpp"

namespace tenstone::auth {
namespace {

constexpr std::string_view kVersion = "1";
constexpr std::size_t kFields = 10;

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }

bool read(std::string_view text, Uuid& into) {
  const auto id = parse_uuid(text);
  if (id) into = *id;
  return id.has_value();
}

bool read(std::string_view text, Time& into) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  into = Time(std::chrono::microseconds(value));
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string encode_session(const Session& s, Time until) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}|{}", kVersion, to_string(s.id), to_string(s.org), to_string(s.user),
                     s.remembered ? 1 : 0, micros(s.created_at), micros(s.last_seen_at), micros(s.idle_expires_at),
                     micros(s.expires_at), micros(until));
}

std::optional<CachedSession> decode_session(const std::string& text) {
  std::array<std::string_view, kFields> field;
  std::string_view rest = text;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::size_t end = rest.find('|');
    if ((end == std::string_view::npos) != (i + 1 == kFields)) return std::nullopt;
    field[i] = rest.substr(0, end);
    if (i + 1 < kFields) rest.remove_prefix(end + 1);
  }
  CachedSession cached;
  Session& s = cached.session;
  s.remembered = field[4] == "1";
  if (field[0] != kVersion || !read(field[1], s.id) || !read(field[2], s.org) || !read(field[3], s.user) ||
      !read(field[5], s.created_at) || !read(field[6], s.last_seen_at) || !read(field[7], s.idle_expires_at) ||
      !read(field[8], s.expires_at) || !read(field[9], cached.until))
    return std::nullopt;
  return cached;
}

}  // namespace tenstone::auth
