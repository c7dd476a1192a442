#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tenstone::postgres {

struct Options {
  std::string url;            // postgresql://… or libpq's key=value form
  std::size_t pool_size = 4;  // per loop: transactions, leases
  std::chrono::milliseconds statement_timeout{5000};
  // Asked on a thread before every connect but the first: the server may have moved. May block. Unset: url.
  std::function<std::string()> renew_url;
  // "database.lost" and "database.restored", with the reason; on the connection's loop. What it throws is dropped.
  std::function<void(std::string_view event, std::string_view detail)> report;
};

}  // namespace tenstone::postgres
