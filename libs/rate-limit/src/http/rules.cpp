#include "tenstone/rate_limit/rules.hpp"

#include <algorithm>
#include <charconv>

#include "counting/key.hpp"

namespace tenstone::rate_limit {
namespace {

constexpr unsigned kWidePrefix = 48;

bool is_about(const Match& match, const Who& who) {
  switch (match.audience) {
    case Audience::Any: break;
    case Audience::Guest:
      if (who.known()) return false;
      break;
    case Audience::User:
      if (!who.known()) return false;
      break;
    case Audience::Nobody: return false;
  }
  return !match.plan || *match.plan == who.plan;
}

bool is_about(const ReadyRule& ready, const http::Request& request, const Who& who) {
  const Match& match = ready.rule.match;
  return (match.methods.empty() || ready.methods.has(request.method())) &&
         (match.routes.empty() || std::ranges::find(match.routes, request.route()) != match.routes.end()) &&
         std::ranges::find(match.not_routes, request.route()) == match.not_routes.end() && is_about(match, who);
}

std::int64_t cost_of(const Rule& rule, const http::Request& request) {
  if (rule.unit == Unit::Requests) return rule.cost;
  const std::string_view length = request.header("Content-Length");
  const bool chunked = length.empty() && !request.header("Transfer-Encoding").empty();
  std::int64_t bytes = chunked ? static_cast<std::int64_t>(http::Limits().body_bytes) : 0;
  std::from_chars(length.data(), length.data() + length.size(), bytes);
  return std::max(rule.cost, bytes);
}

// Braces would end a key's hash tag.
std::string route_text(std::string_view route) {
  if (route.empty()) return "none";
  std::string text;
  for (const char c : route)
    if (c != '}') text += c == '{' ? ':' : c;
  return text;
}

bool by_address_and_route(const Rule& rule) {
  return rule.key.size() == 2 && rule.key[0].kind == KeyPart::Kind::Ip && rule.key[1].kind == KeyPart::Kind::Route;
}

bool comes_from(const std::vector<http::Cidr>& networks, const http::Request& request) {
  if (networks.empty()) return false;
  const auto client = http::IpAddress::parse(request.client());
  return client && std::ranges::any_of(networks, [&](const http::Cidr& network) { return network.contains(*client); });
}

bool counts_address(const std::string& subject) { return subject.starts_with("ip"); }

class Subjects {
 public:
  Subjects(const http::Request& request, const Who& who, unsigned v6_prefix)
      : request_(request), who_(who), v6_prefix_(v6_prefix), address_(http::IpAddress::parse(request.client())) {}

  // As a plain key has it: "203.0.113.7:/ping".
  std::string address_and_route() const { return address("", v6_prefix_) + ":" + route_text(request_.route()); }
  std::string of(const std::vector<KeyPart>& key) const {
    std::string subject;
    for (const KeyPart& part : key) {
      const std::string text = part_text(part);
      if (subject == text) continue;  // two parts that both fell back to the address
      subject += (subject.empty() ? "" : "|") + text;
    }
    return subject;
  }

 private:
  std::string address(std::string_view name, unsigned prefix) const {
    return std::string(name) + (address_ ? group_of(*address_, prefix) : key_part(request_.client()));
  }
  std::string known(std::string_view name, const std::string& text, std::string (*part)(std::string_view)) const {
    return text.empty() ? address("ip:", v6_prefix_) : std::string(name) + part(text);
  }
  std::string part_text(const KeyPart& part) const {
    switch (part.kind) {
      case KeyPart::Kind::Ip: return address("ip:", v6_prefix_);
      case KeyPart::Kind::Ip48: return address("ip48:", kWidePrefix);
      case KeyPart::Kind::User: return known("user:", who_.user, key_part);
      case KeyPart::Kind::Org: return known("org:", who_.org, key_part);
      case KeyPart::Kind::ApiKey: return known("api_key:", who_.api_key, hashed);
      case KeyPart::Kind::Route: return "route:" + route_text(request_.route());
      case KeyPart::Kind::Header: {
        const std::string_view value = request_.header(part.header);
        if (value.empty() || !who_.known()) return address("ip:", v6_prefix_);
        return "header:" + part.header + "=" + hashed(value);
      }
    }
    std::abort();
  }

  const http::Request& request_;
  const Who& who_;
  const unsigned v6_prefix_;
  const std::optional<http::IpAddress> address_;
};

}  // namespace

Rules::Rules(Document document) : document_(std::move(document)) {
  auto rules = std::make_shared<std::vector<ReadyRule>>();
  // One alone that counts by address and route has the plain key; several share a subject, to be all or nothing.
  const bool plain = std::ranges::count_if(document_.policies, by_address_and_route) == 1;
  for (Rule& rule : document_.policies) {
    rule.shadow |= document_.shadow;
    ReadyRule& ready = rules->emplace_back(rule, policy_of(rule), http::MethodSet());
    if (rule.algorithm == Algorithm::Fixed && by_address_and_route(rule)) ready.policy.plain_key = plain;
    for (const http::Method method : rule.match.methods) ready.methods.add(method);
  }
  rules_ = std::move(rules);
  if (document_.trusted_proxies) trust_ = {*document_.trusted_proxies, document_.client_ip_header};
}

Result<Rules> Rules::make(Document document) {
  if (auto good = check(document); !good) return good.error();
  return Rules(std::move(document));
}

Result<Rules> read_rules(std::string_view json) {
  auto document = parse_document(json);
  if (!document) return document.error();
  return Rules::make(std::move(*document));
}

const ReadyRule* Rules::find(std::string_view policy) const {
  const auto found = std::ranges::find(*rules_, policy, [](const ReadyRule& ready) { return ready.policy.name; });
  return found == rules_->end() ? nullptr : &*found;
}

bool Rules::denies(const http::Request& request) const { return comes_from(document_.deny_cidrs, request); }

bool Rules::exempts(const http::Request& request) const {
  if (std::ranges::find(document_.exempt_paths, request.path()) != document_.exempt_paths.end()) return true;
  return comes_from(document_.exempt_cidrs, request);
}

template <class Applies, class Cost>
std::vector<Group> Rules::collect(const http::Request& request, const Who& who, Applies applies, Cost cost) const {
  const Subjects subjects(request, who, document_.ipv6_prefix);
  std::vector<Group> groups;
  for (const ReadyRule& ready : *rules_) {
    if (!applies(ready)) continue;
    std::string subject = ready.policy.plain_key ? subjects.address_and_route() : subjects.of(ready.rule.key);
    auto group = std::ranges::find(groups, subject, &Group::subject);
    if (group == groups.end()) {
      const auto place = ready.policy.plain_key || counts_address(subject)
                             ? std::ranges::find_if_not(groups, counts_address, &Group::subject)
                             : groups.end();
      group = groups.insert(place, Group{std::move(subject), {}, {}});
    }
    group->rules.push_back(&ready);
    group->charges.push_back({&ready.policy, cost(ready.rule)});
  }
  return groups;
}

std::vector<Group> Rules::about(const http::Request& request, const Who& who) const {
  return collect(
      request, who, [&](const ReadyRule& ready) { return is_about(ready, request, who); },
      [&](const Rule& rule) { return cost_of(rule, request); });
}

std::vector<Group> Rules::about_caller(const http::Request& request, const Who& who) const {
  const auto applies = [&](const ReadyRule& ready) {
    return is_about(ready.rule.match, who) &&
           std::ranges::find(ready.rule.key, KeyPart::Kind::Route, &KeyPart::kind) == ready.rule.key.end();
  };
  return collect(request, who, applies, [](const Rule&) { return std::int64_t{0}; });
}

}  // namespace tenstone::rate_limit
