// The PostgreSQL client of a process: pipelined, non-blocking, one set of connections per loop.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/postgres/errors.hpp"
#include "tenstone/postgres/listener.hpp"
#include "tenstone/postgres/options.hpp"
#include "tenstone/postgres/rows.hpp"
#include "tenstone/postgres/session.hpp"
#include "tenstone/postgres/statement.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::postgres {

// One per process. Every call is made on a loop, suspends, and resumes there. Connections are opened at first use, and
// reopened after a loss (10 ms, doubling to 1 s). Statements of one loop tick leave in one write.
//
// Errors. Returned: a constraint that was violated, transaction_conflict. Thrown as Failure: deadline_exceeded (the
// statement took longer than statement_timeout; a write may have happened), database_unavailable (not connected within
// that time; or the connection was lost after a write was sent, whose outcome is then unknown, which `detail` says),
// database_busy (10,000 wait already), unstorable_text, database_error (a bug: wrong SQL, wrong types).
//
// Must be gone before its Loops are, and after their threads have ended or close() has returned.
class Database {
 public:
  Database(runtime::Loops& loops, Options options);
  ~Database();
  Database(const Database&) = delete;

  // A short read on the loop's read connection, which is read-only. Reads of one tick share one Sync; when one fails,
  // those behind it are sent again, each alone. Sent again after a lost connection too. What may take longer than some
  // milliseconds belongs on a connection(): those behind it wait.
  Task<Rows> read(Query query);
  template <class... A>
  Task<Rows> read(const Statement& statement, const A&... args) {
    return read(Query(statement, args...));
  }

  // One durable write: when it resumes, it is committed. Its Sync is its own, so no neighbour's failure touches it.
  Task<Result<Rows>> write(Query query);
  template <class... A>
  Task<Result<Rows>> write(const Statement& statement, const A&... args) {
    return write(Query(statement, args...));
  }

  // Wait for a connection of the loop's pool, up to statement_timeout: database_busy.
  Task<Transaction> begin();
  Task<Lease> connection();

  // Calls on_message(payload) for every NOTIFY on the channel, and on_listening whenever LISTEN begins to stand: at
  // first and after each reconnect. What was sent before then went unheard, so that is when to read the truth. Both are
  // called on this loop, must not block, and end with the Listener. A LISTEN that the server refuses is the end of the
  // supervised task "postgres.listen" (runtime/supervisor.hpp), and tried again after a pause. Does not suspend.
  Listener listen(std::string channel, std::function<void(std::string_view payload)> on_message,
                  std::function<void()> on_listening);

  // For health checks: one round trip on the calling loop's read connection, which is opened if need be, and one on its
  // write connection once that is in use.
  Task<> ready();

  // Refuses what comes, waits for what is under way (at most `patience`), closes every connection of every loop.
  Task<> close(std::chrono::milliseconds patience);

 private:
  struct Client;
  struct State;
  Client& here();
  static Task<> close_here(Client* client, std::chrono::milliseconds patience);
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::postgres
