#include "tenstone/postgres/blocking.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/core.h>
#include <libpq-fe.h>
#include <memory>
#include <poll.h>
#include <thread>

#include "text_rows.hpp"

namespace tenstone::postgres {
namespace {
using Steady = std::chrono::steady_clock;
using Opened = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::chrono::milliseconds left_until(Steady::time_point end) {
  return std::max(std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now()), std::chrono::milliseconds(0));
}

// False: the deadline came first.
bool wait_for(PGconn* connection, short events, Steady::time_point end) {
  for (;;) {
    pollfd socket{PQsocket(connection), events, 0};
    const int ready = poll(&socket, 1, static_cast<int>(left_until(end).count()));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Empty: connected.
std::optional<Error> finish_connecting(PGconn* connection, Steady::time_point end) {
  if (!connection || PQstatus(connection) == CONNECTION_BAD) return unavailable(connection, "connecting");
  for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK; next = PQconnectPoll(connection)) {
    if (next == PGRES_POLLING_FAILED) return unavailable(connection, "connecting");
    if (!wait_for(connection, next == PGRES_POLLING_READING ? POLLIN : POLLOUT, end))
      return unavailable(connection, "no connection in time");
  }
  PQsetNoticeProcessor(connection, [](void*, const char*) {}, nullptr);
  return {};
}

Result<TextRows> execute(PGconn* connection, const std::string& sql, Steady::time_point end) {
  if (!PQsendQuery(connection, sql.c_str())) return unavailable(connection, "sending");
  TextRows rows;
  std::optional<Error> refused;
  for (;;) {
    while (PQisBusy(connection)) {
      if (!wait_for(connection, POLLIN, end)) return unavailable(connection, "no answer in time");
      if (!PQconsumeInput(connection)) return unavailable(connection, "connection lost");
    }
    const Answer answer(PQgetResult(connection), PQclear);
    if (!answer) break;
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
      rows = text_rows(answer.get());
    else if (!refused)
      refused = Error(kStatementRefused, {}, PQresultErrorMessage(answer.get()));
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) break;  // never ends by itself
  }
  if (PQstatus(connection) == CONNECTION_BAD) return unavailable(connection, "connection lost");
  if (refused) return *refused;
  return rows;
}

}  // namespace

Result<TextRows> execute_blocking(const std::string& url, std::string_view sql, std::chrono::milliseconds deadline) {
  const auto end = Steady::now() + deadline;
  const Opened connection(PQconnectStart(url.c_str()), PQfinish);
  if (auto error = finish_connecting(connection.get(), end)) return *error;
  const auto limit = std::max(left_until(end), std::chrono::milliseconds(1));  // 0 would mean: none
  if (auto set = execute(connection.get(), fmt::format("SET statement_timeout = {}", limit.count()), end); !set)
    return set.error();
  return execute(connection.get(), std::string(sql), end);
}

bool await_startup(const std::string& url, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kPause(50);
  const auto end = Steady::now() + patience;
  PGPing answer = PQping(url.c_str());
  for (; answer == PQPING_REJECT && Steady::now() < end; answer = PQping(url.c_str()))
    std::this_thread::sleep_for(kPause);
  return answer == PQPING_OK;
}

}  // namespace tenstone::postgres
