#include "operators.hpp"

#include <algorithm>
#include <array>

namespace tenstone::service {
namespace {

constexpr std::array kProxyHeaders = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"};

bool holds(std::span<const http::Cidr> networks, const http::IpAddress& address) {
  return std::ranges::any_of(networks, [&](const http::Cidr& network) { return network.contains(address); });
}

bool is_loopback(const http::IpAddress& address) {
  static const std::array kLoopback = {*http::Cidr::parse("127.0.0.0/8"), *http::Cidr::parse("::1")};
  return holds(kLoopback, address);
}

}  // namespace

Operators::Operators(const HttpSettings& settings)
    : proxies_(settings.proxies()),
      networks_(settings.operators.networks),
      own_(http::IpAddress::parse(settings.address)) {}

bool Operators::include(std::string_view peer, std::span<const http::Field> headers) const {
  const auto client = http::client_address(peer, headers, proxies_);
  if (!client) return false;
  const bool passed_on = were_passed_on(headers);
  if (passed_on && holds(proxies_.proxies, *client)) return false;  // a trusted proxy that does not say whose it is
  if (holds(networks_, *client)) return true;
  return !passed_on && is_this_machine(*client);
}

bool Operators::is_this_machine(const http::IpAddress& address) const {
  return is_loopback(address) || address == own_;
}

bool Operators::were_passed_on(std::span<const http::Field> headers) const {
  return std::ranges::any_of(headers, [this](const http::Field& field) {
    const auto is_field = [&](std::string_view name) { return http::equal_ignoring_case(field.name, name); };
    return is_field(proxies_.header) || std::ranges::any_of(kProxyHeaders, is_field);
  });
}

}  // namespace tenstone::service
