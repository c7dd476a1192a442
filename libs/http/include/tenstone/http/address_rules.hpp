// Which addresses a request may go to: the guard against requests that outsiders make us send to our own network
// (SSRF).
#pragma once
#include <string>
#include <vector>

#include "tenstone/http/ip_address.hpp"

namespace tenstone::http {

// A value. Two that permit by the same list compare equal and share connections.
class AddressRules {
 public:
  // Public addresses, and those of the networks in `allow`, which win.
  //
  // Not public is all that the IANA registries of special-purpose addresses list (RFC 6890 and its updates),
  // whatever they say of reachability: loopback, private, shared (100.64.0.0/10), link-local (169.254.169.254 is
  // there), documentation, benchmarking, 6to4 and Teredo; besides these all multicast, and all IPv6 outside of
  // 2000::/3. An IPv6 address that NAT64 made of an IPv4 address (64:ff9b::/96) is as public as the latter. An
  // IPv4-mapped address is that IPv4 address (ip_address.hpp).
  static AddressRules public_only(std::vector<Cidr> allow = {});
  // Every address: for URLs that the operator has written.
  static AddressRules anything();

  bool permits(const IpAddress& address) const;
  // The same text for equal rules: "public", "public+10.0.0.0/8", "anything".
  std::string text() const;

  friend bool operator==(const AddressRules&, const AddressRules&) = default;

 private:
  AddressRules() = default;
  bool public_only_ = true;
  std::vector<Cidr> allow_;
};

}  // namespace tenstone::http
