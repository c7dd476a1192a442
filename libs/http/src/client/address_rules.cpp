#include "tenstone/http/address_rules.hpp"

#include <algorithm>
#include <initializer_list>

namespace tenstone::http {
namespace {

using Networks = std::vector<Cidr>;

Networks networks_of(std::initializer_list<std::string_view> texts) {
  Networks networks;
  for (const std::string_view text : texts) networks.push_back(Cidr::parse(text).value());
  return networks;
}

bool one_contains(const Networks& networks, const IpAddress& address) {
  return std::ranges::any_of(networks, [&](const Cidr& network) { return network.contains(address); });
}

// iana-ipv4-special-registry, and multicast (RFC 5771).
const Networks& special_v4() {
  static const Networks kNetworks = networks_of(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
       "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
       "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
  return kNetworks;
}

// iana-ipv6-special-registry: its parts within 2000::/3, which holds all that is public.
const Networks& special_v6() {
  static const Networks kNetworks =
      networks_of({"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"});
  return kNetworks;
}

bool is_public(const IpAddress& address) {
  static const Cidr kGlobalUnicast = Cidr::parse("2000::/3").value();
  if (address.is_v4()) return !one_contains(special_v4(), address);
  return kGlobalUnicast.contains(address) && !one_contains(special_v6(), address);
}

// The IPv4 address that NAT64 would send to (RFC 6052 §2.2).
std::optional<IpAddress> translated(const IpAddress& address) {
  static const Cidr kNat64Network = Cidr::parse("64:ff9b::/96").value();
  if (!kNat64Network.contains(address)) return std::nullopt;
  const auto* const byte = address.bytes().data() + 12;
  return IpAddress::parse(std::to_string(byte[0]) + "." + std::to_string(byte[1]) + "." + std::to_string(byte[2]) +
                          "." + std::to_string(byte[3]));
}

}  // namespace

AddressRules AddressRules::public_only(std::vector<Cidr> allow) {
  AddressRules rules;
  rules.allow_ = std::move(allow);
  return rules;
}

AddressRules AddressRules::anything() {
  AddressRules rules;
  rules.public_only_ = false;
  return rules;
}

bool AddressRules::permits(const IpAddress& address) const {
  if (!public_only_ || one_contains(allow_, address)) return true;
  const auto inner = translated(address);
  return inner ? permits(*inner) : is_public(address);
}

std::string AddressRules::text() const {
  std::string text = public_only_ ? "public" : "anything";
  for (const Cidr& network : allow_) text += "+" + to_string(network);
  return text;
}

}  // namespace tenstone::http
