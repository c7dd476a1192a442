#include "socket_peer.hpp"

#include <algorithm>
#include <utility>

namespace tenstone::http {

SocketPeer::SocketPeer(std::string text, std::span<const Cidr> proxies) : address(std::move(text)), group(address) {
  // A socket's link-local address has a zone.
  const auto parsed = IpAddress::parse(std::string_view(address).substr(0, address.find('%')));
  if (!parsed) return;
  group = group_of(*parsed);
  is_proxy = std::ranges::any_of(proxies, [&](const Cidr& network) { return network.contains(*parsed); });
}

}  // namespace tenstone::http
