#include "tenstone/jobs/queue.hpp"

#include "names.hpp"
#include "tenstone/postgres/batcher.hpp"
#include "waker.hpp"

namespace tenstone::jobs {
namespace {

constexpr postgres::Statement kEnqueue{"jobs.enqueue", R"(
INSERT INTO jobs (public_id, org_id, queue, kind, priority, trace, payload, run_at)
SELECT *, tenstone.now()
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::smallint[], $6::text[], $7::bytea[]))"};

// A job whose names are numbers.
struct Row {
  Uuid id, org_id;
  std::int32_t queue, kind;
  std::int16_t priority;
  std::optional<std::string> trace;
  postgres::Bytes payload;
};

postgres::Query insert(const std::vector<Row>& rows) {
  std::vector<Uuid> ids, orgs;
  std::vector<std::int32_t> queues, kinds;
  std::vector<std::int16_t> priorities;
  std::vector<std::optional<std::string>> traces;
  std::vector<postgres::Bytes> payloads;
  for (const Row& row : rows) {
    ids.push_back(row.id);
    orgs.push_back(row.org_id);
    queues.push_back(row.queue);
    kinds.push_back(row.kind);
    priorities.push_back(row.priority);
    traces.push_back(row.trace);
    payloads.push_back(row.payload);
  }
  return postgres::Query(kEnqueue, ids, orgs, queues, kinds, priorities, traces, payloads);
}

using Batcher = postgres::Batcher<Row, JobRef>;

Task<Result<std::vector<JobRef>>> flush(postgres::Database* database, std::vector<Row> rows) {
  const auto done = co_await database->write(insert(rows));
  if (!done) co_return done.error();
  std::vector<JobRef> refs;
  for (const Row& row : rows) refs.push_back({row.id});
  co_return refs;
}

}  // namespace

struct Queue::State {
  State(runtime::Loops& loops, postgres::Database& database, Ids& with, metrics::Registry& all, Wake wake)
      : ids(with),
        registry(all),
        names(loops, database),
        waker(std::make_shared<Waker>(std::move(wake))),
        batchers(loops, [&database](runtime::Loop& loop) {
          return std::make_unique<Batcher>(
              loop, [&database](std::vector<Row> rows) { return flush(&database, std::move(rows)); });
        }) {}

  Task<Result<Row>> prepare(NewJob job) {
    if (job.payload.size() > kMaxPayloadBytes) co_return kPayloadTooLarge;
    const auto queue = co_await names.queue(job.queue);
    if (!queue) co_return queue.error();
    const auto kind = co_await names.kind(job.kind);
    if (!kind) co_return kind.error();
    Row row{
        ids.next(), job.org_id, *queue, *kind, static_cast<std::int16_t>(job.priority), {}, {std::move(job.payload)}};
    if (!job.trace.empty()) row.trace = std::move(job.trace);
    co_return row;
  }
  void count(const std::string& queue) {
    registry.counter("tenstone_jobs_enqueued_total", "Jobs that were enqueued", {{"queue", queue}}).add();
  }

  Ids& ids;
  metrics::Registry& registry;
  Names names;
  std::shared_ptr<Waker> waker;
  runtime::PerLoop<Batcher> batchers;
};

Queue::Queue(runtime::Loops& loops, postgres::Database& database, Ids& ids, metrics::Registry& registry, Wake wake)
    : state_(std::make_shared<State>(loops, database, ids, registry, std::move(wake))) {}
Queue::~Queue() = default;

Task<Result<JobRef>> Queue::enqueue(NewJob job) {
  const auto state = state_;
  const std::string queue = job.queue;
  auto row = co_await state->prepare(std::move(job));
  if (!row) co_return row.error();
  const auto done = co_await state->batchers.here().add(std::move(*row));
  if (!done) co_return done.error();
  state->count(queue);
  state->waker->call(queue);
  co_return *done;
}

Task<Result<JobRef>> Queue::enqueue(postgres::Transaction& transaction, NewJob job) {
  const auto state = state_;
  const std::string queue = job.queue;
  auto row = co_await state->prepare(std::move(job));
  if (!row) co_return row.error();
  const JobRef ref{row->id};
  std::vector<Row> rows;
  rows.push_back(std::move(*row));
  const auto done = co_await transaction.execute(insert(rows));
  if (!done) co_return done.error();
  state->count(queue);
  co_return ref;
}

void Queue::wake(std::string_view queue) { state_->waker->call(queue); }

}  // namespace tenstone::jobs
