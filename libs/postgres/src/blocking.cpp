#include "tenstone/postgres/blocking.hpp"

#include <algorithm>
#include <cerrno>
#include <fmt/core.h>
#include <libpq-fe.h>
#include <memory>
#include <poll.h>
#include <thread>

#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {
namespace {
using Steady = std::chrono::steady_clock;
using BlockingConnection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
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

Error unavailable(PGconn* connection, std::string_view what) {
  std::string_view said = connection ? PQerrorMessage(connection) : "out of memory";
  while (said.ends_with('\n')) said.remove_suffix(1);
  return Error(kDatabaseUnavailable, {}, said.empty() ? std::string(what) : fmt::format("{}: {}", what, said));
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

TextRows rows_of(const PGresult* answer) {
  TextRows rows(static_cast<std::size_t>(PQntuples(answer)));
  for (int row = 0; row < PQntuples(answer); ++row)
    for (int column = 0; column < PQnfields(answer); ++column)
      rows[static_cast<std::size_t>(row)].push_back(PQgetisnull(answer, row, column)
                                                        ? std::nullopt
                                                        : std::optional<std::string>(PQgetvalue(answer, row, column)));
  return rows;
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
      rows = rows_of(answer.get());
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
  const BlockingConnection connection(PQconnectStart(url.c_str()), PQfinish);
  if (auto error = finish_connecting(connection.get(), end)) return *error;
  const auto limit = std::max(left_until(end), std::chrono::milliseconds(1));  // 0 would mean: none
  if (auto set = execute(connection.get(), fmt::format("SET statement_timeout = {}", limit.count()), end); !set)
    return set.error();
  return execute(connection.get(), std::string(sql), end);
}

void await_startup(const std::string& url, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kPause(50);
  const auto end = Steady::now() + patience;
  while (PQping(url.c_str()) == PQPING_REJECT && Steady::now() < end) std::this_thread::sleep_for(kPause);
}

}  // namespace tenstone::postgres
