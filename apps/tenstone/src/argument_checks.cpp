#include "argument_checks.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/core.h>
#include <string>
#include <string_view>

#include "tenstone/auth/email.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/flags/rollout.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::cli {
namespace {

constexpr std::size_t kTokenPrefix = 8;

bool is_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}
bool is_email(std::string_view text) { return auth::parse_email(text).has_value(); }
bool is_id(std::string_view text) { return parse_uuid(text).has_value(); }
bool is_duration(std::string_view text) { return config::parse_duration(text).has_value(); }
bool is_lifetime(std::string_view text) { return text == "never" || is_duration(text); }
bool is_time(std::string_view text) { return parse_rfc3339(text).has_value(); }
bool is_count(std::string_view text) { return is_number(text) && text[0] != '-' && text[0] != '0'; }
bool is_count_or_none(std::string_view text) { return text == "none" || is_count(text); }
bool is_switch_or_share(std::string_view text) {
  return text == "on" || text == "off" || flags::parse_share(text).has_value();
}
bool is_url(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }
// The whole token is taken, too.
bool is_token_id(std::string_view text) {
  if (text.starts_with("ts_")) text.remove_prefix(3);
  return text.size() >= kTokenPrefix;
}
bool is_version(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos || at == 0) return false;
  const std::string_view which = text.substr(at + 1);
  return which == "latest" || which == "latest-drilled" || is_count(which);
}

struct Kind {
  std::string_view word;
  bool (*fits)(std::string_view text);
  std::string_view is;  // "a is not …"
};
constexpr std::array kKinds = {
    Kind{"EMAIL", is_email, "an e-mail address: write it as name@example.com"},
    Kind{"ID", is_id, "an id: it looks like 018bcfe5-6800-7000-8000-000000000000"},
    Kind{"NAMESPACE", is_id, "an organisation's id: it looks like 018bcfe5-6800-7000-8000-000000000000"},
    Kind{"TOKEN-ID", is_token_id, "how a token begins: ts_ and eight letters"},
    Kind{"INT", is_number, "a whole number"},
    Kind{"NUMBER", is_number, "a whole number"},
    Kind{"REVISION", is_number, "a whole number"},
    Kind{"SECONDS", is_number, "a whole number"},
    Kind{"N|none", is_count_or_none, "a whole number from 1 on, or none"},
    Kind{"DURATION", is_duration, "a time such as 90s, 10min or 2h"},
    Kind{"DURATION|never", is_lifetime, "a time such as 12h or 30d, or never"},
    Kind{"TIME", is_time, "a time: it looks like 2026-11-30T07:00:00Z"},
    Kind{"VALUE", is_switch_or_share, "on, off, or a share such as 20%"},
    Kind{"URL", is_url, "a URL: it begins with https://"},
    Kind{"VERSION", is_version, "a version: it looks like shop@42, shop@latest or shop@latest-drilled"},
};
constexpr std::array kFree = {std::string_view("TEXT"), std::string_view("QUERY")};
// A name of a file may have every character.
constexpr std::array kPaths = {std::string_view("FILE"), std::string_view("FOLDER"), std::string_view("LOG"),
                               std::string_view("DATA"), std::string_view("SCHEMA")};

bool is_among(std::string_view word, const auto& words) { return std::ranges::find(words, word) != words.end(); }

std::string json_fault(std::string_view text) {
  const auto json = validation::parse_json<validation::Json>(text);
  return json ? "" : json.error().message;  // with the line and the column
}

// What is wrong with it; "": nothing.
std::string fault_of(std::string_view word, const std::string& text) {
  if (is_among(word, kFree)) return {};
  if (text.empty()) return fmt::format("is empty, and takes {}", word);
  if (word == "JSON") return json_fault(text);
  const auto* kind = std::ranges::find(kKinds, word, &Kind::word);
  if (kind != kKinds.end()) return kind->fits(text) ? "" : fmt::format("{} is not {}", text, kind->is);
  if (is_among(word, kPaths) || console::printable(text) == text) return {};
  return fmt::format("{} has a character that is none of a name", text);
}

// "INT" of "INT:INT in [1 - 1000]"
std::string word_of(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  return name.substr(0, name.find(':'));
}

}  // namespace

void check_arguments(CLI::App& app) {
  for (CLI::Option* option : app.get_options())
    if (option->get_items_expected_max() > 0)
      option->check([word = word_of(*option)](const std::string& text) { return fault_of(word, text); });
  for (CLI::App* sub : app.get_subcommands(nullptr)) check_arguments(*sub);
}

}  // namespace tenstone::cli
