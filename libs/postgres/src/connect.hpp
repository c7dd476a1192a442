#pragma once
#include <chrono>
#include <functional>
#include <string>

#include "wire.hpp"

namespace tenstone::postgres {

struct Connected {
  PgConn connection;  // null: no
  std::string error;
};

// Blocks up to `timeout` (libpq counts whole seconds, at least two); name resolution happens here too, which is why it
// runs on a thread. Sets what every connection of ours has: schema, UTC, time-outs, keep-alive.
Connected connect_now(const std::string& url, Use use, std::chrono::milliseconds timeout,
                      std::chrono::milliseconds statement_timeout);

}  // namespace tenstone::postgres
