#include "tenstone/service/http_client.hpp"

#include "tenstone/config/table.hpp"
#include "tenstone/http/cidr_codec.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::service {
using namespace std::chrono_literals;

struct HttpClientSettings {
  std::optional<http::CidrList> allow_cidrs, member_cidrs;
  std::string ca_file;
};
constexpr auto schema(validation::For<HttpClientSettings>) {
  using validation::field;
  return validation::object<HttpClientSettings>(
      field("allow_cidrs", &HttpClientSettings::allow_cidrs)
          .about("networks that requests of actions may go to besides public addresses: 10.1.0.0/16; unset: loopback "
                 "in development, else none"),
      field("member_cidrs", &HttpClientSettings::member_cidrs)
          .about("the same for URLs that members of organisations enter, as those of webhooks"),
      field("ca_file", &HttpClientSettings::ca_file)
          .or_default()
          .about("a PEM file with certificates to trust besides the system's"));
}

namespace {

// getaddrinfo(3) waits most of the time.
constexpr std::size_t kResolvers = 4, kWaitingNames = 1000;
constexpr auto kDrain = 10s;

http::AddressRules rules_of(const std::optional<http::CidrList>& allowed, bool production) {
  if (allowed) return http::AddressRules::public_only(allowed->networks);
  if (production) return http::AddressRules::public_only();
  return http::AddressRules::public_only({*http::Cidr::parse("127.0.0.0/8"), *http::Cidr::parse("::1/128")});
}

}  // namespace

void HttpClient::configure(config::Table& table) { settings_ = &table.add<HttpClientSettings>("client"); }

void HttpClient::open(Service& service) {
  const bool production = service.settings().production();
  member_rules_ = rules_of(settings_->member_cidrs, production);
  operator_rules_ = rules_of(settings_->allow_cidrs, production);
  member_http_ = !production;
  client_ = &service.add_client({.resolver = http::system_resolver(service.add_pool(kResolvers, kWaitingNames)),
                                 .ca_file = settings_->ca_file,
                                 .metrics = &service.metrics()});
}

Task<bool> HttpClient::drain() { return client_->drain(kDrain); }

}  // namespace tenstone::service
