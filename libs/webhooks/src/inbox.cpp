#include "tenstone/webhooks/inbox.hpp"

#include <algorithm>

#include "tenstone/audit/change.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Statement;
using postgres::Transaction;

// $2 source, $3 type, $4 with a conflict, $5 and $6 from and to, or NULL; $7 the id before which to begin, $8 how many.
constexpr Statement kListEvents{"webhooks.list_events", R"(
SELECT id, i.source, i.event_id, type, i.received_at, octet_length(body)::bigint, coalesce(duplicates, 0), coalesce(conflicts, 0),
       last_duplicate_at, job_id
  FROM webhook_inbox i
  LEFT JOIN webhook_seen s ON s.org_id = i.org_id AND s.source = i.source AND s.event_id = i.event_id AND inbox_id = id
 WHERE i.org_id = $1 AND ($2::text IS NULL OR i.source = $2) AND ($3::text IS NULL OR type = $3) AND (NOT $4 OR conflicts > 0)
   AND ($5::timestamptz IS NULL OR i.received_at >= $5) AND ($6::timestamptz IS NULL OR i.received_at < $6) AND id < $7
 ORDER BY id DESC LIMIT $8)"};
// The same among the events of the jobs $7, in the order of these. Of most events the job has the event's id.
constexpr Statement kListOfJobs{"webhooks.list_of_jobs", R"(
SELECT id, i.source, i.event_id, type, i.received_at, octet_length(body)::bigint, coalesce(duplicates, 0), coalesce(conflicts, 0),
       last_duplicate_at, job_id
  FROM webhook_inbox i
  LEFT JOIN webhook_seen s ON s.org_id = i.org_id AND s.source = i.source AND s.event_id = i.event_id AND inbox_id = id
 WHERE i.org_id = $1 AND ($2::text IS NULL OR i.source = $2) AND ($3::text IS NULL OR type = $3) AND (NOT $4 OR conflicts > 0)
   AND ($5::timestamptz IS NULL OR i.received_at >= $5) AND ($6::timestamptz IS NULL OR i.received_at < $6)
   AND (id = ANY ($7) OR job_id <> id) AND job_id = ANY ($7)
 ORDER BY job_id DESC)"};
struct EntryRow {
  Uuid id;
  std::string source, event_id, type;
  Time received_at;
  std::int64_t bytes;
  std::int32_t duplicates, conflicts;
  std::optional<Time> last_duplicate_at;
  Uuid job;
};

constexpr Statement kFindEvent{"webhooks.find_event", R"(
SELECT i.id, i.source, i.event_id, type, i.received_at, octet_length(body)::bigint, coalesce(duplicates, 0), coalesce(conflicts, 0),
       last_duplicate_at, job_id, headers, body, action
  FROM webhook_inbox i
  LEFT JOIN webhook_seen s ON s.org_id = i.org_id AND s.source = i.source AND s.event_id = i.event_id AND inbox_id = i.id
  LEFT JOIN webhook_sources o ON o.org_id = i.org_id AND o.name = i.source
 WHERE i.org_id = $1 AND i.id = $2)"};
struct ContentRow {
  Uuid id;
  std::string source, event_id, type;
  Time received_at;
  std::int64_t bytes;
  std::int32_t duplicates, conflicts;
  std::optional<Time> last_duplicate_at;
  Uuid job;
  std::string headers;
  Bytes body;
  std::optional<std::string> action;
};

constexpr Statement kLockEvent{"webhooks.lock_event",
                               "SELECT job_id FROM webhook_inbox WHERE org_id = $1 AND id = $2 FOR UPDATE"};
constexpr Statement kSetJob{"webhooks.set_job", "UPDATE webhook_inbox SET job_id = $3 WHERE org_id = $1 AND id = $2"};

constexpr Statement kRemoveEvents{"webhooks.remove_events", R"(
DELETE FROM webhook_inbox WHERE (org_id, id) IN (
  SELECT org_id, id FROM webhook_inbox WHERE received_at < tenstone.now() - $1::bigint * interval '1 second'
   LIMIT $2 FOR UPDATE SKIP LOCKED))"};
constexpr Statement kRemoveSeen{"webhooks.remove_seen", R"(
DELETE FROM webhook_seen WHERE (org_id, source, event_id) IN (
  SELECT org_id, source, event_id FROM webhook_seen WHERE expires_at <= tenstone.now()
   LIMIT $1 FOR UPDATE SKIP LOCKED))"};
constexpr std::int64_t kRemovedAtOnce = 500;
constexpr std::size_t kFailedAtOnce = 200;

template <class Row>
InboxEntry entry_of(Row& row) {
  return {.id = row.id,
          .source = std::move(row.source),
          .event_id = std::move(row.event_id),
          .type = std::move(row.type),
          .received_at = row.received_at,
          .bytes = row.bytes,
          .duplicates = row.duplicates,
          .conflicts = row.conflicts,
          .last_duplicate_at = row.last_duplicate_at,
          .job = row.job,
          .state = {}};
}

std::vector<InboxEntry> entries_of(const postgres::Rows& rows) {
  std::vector<InboxEntry> entries;
  for (EntryRow& row : rows.as<EntryRow>()) entries.push_back(entry_of(row));
  return entries;
}

std::map<std::string, std::string> headers_of(const std::string& json) {
  auto read = validation::parse_json<std::map<std::string, std::string>>(json);
  return read ? std::move(*read) : std::map<std::string, std::string>();
}

Uuid last_uuid() {
  Uuid last;
  last.bytes.fill(0xFF);
  return last;
}

struct Redriven {
  std::int64_t events;
};
constexpr auto schema(validation::For<Redriven>) {
  return validation::object<Redriven>(validation::field("events", &Redriven::events));
}

bool is_done_with(const Error& error) { return error.code == "job_not_found" || error.code == "job_not_failed"; }

}  // namespace

Task<std::vector<InboxEntry>> Inbox::with_states(Uuid org, std::vector<InboxEntry> entries) {
  if (entries.empty()) co_return entries;
  std::vector<Uuid> jobs;
  for (const InboxEntry& entry : entries) jobs.push_back(entry.job);
  auto states = co_await work_.states(org, std::move(jobs));
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i].state = std::move(states.at(i));
  co_return entries;
}

Task<std::vector<InboxEntry>> Inbox::list(Uuid org, InboxQuery query) {
  if (query.failed) co_return co_await list_failed(org, std::move(query));
  // Not a short read: a filter that few events pass looks through many.
  auto lease = co_await database_.connection();
  const auto rows =
      co_await lease.execute(kListEvents, org, query.source, query.type, query.conflict, query.from, query.to,
                             query.before.value_or(last_uuid()), static_cast<std::int64_t>(query.limit));
  if (!rows) throw Failure(rows.error());
  co_return co_await with_states(org, entries_of(*rows));
}

Task<std::vector<InboxEntry>> Inbox::list_failed(Uuid org, InboxQuery query) {
  std::vector<InboxEntry> entries;
  while (entries.size() < query.limit) {
    const auto jobs = co_await work_.failed(org, WorkKind::Event, query.before, kFailedAtOnce);
    if (jobs.empty()) break;
    query.before = jobs.back();
    const auto rows =
        co_await database_.read(kListOfJobs, org, query.source, query.type, query.conflict, query.from, query.to, jobs);
    std::ranges::move(entries_of(rows), std::back_inserter(entries));
  }
  const auto extra = std::ssize(entries) - static_cast<std::ptrdiff_t>(query.limit);
  if (extra > 0) entries.erase(entries.end() - extra, entries.end());
  co_return co_await with_states(org, std::move(entries));
}

Task<std::optional<InboxContent>> Inbox::find(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kFindEvent, org, id);
  auto row = rows.one<ContentRow>();
  if (!row) co_return std::nullopt;
  std::vector<InboxEntry> one;
  one.push_back(entry_of(*row));
  auto entries = co_await with_states(org, std::move(one));
  co_return InboxContent{std::move(entries.front()), headers_of(row->headers), std::move(row->body.value)};
}

Task<std::optional<Event>> Inbox::event(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kFindEvent, org, id);
  auto row = rows.one<ContentRow>();
  if (!row) co_return std::nullopt;
  Event event{.org = org,
              .id = id,
              .source = std::move(row->source),
              .event_id = std::move(row->event_id),
              .type = std::move(row->type),
              .body = std::move(row->body.value),
              .headers = {},
              .received_at = row->received_at,
              .action = std::move(row->action)};
  for (auto& [name, value] : headers_of(row->headers)) event.headers.push_back({name, value});
  co_return event;
}

Task<Result<void>> Inbox::replay(Caller by, Uuid id) {
  const auto enqueue_again = [&](Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto locked = co_await transaction.execute(kLockEvent, by.org, id);
    if (!locked) co_return locked.error();
    const auto job = locked->one<Uuid>();
    if (!job) co_return kEventNotFound;
    const auto again = co_await work_.again(transaction, by.org, *job);
    if (!again && !is_done_with(again.error())) co_return again.error();
    if (!again) {
      std::vector<Uuid> one;
      one.push_back(*job);
      const auto states = co_await work_.states(by.org, std::move(one));
      if (states.at(0).state != "succeeded") co_return kEventUnfinished;
      std::vector<WorkItem> items;
      items.push_back({.org = by.org, .kind = WorkKind::Event, .id = id});
      const auto jobs = co_await work_.enqueue(transaction, std::move(items));
      if (!jobs) co_return jobs.error();
      const auto set = co_await transaction.execute(kSetJob, by.org, id, jobs->front());
      if (!set) co_return set.error();
    }
    std::vector<audit::Entry> entries;
    entries.push_back({.org = by.org,
                       .actor = by.actor,
                       .action = "webhook_event.replayed",
                       .subject = "webhook_event:" + to_string(id)});
    co_return audit::Changed<void>{std::move(entries)};
  };
  const auto done = co_await audit::change<void>(database_, ids_, enqueue_again);
  if (done) work_.wake();
  co_return done;
}

Task<Result<std::int64_t>> Inbox::redrive(Caller by) {
  const auto failed = co_await work_.failed(by.org, WorkKind::Event, std::nullopt, kMostRedriven);
  const auto enqueue_all = [&](Transaction& transaction) -> Task<Result<audit::Changed<std::int64_t>>> {
    std::int64_t events = 0;
    for (const Uuid& job : failed) {
      const auto again = co_await work_.again(transaction, by.org, job);
      if (!again && !is_done_with(again.error())) co_return again.error();
      if (again) ++events;
    }
    std::vector<audit::Entry> entries;
    if (events > 0)
      entries.push_back({.org = by.org,
                         .actor = by.actor,
                         .action = "webhook_inbox.redriven",
                         .subject = "webhook_inbox",
                         .details = validation::to_json(Redriven{events})});
    co_return audit::Changed<std::int64_t>{events, std::move(entries)};
  };
  const auto done = co_await audit::change<std::int64_t>(database_, ids_, enqueue_all);
  if (done && *done > 0) work_.wake();
  co_return done;
}

Task<> remove_expired(postgres::Database& database, std::chrono::seconds inbox_for) {
  const auto age = static_cast<std::int64_t>(inbox_for.count());
  for (std::size_t removed = 1; removed > 0;) {
    const auto events = co_await database.write(kRemoveEvents, age, kRemovedAtOnce);
    if (!events) throw Failure(events.error());
    const auto seen = co_await database.write(kRemoveSeen, kRemovedAtOnce);
    if (!seen) throw Failure(seen.error());
    removed = events->affected() + seen->affected();
  }
}

}  // namespace tenstone::webhooks
