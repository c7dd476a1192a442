#include "connect.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/core.h>
#include <libpq-fe.h>

namespace tenstone::postgres {
namespace {

const char* application_name(Use use) {
  switch (use) {
    case Use::Read: return "tenstone read";
    case Use::Write: return "tenstone write";
    case Use::Session: return "tenstone session";
    case Use::Listen: return "tenstone listen";
  }
  return "tenstone";
}

}  // namespace

Connected connect_now(const std::string& url, Use use, std::chrono::milliseconds timeout,
                      std::chrono::milliseconds statement_timeout) {
  // The server gives up a little before the caller does: then the connection and its neighbours live on.
  const auto margin = std::clamp<std::chrono::milliseconds>(statement_timeout / 5, std::chrono::milliseconds(10),
                                                            std::chrono::milliseconds(500));
  const auto server_timeout = std::max(statement_timeout - margin, std::chrono::milliseconds(1));
  const std::string seconds =
      std::to_string(std::max<long>(2, std::chrono::ceil<std::chrono::seconds>(timeout).count()));
  const std::string options =
      fmt::format("-c search_path=tenstone,public -c timezone=UTC -c datestyle=ISO -c statement_timeout={}{}",
                  server_timeout.count(), use == Use::Read ? " -c default_transaction_read_only=on" : "");
  const std::pair<const char*, const char*> settings[] = {
      {"dbname", url.c_str()},  // expanded first; what follows overrides it
      {"client_encoding", "UTF8"},  {"application_name", application_name(use)},
      {"options", options.c_str()}, {"connect_timeout", seconds.c_str()},
      {"keepalives_idle", "15"},    {"keepalives_interval", "5"},
      {"keepalives_count", "3"},    {"tcp_user_timeout", "30000"},
  };
  std::vector<const char*> keys;
  std::vector<const char*> values;
  for (const auto& [key, value] : settings) {
    keys.push_back(key);
    values.push_back(value);
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  PgConn connection(PQconnectdbParams(keys.data(), values.data(), 1));
  if (!connection) return {nullptr, "out of memory"};
  PQsetNoticeReceiver(connection.get(), [](void*, const PGresult*) {}, nullptr);
  if (PQstatus(connection.get()) == CONNECTION_OK) {
    Fd watched(fcntl(PQsocket(connection.get()), F_DUPFD_CLOEXEC, 0));
    if (!watched) return {nullptr, fmt::format("cannot duplicate the socket: {}", std::strerror(errno))};
    return {std::move(connection), {}, std::move(watched)};
  }
  std::string error = PQerrorMessage(connection.get());
  while (!error.empty() && error.back() == '\n') error.pop_back();
  return {nullptr, std::move(error)};
}

}  // namespace tenstone::postgres
