#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone::redis {

struct Endpoint {
  std::string path;  // of a unix socket; empty: host and port
  std::string host;  // a name or an address
  std::uint16_t port = 6379;
  std::string user;
  Secret<std::string> password;
  std::uint16_t database = 0;
  bool tls = false;
  std::string ca_file;  // of the authority that signed the server's certificate; empty: the system's

  std::string where() const;  // for people: no secrets
};

// unix:///path, redis://[[user]:password@]host[:port][/db], or the same as rediss://, which means TLS and may end with
// ?sslrootcert=/path, as a DATABASE_URL may. User, password and paths may be percent-encoded.
// Error: redis_url_invalid; its message names what is wrong and how to write it, and never holds the password.
Result<Endpoint> parse_url(std::string_view url);

}  // namespace tenstone::redis
