// Requests to other servers as a module of a service:
//
//   auto& outward = service.with<service::HttpClient>();
//   …
//   http::ClientRequest request{.url = *http::Url::parse(text), .rules = outward.member_rules()};
//   const auto answer = co_await outward.client().send(std::move(request));
#pragma once
#include "tenstone/http/client.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::service {

struct HttpClientSettings;

// Settings: the area "client". Module::drain() waits for requests under way; a module that sends requests needs this
// one, and so drains before it.
class HttpClient final : public Module {
 public:
  std::string_view name() const override { return "client"; }
  void configure(config::Table& table) override;
  // Throws Failure(ca_file_invalid).
  void open(Service& service) override;
  Task<bool> drain() override;

  // ---- after Service::open(), on any loop
  http::Client& client() { return *client_; }
  // Where URLs that members enter may lead: public addresses, and client.member_cidrs.
  const http::AddressRules& member_rules() const { return member_rules_; }
  // Where URLs of this installation's own files may lead: public addresses, and client.allow_cidrs.
  const http::AddressRules& operator_rules() const { return operator_rules_; }
  // Whether URLs that members enter may be http: in development.
  bool member_http() const { return member_http_; }

 private:
  const HttpClientSettings* settings_ = nullptr;
  http::Client* client_ = nullptr;  // the service's
  http::AddressRules member_rules_ = http::AddressRules::public_only(), operator_rules_ = member_rules_;
  bool member_http_ = false;
};

}  // namespace tenstone::service
