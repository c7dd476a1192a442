// The document as JSON. What one value alone can get wrong is here, the rest in document.cpp.
#pragma once
#include "tenstone/http/cidr_codec.hpp"
#include "tenstone/rate_limit/document.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::validation {

// Whole seconds, as a number.
template <>
struct Codec<std::chrono::seconds> {
  using Rules = Number<std::int64_t>;
  static void read(Reader& in, std::chrono::seconds& out, const Rules& rules, const At& at, Issues& issues) {
    std::int64_t count = out.count();
    Codec<std::int64_t>::read(in, count, rules, at, issues);
    out = std::chrono::seconds(count);
  }
  static void write(std::string& out, std::chrono::seconds value) { write_number(out, std::int64_t{value.count()}); }
};

// Issues: type, key_part, not_supported.
template <>
struct Codec<rate_limit::KeyPart> {
  using Rules = NoRules;
  static void read(Reader& in, rate_limit::KeyPart& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const rate_limit::KeyPart& value);
};

}  // namespace tenstone::validation

namespace tenstone::http {
constexpr auto schema(validation::For<Method>) {
  return validation::enumeration<Method>({{"GET", Method::Get},
                                          {"HEAD", Method::Head},
                                          {"POST", Method::Post},
                                          {"PUT", Method::Put},
                                          {"PATCH", Method::Patch},
                                          {"DELETE", Method::Delete},
                                          {"OPTIONS", Method::Options}});
}
}  // namespace tenstone::http

namespace tenstone::rate_limit {

inline constexpr std::int64_t kMostUnits = 1'000'000'000;
inline constexpr std::int64_t kLongestSeconds = 366L * 24 * 60 * 60;

constexpr auto schema(validation::For<Algorithm>) {
  return validation::enumeration<Algorithm>({{"gcra", Algorithm::Gcra},
                                             {"strict", Algorithm::Strict},
                                             {"fixed", Algorithm::Fixed},
                                             {"sliding", Algorithm::Sliding},
                                             {"log", Algorithm::Log}});
}
constexpr auto schema(validation::For<WhenAway>) {
  return validation::enumeration<WhenAway>(
      {{"local", WhenAway::Local}, {"open", WhenAway::Open}, {"closed", WhenAway::Closed}});
}
constexpr auto schema(validation::For<Audience>) {
  return validation::enumeration<Audience>(
      {{"any", Audience::Any}, {"guest", Audience::Guest}, {"user", Audience::User}, {"nobody", Audience::Nobody}});
}
constexpr auto schema(validation::For<Unit>) {
  return validation::enumeration<Unit>({{"requests", Unit::Requests}, {"content-bytes", Unit::ContentBytes}});
}

constexpr auto schema(validation::For<Match>) {
  using validation::field;
  return validation::object<Match>(
      field("methods", &Match::methods).or_default(), field("routes", &Match::routes).or_default(),
      field("not_routes", &Match::not_routes).or_default(), field("audience", &Match::audience).or_default(),
      field("plan", &Match::plan).length(1, 64));
}

constexpr auto schema(validation::For<Rule>) {
  using validation::field;
  return validation::object<Rule>(
      field("name", &Rule::name), field("algorithm", &Rule::algorithm).or_default(),
      field("limit", &Rule::limit).range(1, kMostUnits), field("window_s", &Rule::window).range(1, kLongestSeconds),
      field("burst", &Rule::burst).range(1, kMostUnits), field("cost", &Rule::cost).or_default().range(1, kMostUnits),
      field("key", &Rule::key).or_default().items(1, 4), field("match", &Rule::match).or_default(),
      field("on_store_error", &Rule::on_store_error).or_default(), field("shadow", &Rule::shadow).or_default(),
      field("headers", &Rule::headers).or_default(), field("unit", &Rule::unit).or_default());
}

constexpr auto schema(validation::For<Document>) {
  using validation::field;
  return validation::object<Document>(
      field("policies", &Document::policies).items(0, 100), field("trusted_proxies", &Document::trusted_proxies),
      field("client_ip_header", &Document::client_ip_header).or_default(),
      field("ipv6_prefix", &Document::ipv6_prefix).or_default().range(32, 64),
      field("exempt_cidrs", &Document::exempt_cidrs).or_default(),
      field("exempt_paths", &Document::exempt_paths).or_default(),
      field("deny_cidrs", &Document::deny_cidrs).or_default(), field("shadow", &Document::shadow).or_default(),
      field("legacy_headers", &Document::legacy_headers).or_default());
}

}  // namespace tenstone::rate_limit
