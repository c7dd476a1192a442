// A connection that one thread works with and that blocks it: for programs that copy tables, such as the backup.
// Everything else uses `Database`.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/postgres/blocking.hpp"

struct pg_conn;    // libpq's
struct pg_cancel;  // libpq's

namespace tenstone::postgres {

inline const ErrorCode kStatementCancelled{ErrorKind::Unavailable, "statement_cancelled",
                                           "A statement was cancelled or took too long"};
inline const ErrorCode kLockNotAvailable{ErrorKind::Unavailable, "lock_not_available",
                                         "Another session holds a lock for too long; try again later"};
inline const ErrorCode kCopyBroken{ErrorKind::Unavailable, "copy_broken",
                                   "The database ended a COPY without confirming all of its rows"};

// Stops what a BlockingConnection executes. Safe on any thread, also after the connection is gone. Does nothing when no
// statement runs, so the caller checks its own flag between two statements.
class Canceller {
 public:
  explicit Canceller(std::shared_ptr<pg_cancel> target) : target_(std::move(target)) {}
  void cancel() const;  // blocks until the server has the request

 private:
  std::shared_ptr<pg_cancel> target_;
};

// Every function blocks. No statement has a deadline of its own: set statement_timeout or lock_timeout, or cancel. A
// server that is gone is noticed within 45 s (TCP keep-alive).
// Errors of every function: database_unavailable (no connection, or lost; the object is of no more use),
// statement_cancelled (SQLSTATE 57014), lock_not_available (55P03), statement_refused (all others; the detail begins
// with the SQLSTATE). After these three the connection can be used again.
class BlockingConnection {
 public:
  static Result<BlockingConnection> open(const std::string& url, std::chrono::seconds connect_timeout,
                                         const std::string& application_name);

  // The rows of the last statement of `sql`.
  Result<TextRows> execute(const std::string& sql);

  // Executes a `COPY … TO STDOUT` and passes each row to `take`; in text format that is one line with its "\n". The
  // bytes are valid during the call. Returns the number of rows, once the server has confirmed the end and that number.
  // An error of `take` cancels the COPY and is returned. Error: copy_broken.
  Result<std::uint64_t> copy_out(const std::string& sql, const std::function<Result<void>(std::string_view)>& take);

  // Executes a `COPY … FROM STDIN` with the bytes that `give` returns, in pieces of any size. An empty piece is the
  // end. Returns the number of rows that the server has stored. An error of `give` ends the COPY without a row and is
  // returned. Error: copy_broken.
  Result<std::uint64_t> copy_in(const std::string& sql, const std::function<Result<std::string_view>()>& give);

  Canceller canceller() const;
  int server_version() const;  // 150004 is 15.4

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  explicit BlockingConnection(std::unique_ptr<pg_conn, Close> connection) : connection_(std::move(connection)) {}

  std::unique_ptr<pg_conn, Close> connection_;
};

}  // namespace tenstone::postgres
