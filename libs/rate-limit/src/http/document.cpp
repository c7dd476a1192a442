#include "tenstone/rate_limit/document.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <set>

#include "document_schema.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/client_address.hpp"

namespace tenstone::rate_limit {
namespace {

using validation::At;
using validation::Issues;

bool is_name(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

bool is_header_name(std::string_view text) {
  constexpr std::size_t kLongest = 100;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool has_burst(const Rule& rule) { return rule.algorithm == Algorithm::Gcra || rule.algorithm == Algorithm::Strict; }

// What can be used at once when nothing was.
std::int64_t capacity(const Rule& rule) { return has_burst(rule) ? policy_of(rule).burst : rule.limit; }

// Of a rule made in C++; the schema has said it of one that was read.
bool check_ranges(const Rule& rule, const At& at, Issues& issues) {
  const std::size_t before = issues.count();
  const auto check = [&](std::string_view name, std::int64_t value, std::int64_t most) {
    if (value < 1 || value > most) issues.add(At{&at, name}, "range", fmt::format("must be from 1 to {}", most));
  };
  check("limit", rule.limit, kMostUnits);
  check("window_s", rule.window.count(), kLongestSeconds);
  check("burst", rule.burst.value_or(1), kMostUnits);
  check("cost", rule.cost, kMostUnits);
  if (rule.key.empty()) issues.add(At{&at, "key"}, "items", "must name something to count by");
  return issues.count() == before;
}

template <class Good>
void check_each_route(const Match& match, const At& rule, Issues& issues, Good good, const char* code,
                      const char* message) {
  const At within{&rule, "match"};
  for (const auto& [name, routes] : {std::pair("routes", &match.routes), std::pair("not_routes", &match.not_routes)}) {
    const At list{&within, name};
    for (std::size_t i = 0; i < routes->size(); ++i)
      if (!good((*routes)[i])) issues.add(At{&list, {}, static_cast<std::ptrdiff_t>(i)}, code, message);
  }
}

void check_rule(const Rule& rule, const At& at, Issues& issues) {
  if (!check_ranges(rule, at, issues)) return;
  const At name{&at, "name"}, limit{&at, "limit"}, burst{&at, "burst"}, cost{&at, "cost"};
  if (!is_name(rule.name)) issues.add(name, "name", "must be 1 to 64 of a-z, 0-9, '.', '_' and '-'");
  if (rule.limit / rule.window.count() > kMostASecond) issues.add(limit, "rate", "is more than a million in a second");
  if (rule.burst && !has_burst(rule))
    issues.add(burst, "unused", "belongs to gcra and strict only");
  else if (rule.algorithm == Algorithm::Strict && capacity(rule) >= rule.limit)
    issues.add(burst, "range", "must be smaller than the limit of a strict policy");
  else if (capacity(rule) * rule.window.count() > kLongestSeconds * rule.limit)
    issues.add(burst, "range", "takes longer than a year to come back");
  else if (capacity(rule) < rule.cost)
    issues.add(cost, "cost_exceeds_burst",
               fmt::format("can never be allowed: at most {} can be used at once", capacity(rule)));
  const auto is_path = [](const std::string& route) { return route.starts_with('/'); };
  check_each_route(rule.match, at, issues, is_path, "route", "must be a path such as /notes/{id}");
}

// What is wrong inside of it already would only be said twice.
bool has_issue(const Issues& issues, const At& at) {
  const std::string inside = at.pointer() + "/";
  return std::ranges::any_of(issues.list(), [&](const Issue& issue) { return issue.pointer.starts_with(inside); });
}

void check_networks(const std::vector<http::Cidr>& networks, const At& at, Issues& issues, std::string_view code,
                    std::string_view message) {
  for (std::size_t i = 0; i < networks.size(); ++i)
    if (http::trusts_everybody(networks[i])) issues.add(At{&at, {}, static_cast<std::ptrdiff_t>(i)}, code, message);
}

void check_all(const Document& document, Issues& issues) {
  const At root, policies{&root, "policies"}, proxies{&root, "trusted_proxies"}, exempt{&root, "exempt_cidrs"},
      denied{&root, "deny_cidrs"};
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < document.policies.size(); ++i) {
    const Rule& rule = document.policies[i];
    const At at{&policies, {}, static_cast<std::ptrdiff_t>(i)};
    if (!has_issue(issues, at)) check_rule(rule, at, issues);
    if (!rule.name.empty() && !names.insert(rule.name).second)
      issues.add(At{&at, "name"}, "duplicate", "is the name of an earlier policy");
  }
  if (document.trusted_proxies)
    check_networks(*document.trusted_proxies, proxies, issues, "trust_all", "is everybody, who could then be anybody");
  check_networks(document.exempt_cidrs, exempt, issues, "exempt_all", "is everybody");
  check_networks(document.deny_cidrs, denied, issues, "deny_all", "is everybody");
  if (!is_header_name(document.client_ip_header))
    issues.add(At{&root, "client_ip_header"}, "header", "must be the name of a header");
}

// `text`: what the document was read from; "": from no text.
Error invalid(Issues issues, std::string_view text = {}) {
  Error error(kPoliciesInvalid);
  error.issues = std::move(issues).error().issues;
  if (!text.empty()) validation::add_places(text, error.issues);
  for (const Issue& issue : error.issues) {
    const std::string place = issue.line > 0 ? fmt::format("line {}, column {}, ", issue.line, issue.column) : "";
    error.message +=
        fmt::format("\n  {}{}: {}", place, issue.pointer.empty() ? "the document" : issue.pointer, issue.message);
  }
  return error;
}

struct Name {
  std::string_view text;
  KeyPart::Kind kind;
};
constexpr std::array kParts = {Name{"ip", KeyPart::Kind::Ip},     Name{"ip48", KeyPart::Kind::Ip48},
                               Name{"user", KeyPart::Kind::User}, Name{"api_key", KeyPart::Kind::ApiKey},
                               Name{"org", KeyPart::Kind::Org},   Name{"route", KeyPart::Kind::Route}};
constexpr std::string_view kHeader = "header:";

}  // namespace

std::string_view to_string(Unit unit) { return validation::kSchema<Unit>.name(unit); }

Policy policy_of(const Rule& rule) {
  const std::int64_t by_itself =
      rule.algorithm == Algorithm::Strict ? std::max<std::int64_t>(1, rule.limit / 5) : rule.limit;
  return {.name = rule.name,
          .algorithm = rule.algorithm,
          .limit = rule.limit,
          .window = rule.window,
          .burst = rule.burst.value_or(by_itself),
          .when_away = rule.on_store_error,
          .shadow = rule.shadow};
}

Result<Document> parse_document(std::string_view json) {
  Document document;
  Issues issues("document");
  if (auto unreadable = validation::read(*validation::open_json(json), document, issues)) return *std::move(unreadable);
  check_all(document, issues);
  if (issues.count() > 0) return invalid(std::move(issues), json);
  return document;
}

Result<void> check(const Document& document) {
  Issues issues("document");
  check_all(document, issues);
  if (issues.count() > 0) return invalid(std::move(issues));
  return {};
}

Result<void> check_routes(const Document& document, const http::App& app) {
  std::set<std::string> known;
  for (http::RouteInfo& route : app.routes()) known.insert(std::move(route.path));
  Issues issues("document");
  const At root, policies{&root, "policies"};
  for (std::size_t i = 0; i < document.policies.size(); ++i) {
    const At at{&policies, {}, static_cast<std::ptrdiff_t>(i)};
    const auto is_known = [&](const std::string& route) { return known.contains(route); };
    check_each_route(document.policies[i].match, at, issues, is_known, "unknown_route", "is no route of this program");
  }
  if (issues.count() > 0) return invalid(std::move(issues));
  return {};
}

}  // namespace tenstone::rate_limit

namespace tenstone::validation {

using rate_limit::KeyPart;

void Codec<KeyPart>::read(Reader& in, KeyPart& out, Rules, const At& at, Issues& issues) {
  std::string text;
  if (!issues.accept(in.string(text), "string", at)) return;
  for (const auto& [name, kind] : rate_limit::kParts)
    if (text == name) return void(out = {kind, {}});
  if (text.starts_with("body:")) return issues.add(at, "not_supported", "a key from the body is not supported yet");
  const std::string_view header = std::string_view(text).substr(std::min(text.size(), rate_limit::kHeader.size()));
  if (text.starts_with(rate_limit::kHeader) && rate_limit::is_header_name(header))
    return void(out = {KeyPart::Kind::Header, std::string(header)});
  issues.add(at, "key_part", "must be one of: ip, ip48, user, api_key, org, route, header:NAME");
}

void Codec<KeyPart>::write(std::string& out, const KeyPart& value) {
  if (value.kind == KeyPart::Kind::Header) return write_string(out, std::string(rate_limit::kHeader) + value.header);
  for (const auto& [name, kind] : rate_limit::kParts)
    if (value.kind == kind) write_string(out, name);
}

}  // namespace tenstone::validation
