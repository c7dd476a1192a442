// Whose request it is, when it came through proxies: a header says so, and anybody can write that header. So it is read
// from its end, where our own proxies wrote, and only as far as each writer is trusted.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/http/ip_address.hpp"

namespace tenstone::http {

struct ProxyTrust {
  std::vector<Cidr> proxies;  // whose word about others is taken
  // "X-Forwarded-For", "Forwarded" (RFC 7239), or the name of a header in which the proxy puts the one address
  // ("CF-Connecting-IP"); that one must be overwritten by the proxy whatever came in.
  std::string header = "X-Forwarded-For";
};

// Beyond it nobody's own proxies reach; a wider network is everybody, and then everybody may say who he is.
inline constexpr unsigned kWidestTrust = 7;  // the prefix of fc00::/7, the largest private network
bool trusts_everybody(const Cidr& network);

// The hops of a list are looked at from the last one to the first; at most this many.
inline constexpr std::size_t kMostHops = 32;

// `peer` is the socket's other end, "192.0.2.1"; "unix:…" is trusted. Unless it is trusted, the headers are not looked
// at. The answer is the last hop that is no trusted proxy; where all are trusted, the first of them; before what is no
// address (malformed, "unknown", "_hidden"), the last one that was. Nothing: not even the peer has one, or is a unix
// socket without a usable header.
std::optional<IpAddress> client_address(std::string_view peer, std::span<const Field> headers, const ProxyTrust& trust);

// Puts it into the request, as its client(). First in the chain after request_id, so that the access log and whatever
// counts sees it. Throws std::invalid_argument when a network trusts_everybody().
NamedMiddleware client_address(ProxyTrust trust);

}  // namespace tenstone::http
