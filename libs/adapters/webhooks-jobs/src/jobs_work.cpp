#include "jobs_work.hpp"

#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

namespace tenstone::webhooks_jobs {
namespace {

using webhooks::WorkItem;
using webhooks::WorkKind;
using webhooks::WorkState;

constexpr std::string_view kWorkQueue = "default";

std::string kind_of(WorkKind kind) { return std::string(kind == WorkKind::Event ? kEventKind : kDeliveryKind); }

std::vector<jobs::NewJob> jobs_of(std::vector<WorkItem> items) {
  std::vector<jobs::NewJob> all;
  for (WorkItem& item : items)
    all.push_back({.org_id = item.org,
                   .kind = kind_of(item.kind),
                   .payload = to_string(item.id),
                   .queue = std::string(kWorkQueue),
                   .trace = std::move(item.trace),
                   .id = item.job});
  return all;
}

Result<std::vector<Uuid>> ids_of(const Result<std::vector<jobs::JobRef>>& refs) {
  if (!refs) return refs.error();
  std::vector<Uuid> ids;
  for (const jobs::JobRef& ref : *refs) ids.push_back(ref.id);
  return ids;
}

}  // namespace

Task<Result<std::vector<Uuid>>> JobsWork::enqueue(postgres::Transaction& transaction, std::vector<WorkItem> items) {
  co_return ids_of(co_await jobs_.queue->enqueue(transaction, jobs_of(std::move(items))));
}

Task<Result<std::vector<Uuid>>> JobsWork::enqueue_and_commit(postgres::Transaction& transaction,
                                                             std::vector<WorkItem> items) {
  co_return ids_of(co_await jobs_.queue->enqueue_and_commit(transaction, jobs_of(std::move(items))));
}

void JobsWork::wake() { jobs_.queue->wake(kWorkQueue); }

Task<std::vector<WorkState>> JobsWork::states(Uuid org, std::vector<Uuid> jobs) {
  std::vector<WorkState> states;
  for (jobs::JobProgress& job : co_await jobs_.reader->progress(org, std::move(jobs)))
    states.push_back({.state = std::string(to_string(job.state)),
                      .attempts = job.attempt,
                      .next_at = job.next_run_at,
                      .error_code = std::move(job.error_code),
                      .error = std::move(job.error_text)});
  co_return states;
}

Task<Result<void>> JobsWork::again(postgres::Transaction& transaction, Uuid org, Uuid job) {
  const auto queue = co_await jobs_.queue->retry(transaction, org, job);
  if (!queue) co_return queue.error();
  co_return Result<void>();
}

Task<std::vector<Uuid>> JobsWork::failed(Uuid org, WorkKind kind, std::optional<Uuid> before, std::size_t limit) {
  co_return co_await jobs_.reader->failed(org, kind_of(kind), before, limit);
}

}  // namespace tenstone::webhooks_jobs
