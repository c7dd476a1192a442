#include "tenstone/jobs/queue.hpp"

#include "names.hpp"
#include "tenstone/postgres/batcher.hpp"
#include "waker.hpp"

namespace tenstone::jobs {
namespace {

using postgres::Statement;

constexpr Statement kEnqueue{"jobs.enqueue", R"(
INSERT INTO jobs (public_id, org_id, queue, kind, priority, trace, payload, run_at)
SELECT id, org, queue, kind, priority, trace, payload, tenstone.now() + delay * interval '1 millisecond'
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::smallint[], $6::text[], $7::bytea[], $8::bigint[])
    AS new(id, org, queue, kind, priority, trace, payload, delay))"};

// One row, unless its key is taken: then the job that has it. Nothing: who has it came after this statement's snapshot.
// $1 to $8 as above, $9 key, $10 seconds.
constexpr Statement kEnqueueUnique{"jobs.enqueue_unique", R"(
WITH mine AS (
  INSERT INTO job_unique AS taken (org_id, unique_key, public_id, expires_at)
  VALUES ($2, $9, $1, tenstone.now() + $10::bigint * interval '1 second')
  ON CONFLICT (org_id, unique_key) DO UPDATE SET public_id = excluded.public_id, expires_at = excluded.expires_at
        WHERE taken.expires_at <= tenstone.now()
  RETURNING public_id),
job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, priority, trace, payload, run_at)
  SELECT public_id, $2, $3, $4, $5, $6, $7, tenstone.now() + $8::bigint * interval '1 millisecond' FROM mine)
SELECT public_id, false FROM mine
UNION ALL
SELECT public_id, true FROM job_unique
 WHERE org_id = $2 AND unique_key = $9 AND expires_at > tenstone.now() AND NOT EXISTS (SELECT FROM mine))"};

// Nothing: it does not wait and does not run, or was on its way between both.
constexpr Statement kCancel{"jobs.cancel", R"(
WITH waiting AS (
  DELETE FROM jobs WHERE org_id = $1 AND public_id = $2 AND state = 0 RETURNING *),
grave AS (
  INSERT INTO jobs_dead (org_id, public_id, queue, kind, priority, attempt, lost, died_at, outcome, trace, payload)
  SELECT org_id, public_id, queue, kind, priority, attempt, lost, tenstone.now(), 'cancelled', trace, payload
    FROM waiting),
running AS (
  UPDATE jobs SET cancelled = true WHERE org_id = $1 AND public_id = $2 AND state = 1 RETURNING public_id)
SELECT public_id FROM waiting UNION ALL SELECT public_id FROM running)"};

// All attempts so far leave its budget alone.
constexpr Statement kRetry{"jobs.retry", R"(
WITH risen AS (DELETE FROM jobs_dead WHERE org_id = $1 AND public_id = $2 RETURNING *),
job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, priority, attempt, uncounted, trace, payload, run_at)
  SELECT public_id, org_id, queue, kind, priority, attempt, attempt, trace, payload, tenstone.now() FROM risen)
SELECT q.name FROM risen JOIN queues q ON q.id = risen.queue)"};

constexpr Statement kExists{"jobs.exists", R"(
SELECT EXISTS (SELECT FROM jobs WHERE org_id = $1 AND public_id = $2),
       EXISTS (SELECT FROM job_runs WHERE org_id = $1 AND public_id = $2)
    OR EXISTS (SELECT FROM jobs_dead WHERE org_id = $1 AND public_id = $2))"};

// What a statement did not see because it came just then is there for the next one.
constexpr int kLooks = 5;

struct Found {
  bool unfinished, finished;
};

// A job whose names are numbers.
struct Row {
  Uuid id, org_id;
  std::int32_t queue, kind;
  std::int16_t priority;
  std::optional<std::string> trace;
  postgres::Bytes payload;
  std::int64_t delay_ms;
};

postgres::Query insert(const std::vector<Row>& rows) {
  std::vector<Uuid> ids, orgs;
  std::vector<std::int32_t> queues, kinds;
  std::vector<std::int16_t> priorities;
  std::vector<std::optional<std::string>> traces;
  std::vector<postgres::Bytes> payloads;
  std::vector<std::int64_t> delays;
  for (const Row& row : rows) {
    ids.push_back(row.id);
    orgs.push_back(row.org_id);
    queues.push_back(row.queue);
    kinds.push_back(row.kind);
    priorities.push_back(row.priority);
    traces.push_back(row.trace);
    payloads.push_back(row.payload);
    delays.push_back(row.delay_ms);
  }
  return postgres::Query(kEnqueue, ids, orgs, queues, kinds, priorities, traces, payloads, delays);
}

postgres::Query insert(const Row& row, const Unique& unique) {
  return postgres::Query(kEnqueueUnique, row.id, row.org_id, row.queue, row.kind, row.priority, row.trace, row.payload,
                         row.delay_ms, unique.key, static_cast<std::int64_t>(unique.hold.count()));
}

using Batcher = postgres::Batcher<Row, JobRef>;

Task<Result<std::vector<JobRef>>> flush(postgres::Database* database, std::vector<Row> rows) {
  const auto done = co_await database->write(insert(rows));
  if (!done) co_return done.error();
  std::vector<JobRef> refs;
  for (const Row& row : rows) refs.push_back({row.id});
  co_return refs;
}

// Sends it until it is seen. `send` runs a Query: on its own, or in a transaction.
template <class Send>
Task<Result<JobRef>> insert_unique(Row row, Unique unique, Send send) {
  for (int look = 0; look < kLooks; ++look) {
    const auto rows = co_await send(insert(row, unique));
    if (!rows) co_return rows.error();
    if (const auto ref = rows->template one<JobRef>()) co_return *ref;
  }
  throw Failure(Error(kInternal, {}, "a unique key that is taken has no job"));
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
        batchers(loops, [this](runtime::Loop& loop) {
          return std::make_unique<Batcher>(loop,
                                           [this](std::vector<Row> rows) { return flush(&database, std::move(rows)); });
        }) {}

  Task<Result<Row>> prepare(NewJob job) {
    if (job.payload.size() > kMaxPayloadBytes) co_return kPayloadTooLarge;
    if (job.unique && (job.unique->key.empty() || job.unique->key.size() > 200 || job.unique->hold.count() <= 0))
      co_return kInvalidUniqueKey;
    const auto queue = co_await names.queue(job.queue);
    if (!queue) co_return queue.error();
    const auto kind = co_await names.kind(job.kind);
    if (!kind) co_return kind.error();
    Row row{.id = ids.next(),
            .org_id = job.org_id,
            .queue = *queue,
            .kind = *kind,
            .priority = static_cast<std::int16_t>(job.priority),
            .trace = {},
            .payload = {std::move(job.payload)},
            .delay_ms = std::max<std::int64_t>(0, job.delay.count())};
    if (!job.trace.empty()) row.trace = std::move(job.trace);
    co_return row;
  }
  void count(const std::string& queue, const JobRef& ref) {
    if (ref.existed) return;
    registry.counter("tenstone_jobs_enqueued_total", "Jobs that were enqueued", {{"queue", queue}}).add();
  }

  postgres::Database& database;
  Ids& ids;
  metrics::Registry& registry;
  Names names;
  std::shared_ptr<Waker> waker;
  const Due due;
  runtime::PerLoop<Batcher> batchers;
};

Queue::Queue(runtime::Loops& loops, postgres::Database& database, Ids& ids, metrics::Registry& registry, Wake wake,
             Due due)
    : state_(std::make_shared<State>(loops, database, ids, registry, std::move(wake), std::move(due))) {}
Queue::~Queue() = default;

Task<Result<JobRef>> Queue::enqueue(NewJob job) {
  const auto state = state_;
  const std::string queue = job.queue;
  const auto delay = job.delay;
  const auto unique = job.unique;
  auto row = co_await state->prepare(std::move(job));
  if (!row) co_return row.error();
  const auto alone = [&state](postgres::Query query) { return state->database.write(std::move(query)); };
  const auto done = unique ? co_await insert_unique(std::move(*row), *unique, alone)
                           : co_await state->batchers.here().add(std::move(*row));
  if (!done) co_return done.error();
  state->count(queue, *done);
  if (!done->existed) wake(queue, delay);
  co_return *done;
}

Task<Result<JobRef>> Queue::enqueue(postgres::Transaction& transaction, NewJob job) {
  const auto state = state_;
  const std::string queue = job.queue;
  const auto unique = job.unique;
  auto row = co_await state->prepare(std::move(job));
  if (!row) co_return row.error();
  JobRef ref{row->id};
  if (unique) {
    const auto within = [&transaction](postgres::Query query) { return transaction.execute(std::move(query)); };
    const auto done = co_await insert_unique(std::move(*row), *unique, within);
    if (!done) co_return done.error();
    ref = *done;
  } else {
    std::vector<Row> rows;
    rows.push_back(std::move(*row));
    const auto done = co_await transaction.execute(insert(rows));
    if (!done) co_return done.error();
  }
  state->count(queue, ref);
  co_return ref;
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

Task<Result<std::string>> Queue::retry(postgres::Transaction& transaction, Uuid org_id, Uuid id) {
  const auto rows = co_await transaction.execute(kRetry, org_id, id);
  if (!rows) co_return rows.error();
  if (auto queue = rows->one<std::string>()) co_return std::move(*queue);
  const auto where = co_await transaction.execute(kExists, org_id, id);
  if (!where) co_return where.error();
  const auto found = where->one<Found>().value_or(Found{});
  if (found.unfinished || found.finished) co_return kJobNotDead;
  co_return kJobNotFound;
}

}  // namespace tenstone::jobs
