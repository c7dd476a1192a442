#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "tenstone/core/fd.hpp"
#include "wire.hpp"

namespace tenstone::postgres {

struct Connected {
  PgConn connection;  // null: no
  std::string error;
  // A duplicate of its socket, for the loop: libpq closes its own as soon as it sees that the connection is gone, and
  // that number may be somebody else's by the time that the loop lets go of it.
  Fd watched = Fd();
};

// Blocks up to `timeout` (libpq counts whole seconds, at least two); name resolution happens here too, which is why it
// runs on a thread. Sets what every connection of ours has: schema, UTC, time-outs, keep-alive.
Connected connect_now(const std::string& url, Use use, std::chrono::milliseconds timeout,
                      std::chrono::milliseconds statement_timeout);

}  // namespace tenstone::postgres
