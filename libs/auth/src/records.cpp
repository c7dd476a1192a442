#include "records.hpp"

#include <charconv>
#include <fmt/core.h>
#include <fmt/format.h>

namespace tenstone::auth {
namespace {

constexpr std::string_view kSession = "session 3", kToken = "token 2";  // kind and version

std::int64_t micros(Time time) { return time.time_since_epoch().count(); }

// The fields of a record, one after the other. One that is missing or cannot be read makes the whole record unreadable.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}
  bool good() const { return good_; }
  bool all_read() const { return good_ && ended_; }

  std::string_view text() {
    if (ended_) good_ = false;
    const std::size_t end = rest_.find('|');
    const std::string_view field = rest_.substr(0, end);
    ended_ = end == std::string_view::npos;
    rest_.remove_prefix(ended_ ? rest_.size() : end + 1);
    return field;
  }
  Uuid id() {
    const auto id = parse_uuid(text());
    good_ = good_ && id;
    return id.value_or(Uuid());
  }
  Time time() {
    const std::string_view field = text();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    good_ = good_ && error == std::errc() && end == field.data() + field.size();
    return Time(std::chrono::microseconds(value));
  }

 private:
  std::string_view rest_;
  bool good_ = true, ended_ = false;
};

}  // namespace

std::string encode(const Session& s) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", kSession, to_string(s.id), to_string(s.org), to_string(s.user),
                     s.remembered ? 1 : 0, micros(s.created_at), micros(s.last_seen_at), micros(s.idle_expires_at),
                     micros(s.expires_at));
}

std::optional<Session> decode_session(std::string_view text) {
  Fields fields(text);
  if (fields.text() != kSession) return std::nullopt;
  Session s;
  s.id = fields.id();
  s.org = fields.id();
  s.user = fields.id();
  s.remembered = fields.text() == "1";
  s.created_at = fields.time();
  s.last_seen_at = fields.time();
  s.idle_expires_at = fields.time();
  s.expires_at = fields.time();
  return fields.all_read() ? std::optional(s) : std::nullopt;
}

std::string encode(const TokenRecord& t) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}", kToken, to_string(t.caller.org), to_string(t.caller.user),
                     to_string(t.caller.token), micros(t.expires_at), micros(t.last_used_at),
                     fmt::join(t.caller.scopes, ","));
}

std::optional<TokenRecord> decode_token(std::string_view text) {
  Fields fields(text);
  if (fields.text() != kToken) return std::nullopt;
  TokenRecord t;
  t.caller.org = fields.id();
  t.caller.user = fields.id();
  t.caller.token = fields.id();
  t.expires_at = fields.time();
  t.last_used_at = fields.time();
  std::string_view scopes = fields.text();
  while (!scopes.empty()) {
    const std::size_t comma = std::min(scopes.find(','), scopes.size());
    t.caller.scopes.emplace_back(scopes.substr(0, comma));
    scopes.remove_prefix(std::min(comma + 1, scopes.size()));
  }
  return fields.all_read() ? std::optional(std::move(t)) : std::nullopt;
}

}  // namespace tenstone::auth
