#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tenstone/http/client_address.hpp"
#include "tenstone/service/settings.hpp"

namespace tenstone::service {

// Who is shown how a process does: whoever asks from this machine, and the networks of http.operators.
//
// What a proxy on this machine passes on comes from this machine, too: it counts as the proxy's client. It is known by
// the headers that proxies add; one that adds none must not pass on /metrics and /readyz.
class Operators {
 public:
  explicit Operators(const HttpSettings& settings);
  // `peer`: the other end of the socket, "192.0.2.1".
  bool include(std::string_view peer, std::span<const http::Field> headers) const;

 private:
  bool is_this_machine(const http::IpAddress& address) const;
  bool were_passed_on(std::span<const http::Field> headers) const;

  http::ProxyTrust proxies_;
  std::vector<http::Cidr> networks_;
  std::optional<http::IpAddress> own_;  // that the process listens on: who has it is this machine
};

}  // namespace tenstone::service
