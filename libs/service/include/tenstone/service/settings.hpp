// The settings that every binary has. A module adds an area of its own in Module::configure().
#pragma once
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "tenstone/config/table.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/http/cidr_codec.hpp"
#include "tenstone/http/client_address.hpp"
#include "tenstone/http/cors.hpp"
#include "tenstone/http/limits.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/service/needs.hpp"

namespace tenstone::logging {
constexpr auto schema(validation::For<Level>) {
  return validation::enumeration<Level>(
      {{"debug", Level::Debug}, {"info", Level::Info}, {"warn", Level::Warn}, {"error", Level::Error}});
}
}  // namespace tenstone::logging

namespace tenstone::service {
using namespace std::chrono_literals;

enum class Environment { Development, Production };
constexpr auto schema(validation::For<Environment>) {
  return validation::enumeration<Environment>(
      {{"development", Environment::Development}, {"production", Environment::Production}});
}

struct GeneralSettings {
  Environment env = Environment::Development;
  std::string data;
  bool container = false;
};
constexpr auto schema(validation::For<GeneralSettings>) {
  using validation::field;
  return validation::object<GeneralSettings>(
      field("env", &GeneralSettings::env)
          .or_default()
          .about("development or production; production starts no private servers and makes no demo"),
      field("data", &GeneralSettings::data)
          .or_default()
          .about("the data folder; empty: .tenstone in the checkout around the current folder"),
      field("container", &GeneralSettings::container)
          .or_default()
          .about("our images set it: a missing URL is then an error, never a private server"));
}

struct HttpSettings {
  std::string address = "127.0.0.1";
  std::optional<std::uint16_t> port;
  std::chrono::milliseconds drain = 20s;
  http::CidrList trusted_proxies, operators;
  std::string client_ip_header = "X-Forwarded-For";
  http::OriginList allowed_origins;
  std::string public_url;
  std::uint32_t connections = static_cast<std::uint32_t>(http::Limits().connections);
  std::uint32_t connections_per_address = static_cast<std::uint32_t>(http::Limits().connections_per_address);
  config::ByteSize waiting_bytes{http::Limits().waiting_bytes};
  std::chrono::milliseconds header_timeout = http::Timeouts().header;
  std::chrono::milliseconds body_timeout = http::Timeouts().body;
  std::chrono::milliseconds idle_timeout = http::Timeouts().idle;
  std::chrono::milliseconds handler_timeout = http::Timeouts().handler;

  http::Timeouts timeouts() const;  // parts of a second count as a whole one
  http::ProxyTrust proxies() const { return {trusted_proxies.networks, client_ip_header}; }
};
inline bool trusts_some(const HttpSettings& settings) {
  return std::ranges::none_of(settings.trusted_proxies.networks, http::trusts_everybody);
}
// Empty, or an origin (http::is_origin) and perhaps a path, without a slash at its end, a query or a fragment.
bool public_url_fits(const HttpSettings& settings);
constexpr auto schema(validation::For<HttpSettings>) {
  using validation::field;
  return validation::object<HttpSettings>(
             field("address", &HttpSettings::address).or_default().about("the address to listen on; 0.0.0.0 for all"),
             field("port", &HttpSettings::port).about("the port to listen on; unset: 3000, for a worker 3001"),
             field("drain", &HttpSettings::drain).or_default().about("how long requests may go on after a stop signal"),
             field("trusted_proxies", &HttpSettings::trusted_proxies)
                 .or_default()
                 .about(
                     "networks of your proxies, whose word about the client's address is taken: 10.0.0.0/8, fd00::/8"),
             field("client_ip_header", &HttpSettings::client_ip_header)
                 .or_default()
                 .length(1, 100)
                 .about(
                     "where they put it: X-Forwarded-For, Forwarded, or a header with one address that they overwrite"),
             field("operators", &HttpSettings::operators)
                 .or_default()
                 .about("networks that are shown /metrics and the parts of /readyz, besides this machine: 10.1.0.0/16"),
             field("allowed_origins", &HttpSettings::allowed_origins)
                 .or_default()
                 .about("other origins whose pages may send requests and read the answers: https://app.example.com, "
                        "http://localhost:5173"),
             field("public_url", &HttpSettings::public_url)
                 .or_default()
                 .about("where people open this service: https://app.example.com; links in mails begin with it; unset: "
                        "in development http://localhost and the port"),
             field("connections", &HttpSettings::connections)
                 .or_default()
                 .range(16, 1'000'000)
                 .about("how many connections may be open; more are refused with 503 too_many_connections"),
             field("connections_per_address", &HttpSettings::connections_per_address)
                 .or_default()
                 .range(1, 1'000'000)
                 .about("how many of them one address may have (of IPv6: one /64), never more than half of all; a "
                        "trusted proxy may have all"),
             field("waiting_bytes", &HttpSettings::waiting_bytes)
                 .or_default()
                 .range(config::ByteSize{1024}, config::ByteSize{std::uint64_t{64} << 20})
                 .about("of answers to pipelined requests: with more than this that the client has not taken, its "
                        "next request waits"),
             field("header_timeout", &HttpSettings::header_timeout)
                 .or_default()
                 .range(1s, 1h)
                 .about("how long the head of a request may take, to the second; then 408 request_timeout"),
             field("body_timeout", &HttpSettings::body_timeout)
                 .or_default()
                 .range(1s, 1h)
                 .about("how long a body may take, and one second more for each KiB; then 408 body_timeout"),
             field("idle_timeout", &HttpSettings::idle_timeout)
                 .or_default()
                 .range(1s, 24h)
                 .about("how long a connection may rest between two requests; then it is closed"),
             field("handler_timeout", &HttpSettings::handler_timeout)
                 .or_default()
                 .range(1s, 1h)
                 .about("how long an answer may take, where its route sets no time of its own; then 503 "
                        "handler_timeout"))
      .refine("trust_all", "/trusted_proxies", trusts_some, "is everybody, who could then be anybody")
      .refine("public_url", "/public_url", public_url_fits,
              "must look like https://app.example.com, perhaps with a path, and without a slash at the end");
}

struct LogSettings {
  logging::Level level = logging::Level::Info;
  std::string destination = "stdout";
  std::string file;
};
constexpr auto schema(validation::For<LogSettings>) {
  using validation::field;
  return validation::object<LogSettings>(
      field("level", &LogSettings::level).or_default().about("debug, info, warn or error"),
      field("destination", &LogSettings::destination).or_default().about("stdout, stderr or the path of a file"),
      field("file", &LogSettings::file)
          .or_default()
          .about("a file that each line is appended to as well; unset: none"));
}

enum class Migrate { Auto, Check };
constexpr auto schema(validation::For<Migrate>) {
  return validation::enumeration<Migrate>({{"auto", Migrate::Auto}, {"check", Migrate::Check}});
}

struct PostgresSettings {
  Secret<std::string> url;
  std::uint32_t pool = 4;
  std::optional<Migrate> migrate;
};
constexpr auto schema(validation::For<PostgresSettings>) {
  using validation::field;
  return validation::object<PostgresSettings>(
      field("url", &PostgresSettings::url).or_default().about("unset: a private PostgreSQL in the data folder"),
      field("pool", &PostgresSettings::pool)
          .or_default()
          .range(1, 100)
          .about("connections for transactions, for each core"),
      field("migrate", &PostgresSettings::migrate)
          .about("auto: at each start; check: refuse to start when one is pending; unset: auto, in production check"));
}

struct RedisSettings {
  Secret<std::string> url;
  std::chrono::milliseconds deadline{50};
};
constexpr auto schema(validation::For<RedisSettings>) {
  using namespace std::chrono_literals;
  using validation::field;
  return validation::object<RedisSettings>(
      field("url", &RedisSettings::url).or_default().about("unset: a private Redis in the data folder"),
      field("deadline", &RedisSettings::deadline)
          .or_default()
          .range(1ms, 10s)
          .about("how long a command may take; then it goes on without Redis"));
}

struct RuntimeSettings {
  std::uint32_t loops = 0;
  std::uint32_t blocking_threads = 0;
  std::uint32_t blocking_queue = 64;
};
constexpr auto schema(validation::For<RuntimeSettings>) {
  using validation::field;
  return validation::object<RuntimeSettings>(
      field("loops", &RuntimeSettings::loops).or_default().range(0, 256).about("event loops; 0: one for each core"),
      field("blocking_threads", &RuntimeSettings::blocking_threads)
          .or_default()
          .range(0, 256)
          .about("threads for what blocks; 0: one for each core"),
      field("blocking_queue", &RuntimeSettings::blocking_queue)
          .or_default()
          .range(1, 10'000)
          .about("how much may wait for them; more is refused as busy"));
}

struct ControlSettings {
  std::optional<std::uint16_t> port;
};
constexpr auto schema(validation::For<ControlSettings>) {
  return validation::object<ControlSettings>(
      validation::field("port", &ControlSettings::port)
          .about("tests: where a process, on 127.0.0.1, takes orders to move the "
                 "clock of its database; unset: nowhere"));
}

// References into the table of this process. Those of a server that it does not need are the defaults.
struct Settings {
  const Needs needs;
  const GeneralSettings& general;
  const HttpSettings& http;
  const LogSettings& log;
  const PostgresSettings& postgres;
  const RedisSettings& redis;
  const RuntimeSettings& runtime;
  const ControlSettings& control;

  Settings(config::Table& table, Needs with);
  bool production() const { return general.env == Environment::Production; }
};

}  // namespace tenstone::service
