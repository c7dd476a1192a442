#include "tenstone/jobs/queue.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <numeric>
#include <stdexcept>

#include "names.hpp"
#include "new_rows.hpp"
#include "tenstone/postgres/batcher.hpp"
#include "waker.hpp"

namespace tenstone::jobs {
namespace {

using postgres::Statement;

// Nothing: it does not wait and does not run, or was on its way between both.
constexpr Statement kCancel{"jobs.cancel", R"(
WITH waiting AS (
  DELETE FROM jobs WHERE org_id = $1 AND public_id = $2 AND state = 0 RETURNING *),
grave AS (
  INSERT INTO jobs_dead (org_id, public_id, queue, kind, priority, attempt, lost, died_at, outcome, trace, payload, unique_key, unique_until)
  SELECT org_id, public_id, queue, kind, priority, attempt, lost, tenstone.now(), 'cancelled', trace, payload, unique_key,
         unique_until
    FROM waiting),
running AS (
  UPDATE jobs SET cancelled = true WHERE org_id = $1 AND public_id = $2 AND state = 1 RETURNING public_id)
SELECT public_id FROM waiting UNION ALL SELECT public_id FROM running)"};

constexpr Statement kWithdraw{"jobs.withdraw", R"(
DELETE FROM jobs WHERE org_id = $1 AND public_id = ANY ($2::uuid[]) AND state = 0 AND unique_key IS NULL)"};

// All attempts so far leave its budget alone. false: another job has its key, and nothing has changed.
constexpr Statement kRetry{"jobs.retry", R"(
WITH dead AS MATERIALIZED (SELECT * FROM jobs_dead WHERE org_id = $1 AND public_id = $2 FOR UPDATE),
held AS (
  INSERT INTO job_unique AS taken (org_id, unique_key, public_id, expires_at)
  SELECT org_id, unique_key, public_id, unique_until FROM dead WHERE unique_until > tenstone.now()
  ON CONFLICT (org_id, unique_key) DO UPDATE SET public_id = excluded.public_id, expires_at = excluded.expires_at
        WHERE taken.expires_at <= tenstone.now()
  RETURNING public_id),
risen AS (
  DELETE FROM jobs_dead USING dead
   WHERE jobs_dead.org_id = dead.org_id AND jobs_dead.public_id = dead.public_id
     AND (dead.unique_until > tenstone.now() IS NOT TRUE OR EXISTS (SELECT FROM held))
  RETURNING jobs_dead.*),
job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, priority, attempt, uncounted, trace, payload, unique_key, unique_until, run_at)
  SELECT public_id, org_id, queue, kind, priority, attempt, attempt, trace, payload, unique_key, unique_until, tenstone.now()
    FROM risen)
SELECT q.name, EXISTS (SELECT FROM risen) FROM dead JOIN queues q ON q.id = dead.queue)"};

constexpr Statement kExists{"jobs.exists", R"(
SELECT EXISTS (SELECT FROM jobs WHERE org_id = $1 AND public_id = $2),
       EXISTS (SELECT FROM job_runs WHERE org_id = $1 AND public_id = $2)
    OR EXISTS (SELECT FROM jobs_dead WHERE org_id = $1 AND public_id = $2))"};

// What a statement did not see because it came just then is there for the next one.
constexpr int kLooks = 5;

struct Found {
  bool unfinished, finished;
};
struct Risen {
  std::string queue;
  bool done;
};

using Batcher = postgres::Batcher<NewRow, JobRef>;
using Refs = Result<std::vector<JobRef>>;

Task<Refs> flush(postgres::Database* database, const std::vector<NewRow>& rows) {
  const auto done = co_await database->write(insert(rows));
  if (!done) co_return done.error();
  std::vector<JobRef> refs;
  for (const NewRow& row : rows) refs.push_back({row.id});
  co_return refs;
}

// Sends those that did not see who has their key again, until all have. `send` runs a Query: on its own, or in a
// transaction.
template <class Send>
Task<Refs> insert_unique(const std::vector<NewRow>& rows, Send send) {
  std::vector<JobRef> refs(rows.size());
  std::vector<std::size_t> open(rows.size());
  std::iota(open.begin(), open.end(), std::size_t{0});
  for (int look = 0; look < kLooks; ++look) {
    const auto seen = co_await send(insert_unique(rows, open));
    if (!seen) co_return seen.error();
    for (const UniqueOutcome& outcome : seen->template as<UniqueOutcome>()) {
      refs[static_cast<std::size_t>(outcome.place)] = {outcome.id, outcome.existed};
      std::erase(open, static_cast<std::size_t>(outcome.place));
    }
    if (open.empty()) co_return refs;
  }
  throw Failure(Error(kInternal, {}, "a unique key that is taken has no job"));
}

// On a connection of its own: who waits for a key that another transaction is about to take keeps nobody else waiting.
Task<Refs> flush_unique(postgres::Database* database, const std::vector<NewRow>& rows) {
  auto lease = co_await database->connection();
  const auto alone = [&lease](postgres::Query query) { return lease.execute(std::move(query)); };
  co_return co_await insert_unique(rows, alone);
}

}  // namespace

struct Queue::State {
  State(runtime::Loops& loops, postgres::Database& with, Ids& numbers, metrics::Registry& all, Wake wake, Due remember)
      : database(with),
        ids(numbers),
        registry(all),
        names(loops, database),
        waker(std::make_shared<Waker>(std::move(wake))),
        due(std::move(remember)),
        plain(loops, batcher_of(flush)),
        unique(loops, batcher_of(flush_unique)) {}

  std::function<std::unique_ptr<Batcher>(runtime::Loop&)> batcher_of(Task<Refs> (*by)(postgres::Database*,
                                                                                      const std::vector<NewRow>&)) {
    return [this, by](runtime::Loop& loop) {
      return std::make_unique<Batcher>(loop,
                                       [this, by](const std::vector<NewRow>& rows) { return by(&database, rows); });
    };
  }

  Task<Result<NewRow>> prepare(NewJob job) {
    if (job.payload.size() > kMaxPayloadBytes) co_return kPayloadTooLarge;
    if (job.unique && (job.unique->key.empty() || job.unique->key.size() > 200 || job.unique->hold.count() <= 0))
      co_return kInvalidUniqueKey;
    const auto queue = co_await names.queue(job.queue);
    if (!queue) co_return queue.error();
    const auto kind = co_await names.kind(job.kind);
    if (!kind) co_return kind.error();
    NewRow row{.id = job.id ? *job.id : ids.next(),
               .org_id = job.org_id,
               .queue = *queue,
               .kind = *kind,
               .priority = static_cast<std::int16_t>(job.priority),
               .trace = {},
               .payload = {std::move(job.payload)},
               .delay_ms = std::max<std::int64_t>(0, job.delay.count()),
               .unique = std::move(job.unique),
               .audit = std::move(job.audit),
               .audit_id = {}};
    if (!job.trace.empty()) row.trace = std::move(job.trace);
    if (row.audit) row.audit_id = ids.next();
    co_return row;
  }
  // Of jobs that are not unique.
  Task<Result<std::vector<NewRow>>> prepare_all(std::vector<NewJob> jobs) {
    std::vector<NewRow> rows;
    for (NewJob& job : jobs) {
      if (job.unique) throw std::logic_error("Queue::enqueue: of several jobs one is unique");
      auto row = co_await prepare(std::move(job));
      if (!row) co_return row.error();
      rows.push_back(std::move(*row));
    }
    co_return rows;
  }
  // Inserts them by `send`, which runs a Query.
  template <class Send>
  Task<Result<std::vector<JobRef>>> put_all(std::vector<NewJob> jobs, Send send) {
    std::map<std::string, std::uint64_t> counts;
    for (const NewJob& job : jobs) ++counts[job.queue];
    const auto rows = co_await prepare_all(std::move(jobs));
    if (!rows) co_return rows.error();
    const auto done = co_await send(insert(*rows));
    if (!done) co_return done.error();
    for (const auto& [queue, count] : counts) counter(queue).add(count);
    std::vector<JobRef> refs;
    for (const NewRow& row : *rows) refs.push_back({row.id});
    co_return refs;
  }
  metrics::Counter counter(const std::string& queue) {
    return registry.counter("tenstone_jobs_enqueued_total", "Jobs that were enqueued", {{"queue", queue}});
  }
  void count(const std::string& queue, const JobRef& ref) {
    if (!ref.existed) counter(queue).add();
  }

  postgres::Database& database;
  Ids& ids;
  metrics::Registry& registry;
  Names names;
  std::shared_ptr<Waker> waker;
  const Due due;
  runtime::PerLoop<Batcher> plain, unique;
};

Queue::Queue(runtime::Loops& loops, postgres::Database& database, Ids& ids, metrics::Registry& registry, Wake wake,
             Due due)
    : state_(std::make_shared<State>(loops, database, ids, registry, std::move(wake), std::move(due))) {}
Queue::~Queue() = default;

Task<Result<JobRef>> Queue::enqueue(NewJob job) {
  const auto state = state_;
  const std::string queue = job.queue;
  const auto delay = job.delay;
  auto row = co_await state->prepare(std::move(job));
  if (!row) co_return row.error();
  const auto since = std::chrono::steady_clock::now();  // not before the time in its id
  row->since = since;
  Batcher& batcher = row->unique ? state->unique.here() : state->plain.here();
  const auto done = co_await batcher.add(std::move(*row));
  if (!done) co_return done.error();
  state->count(queue, *done);
  if (done->existed) co_return *done;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(since + delay - std::chrono::steady_clock::now());
  wake(queue, delay.count() <= 0 ? delay : std::max(left, std::chrono::milliseconds(1)));
  co_return *done;
}

Task<Result<JobRef>> Queue::enqueue(postgres::Transaction& transaction, NewJob job) {
  const auto state = state_;
  const std::string queue = job.queue;
  auto row = co_await state->prepare(std::move(job));
  if (!row) co_return row.error();
  JobRef ref{row->id};
  const bool unique = row->unique.has_value();
  std::vector<NewRow> rows;
  rows.push_back(std::move(*row));
  if (unique) {
    const auto within = [&transaction](postgres::Query query) { return transaction.execute(std::move(query)); };
    const auto done = co_await insert_unique(rows, within);
    if (!done) co_return done.error();
    ref = done->front();
  } else {
    const auto done = co_await transaction.execute(insert(rows));
    if (!done) co_return done.error();
  }
  state->count(queue, ref);
  co_return ref;
}

Task<Result<std::vector<JobRef>>> Queue::enqueue(postgres::Transaction& transaction, std::vector<NewJob> jobs) {
  const auto state = state_;
  const auto within = [&transaction](postgres::Query query) { return transaction.execute(std::move(query)); };
  co_return co_await state->put_all(std::move(jobs), within);
}

Task<Result<std::vector<JobRef>>> Queue::enqueue_and_commit(postgres::Transaction& transaction,
                                                            std::vector<NewJob> jobs) {
  const auto state = state_;
  const auto last = [&transaction](postgres::Query query) { return transaction.commit_with(std::move(query)); };
  co_return co_await state->put_all(std::move(jobs), last);
}

void Queue::wake(std::string_view queue, std::chrono::milliseconds delay) {
  if (delay.count() <= 0)
    state_->waker->call(queue);
  else if (state_->due)
    state_->due(queue, delay);
}

Task<Result<void>> Queue::cancel(postgres::Transaction& transaction, Uuid org_id, Uuid id) {
  for (int look = 0; look < kLooks; ++look) {
    const auto rows = co_await transaction.execute(kCancel, org_id, id);
    if (!rows) co_return rows.error();
    if (rows->size() > 0) co_return Result<void>();
    const auto where = co_await transaction.execute(kExists, org_id, id);
    if (!where) co_return where.error();
    const auto found = where->one<Found>().value_or(Found{});
    if (found.unfinished) continue;  // it was just claimed, or put back
    if (found.finished) co_return kJobFinished;
    co_return kJobNotFound;
  }
  throw Failure(Error(kBusy, {}, "a job changes all the time"));
}

Task<Result<std::size_t>> Queue::withdraw(postgres::Transaction& transaction, Uuid org_id, std::vector<Uuid> ids) {
  const auto done = co_await transaction.execute(kWithdraw, org_id, ids);
  if (!done) co_return done.error();
  co_return done->affected();
}

Task<Result<std::string>> Queue::retry(postgres::Transaction& transaction, Uuid org_id, Uuid id) {
  const auto rows = co_await transaction.execute(kRetry, org_id, id);
  if (!rows) co_return rows.error();
  if (auto risen = rows->one<Risen>()) {
    if (!risen->done) co_return kJobKeyTaken;
    co_return std::move(risen->queue);
  }
  const auto where = co_await transaction.execute(kExists, org_id, id);
  if (!where) co_return where.error();
  const auto found = where->one<Found>().value_or(Found{});
  if (found.unfinished || found.finished) co_return kJobNotDead;
  co_return kJobNotFound;
}

}  // namespace tenstone::jobs
