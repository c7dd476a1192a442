#pragma once
#include <span>
#include <string>

#include "tenstone/http/ip_address.hpp"

namespace tenstone::http {

// A socket's other end.
struct SocketPeer {
  SocketPeer(std::string address, std::span<const Cidr> proxies);
  std::string address;
  std::string group;      // as which it counts among the connections of one address; of IPv6 the /64
  bool is_proxy = false;  // a trusted one: it brings the requests of everybody
};

}  // namespace tenstone::http
