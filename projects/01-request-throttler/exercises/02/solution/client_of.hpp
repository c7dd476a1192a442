// From the peer towards the client, for as long as the one who wrote the next hop is trusted. Where all are ours, the
// request began at the first of them.
#pragma once
#include <ranges>

#include "../hops.hpp"

namespace solution {

inline std::string_view client_of(std::string_view peer, exercise::Hops hops, const exercise::IsTrusted& is_trusted) {
  std::string_view client = peer;
  for (const std::string_view hop : hops | std::views::reverse) {
    if (!is_trusted(client)) break;
    client = hop;
  }
  return client;
}

}  // namespace solution
