// What was received: the events, and how their work goes.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/event.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

inline const ErrorCode kEventNotFound{ErrorKind::NotFound, "event_not_found", "There is no such event"};
inline const ErrorCode kEventUnfinished{ErrorKind::Conflict, "event_unfinished",
                                        "The event is still being worked on: it is replayed when that has ended"};

struct InboxEntry {
  Uuid id;
  std::string source, event_id, type;
  Time received_at;
  std::int64_t bytes = 0;
  std::int32_t duplicates = 0, conflicts = 0;
  std::optional<Time> last_duplicate_at;
  Uuid job;
  WorkState state;
};
struct InboxContent {
  InboxEntry entry;
  std::map<std::string, std::string> headers;  // by name, lower case
  std::string body;
};

struct InboxQuery {
  std::optional<std::string> source = {}, type = {};
  bool failed = false;                     // only those whose job has failed
  bool conflict = false;                   // only those with a duplicate that had another body
  std::optional<Time> from = {}, to = {};  // received at or after, before
  std::optional<Uuid> before = {};         // the last id of the page before; if failed: its job
  std::size_t limit = 50;
};

// One a process, used on any loop. All of it suspends, and throws what Database throws.
class Inbox {
 public:
  static constexpr std::size_t kMostRedriven = 1000;

  // They must outlive it.
  Inbox(postgres::Database& database, Work& work, Ids& ids) : database_(database), work_(work), ids_(ids) {}

  // Newest first: by id, failed ones by the id of their job.
  Task<std::vector<InboxEntry>> list(Uuid org, InboxQuery query);
  Task<std::optional<InboxContent>> find(Uuid org, Uuid id);
  // For its handler. Nothing: it has expired, or its organisation has none of this id.
  Task<std::optional<Event>> event(Uuid org, Uuid id);

  // Its job once more when that has failed or was cancelled, else a new one when it has succeeded; with an audit row,
  // both or neither. Errors: event_not_found, event_unfinished.
  Task<Result<void>> replay(Caller by, Uuid id);
  // All failed ones, at most kMostRedriven of the newest, in one transaction with an audit row. How many.
  Task<Result<std::int64_t>> redrive(Caller by);

 private:
  Task<std::vector<InboxEntry>> with_states(Uuid org, std::vector<InboxEntry> entries);
  Task<std::vector<InboxEntry>> list_failed(Uuid org, InboxQuery query);

  postgres::Database& database_;
  Work& work_;
  Ids& ids_;
};

// Removes events that are older than `inbox_for`, and what was seen and has expired, some hundreds of rows a statement.
// Several processes may do so at once: each takes rows that no other has.
Task<> remove_expired(postgres::Database& database, std::chrono::seconds inbox_for);

}  // namespace tenstone::webhooks
