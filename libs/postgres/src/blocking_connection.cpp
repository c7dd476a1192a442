#include "tenstone/postgres/blocking_connection.hpp"

#include <array>
#include <charconv>
#include <fmt/core.h>
#include <libpq-fe.h>
#include <optional>

#include "tenstone/postgres/errors.hpp"
#include "text_rows.hpp"

namespace tenstone::postgres {
namespace {
using ServerAnswer = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::string_view field_of(const PGresult* answer, int which) {
  const char* text = PQresultErrorField(answer, which);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

Error refusal(PGconn* connection, const PGresult* answer) {
  if (PQstatus(connection) == CONNECTION_BAD) return unavailable(connection, "connection lost");
  const std::string_view state = field_of(answer, PG_DIAG_SQLSTATE);
  std::string detail = fmt::format("{}: {}", state, field_of(answer, PG_DIAG_MESSAGE_PRIMARY));
  for (const int more : {PG_DIAG_MESSAGE_DETAIL, PG_DIAG_CONTEXT})
    if (const auto text = field_of(answer, more); !text.empty()) detail += fmt::format(" ({})", text);
  const std::string_view severity = field_of(answer, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "FATAL" || severity == "PANIC") return Error(kDatabaseUnavailable, {}, std::move(detail));
  if (state == "57014") return Error(kStatementCancelled, {}, std::move(detail));
  if (state == "55P03") return Error(kLockNotAvailable, {}, std::move(detail));
  return Error(kStatementRefused, {}, std::move(detail));
}

bool succeeded(ExecStatusType status) {
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

// Reads the answers up to the last one, so that the connection can be used again. Returns the first error.
std::optional<Error> drain(PGconn* connection) {
  std::optional<Error> first;
  for (;;) {
    const ServerAnswer answer(PQgetResult(connection), PQclear);
    if (!answer) break;
    if (!first && !succeeded(PQresultStatus(answer.get()))) first = refusal(connection, answer.get());
    if (PQstatus(connection) == CONNECTION_BAD) break;
  }
  if (!first && PQstatus(connection) == CONNECTION_BAD) first = unavailable(connection, "connection lost");
  return first;
}

// Empty: the server waits in the COPY state `wanted`.
std::optional<Error> begin_copy(PGconn* connection, const std::string& sql, ExecStatusType wanted) {
  const ServerAnswer answer(PQexec(connection, sql.c_str()), PQclear);
  if (!answer) return unavailable(connection, "sending");
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == wanted) return {};
  if (succeeded(status)) return Error(kCopyBroken, "The statement is no COPY in this direction", sql);
  return refusal(connection, answer.get());
}

// The number of rows that the server confirms by the command tag, "COPY 42".
Result<std::uint64_t> end_copy(PGconn* connection) {
  const ServerAnswer answer(PQgetResult(connection), PQclear);
  if (!answer) return unavailable(connection, "no end of the COPY");
  if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) {
    Error error = refusal(connection, answer.get());
    drain(connection);
    return error;
  }
  const std::string tag = PQcmdStatus(const_cast<PGresult*>(answer.get()));
  constexpr std::string_view kTag = "COPY ";
  std::uint64_t rows = 0;
  const char* end = tag.data() + tag.size();
  const bool counted = tag.starts_with(kTag) && tag.size() > kTag.size() &&
                       std::from_chars(tag.data() + kTag.size(), end, rows).ptr == end;
  if (auto error = drain(connection)) return *error;
  if (!counted) return Error(kCopyBroken, {}, fmt::format("the command tag is \"{}\"", tag));
  return rows;
}

void abandon_copy_out(PGconn* connection, const Canceller& canceller) {
  canceller.cancel();
  for (char* bytes = nullptr; PQgetCopyData(connection, &bytes, 0) > 0;) PQfreemem(bytes);
  drain(connection);
}

}  // namespace

void Canceller::cancel() const {
  std::array<char, 256> why{};
  if (target_) PQcancel(target_.get(), why.data(), static_cast<int>(why.size()));
}

void BlockingConnection::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

Result<BlockingConnection> BlockingConnection::open(const std::string& url, std::chrono::seconds connect_timeout,
                                                    const std::string& application_name) {
  const std::string timeout = std::to_string(connect_timeout.count());
  const std::array keys{"dbname",
                        "application_name",
                        "connect_timeout",
                        "keepalives_idle",
                        "keepalives_interval",
                        "keepalives_count",
                        "tcp_user_timeout",
                        static_cast<const char*>(nullptr)};
  const std::array values{url.c_str(), application_name.c_str(),         timeout.c_str(), "15", "10", "3",
                          "45000",     static_cast<const char*>(nullptr)};
  std::unique_ptr<pg_conn, Close> connection(PQconnectdbParams(keys.data(), values.data(), 1));
  if (!connection || PQstatus(connection.get()) != CONNECTION_OK) return unavailable(connection.get(), "connecting");
  PQsetNoticeReceiver(connection.get(), [](void*, const PGresult*) {}, nullptr);
  return BlockingConnection(std::move(connection));
}

Result<TextRows> BlockingConnection::execute(const std::string& sql) {
  const ServerAnswer answer(PQexec(connection_.get(), sql.c_str()), PQclear);
  if (!answer) return unavailable(connection_.get(), "sending");
  const ExecStatusType status = PQresultStatus(answer.get());
  if (succeeded(status)) return text_rows(answer.get());
  if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
    connection_.reset();  // closed: the COPY never ends by itself
    return Error(kCopyBroken, "A COPY was executed as a statement", sql);
  }
  return refusal(connection_.get(), answer.get());
}

Result<std::uint64_t> BlockingConnection::copy_out(const std::string& sql,
                                                   const std::function<Result<void>(std::string_view)>& take) {
  PGconn* connection = connection_.get();
  if (auto error = begin_copy(connection, sql, PGRES_COPY_OUT)) return *error;
  std::uint64_t taken = 0;
  for (;;) {
    char* bytes = nullptr;
    const int size = PQgetCopyData(connection, &bytes, 0);
    if (size == -1) break;
    if (size < 0) return unavailable(connection, "connection lost during a COPY");
    const std::unique_ptr<char, decltype(&PQfreemem)> owner(bytes, PQfreemem);
    if (auto kept = take({bytes, static_cast<std::size_t>(size)}); !kept) {
      abandon_copy_out(connection, canceller());
      return kept.error();
    }
    ++taken;
  }
  auto confirmed = end_copy(connection);
  if (confirmed && *confirmed != taken)
    return Error(kCopyBroken, {}, fmt::format("{} rows came, the server confirmed {}", taken, *confirmed));
  return confirmed;
}

Result<std::uint64_t> BlockingConnection::copy_in(const std::string& sql,
                                                  const std::function<Result<std::string_view>()>& give) {
  PGconn* connection = connection_.get();
  if (auto error = begin_copy(connection, sql, PGRES_COPY_IN)) return *error;
  constexpr std::size_t kLargest = std::size_t{1} << 20U;  // libpq counts in int
  for (;;) {
    const Result<std::string_view> piece = give();
    if (!piece) {
      PQputCopyEnd(connection, "the sender failed");
      drain(connection);
      return piece.error();
    }
    if (piece->empty()) break;
    for (std::string_view left = *piece; !left.empty(); left.remove_prefix(std::min(left.size(), kLargest)))
      if (PQputCopyData(connection, left.data(), static_cast<int>(std::min(left.size(), kLargest))) != 1)
        return unavailable(connection, "connection lost during a COPY");
  }
  if (PQputCopyEnd(connection, nullptr) != 1) return unavailable(connection, "connection lost during a COPY");
  return end_copy(connection);
}

Canceller BlockingConnection::canceller() const {
  return Canceller(std::shared_ptr<pg_cancel>(PQgetCancel(connection_.get()), PQfreeCancel));
}

int BlockingConnection::server_version() const { return PQserverVersion(connection_.get()); }

}  // namespace tenstone::postgres
