#include "tenstone/http/client_address.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "forwarded.hpp"

namespace tenstone::http {
namespace {

constexpr std::string_view kUnix = "unix:";

// The last hops of a list that may have any number.
class Hops {
 public:
  void add(std::string_view hop) { hops_[count_++ % kMostHops] = hop; }
  std::size_t size() const { return std::min(count_, kMostHops); }
  std::string_view from_the_end(std::size_t i) const { return hops_[(count_ - 1 - i) % kMostHops]; }

 private:
  std::array<std::string_view, kMostHops> hops_;
  std::size_t count_ = 0;
};

bool is_trusted(const IpAddress& address, const ProxyTrust& trust) {
  return std::ranges::any_of(trust.proxies, [&](const Cidr& network) { return network.contains(address); });
}

// From the peer, which is trusted, towards the client.
std::optional<IpAddress> walk(std::optional<IpAddress> last_good, const Hops& hops, const ProxyTrust& trust,
                              std::optional<IpAddress> (*address_of)(std::string_view)) {
  for (std::size_t i = 0; i < hops.size(); ++i) {
    const std::optional<IpAddress> address = address_of(hops.from_the_end(i));
    if (!address) return last_good;
    last_good = address;
    if (!is_trusted(*address, trust)) return address;
  }
  return last_good;
}

std::optional<IpAddress> only_value(std::optional<IpAddress> peer, std::span<const Field> headers,
                                    std::string_view name) {
  std::optional<IpAddress> told;
  for (const Field& field : headers) {
    if (!equal_ignoring_case(field.name, name)) continue;
    if (told) return peer;  // two of them: the proxy did not overwrite what came in
    told = parse_hop(field.value);
    if (!told) return peer;
  }
  return told ? told : peer;
}

}  // namespace

bool trusts_everybody(const Cidr& network) { return network.prefix() < kWidestTrust; }

std::optional<IpAddress> client_address(std::string_view peer, std::span<const Field> headers,
                                        const ProxyTrust& trust) {
  const auto address = IpAddress::parse(peer.substr(0, peer.find('%')));  // a socket's link-local address has a zone
  if (address ? !is_trusted(*address, trust) : !peer.starts_with(kUnix)) return address;
  const bool forwarded = equal_ignoring_case(trust.header, "forwarded");
  if (!forwarded && !equal_ignoring_case(trust.header, "x-forwarded-for"))
    return only_value(address, headers, trust.header);
  Hops hops;
  const auto add = [&hops](std::string_view hop) {
    if (hop.find_first_not_of(" \t") != hop.npos) hops.add(hop);  // an empty one means nothing: RFC 9110 §5.6.1.2
  };
  for (const Field& field : headers)
    if (equal_ignoring_case(field.name, trust.header))
      forwarded ? for_each_forwarded(field.value, add) : for_each_in_list(field.value, add);
  return walk(address, hops, trust, forwarded ? forwarded_for : parse_hop);
}

NamedMiddleware client_address(ProxyTrust trust) {
  for (const Cidr& network : trust.proxies)
    if (trusts_everybody(network))
      throw std::invalid_argument("the proxies " + to_string(network) + " are everybody: name your own");
  return {"client_address", [trust = std::move(trust)](Request& request, Next next) {
            if (const auto client = client_address(request.peer(), request.headers(), trust))
              request.set_client(*client);
            return next(request);
          }};
}

}  // namespace tenstone::http
