// One caller's statements on their way through a connection.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "tenstone/core/error.hpp"
#include "tenstone/postgres/rows.hpp"
#include "tenstone/postgres/statement.hpp"

namespace tenstone::postgres {

// How a connection may be used, which decides what a lost connection means for the work on it.
enum class Use : std::uint8_t {
  Read,     // read-only; work of one tick shares a Sync; what was lost is sent again
  Write,    // every work has a Sync of its own; what was sent and lost has an unknown outcome
  Session,  // a transaction or a lease: ends with its connection
  Listen,   // reconnects by itself; what was lost is for its owner to repeat
};

struct Work {
  std::vector<Query> queries;
  std::chrono::steady_clock::time_point deadline;
  std::vector<Rows> rows;
  std::optional<Error> error;
  bool fatal = false;    // the error ends the request
  bool stale = false;    // the server lost, or cannot use, the prepared statement: nothing ran
  bool aborted = false;  // a neighbour under the same Sync failed: nothing ran
  bool alone = false;    // wants its own Sync
  bool done = false;     // its caller has been answered; what still arrives is dropped
  int repeats = 0;
  std::move_only_function<void()> resume;

  void fail(Error what, bool ends_the_request) {
    if (!error) {
      error = std::move(what);
      fatal = ends_the_request;
    }
  }
};
using WorkPtr = std::shared_ptr<Work>;

}  // namespace tenstone::postgres
