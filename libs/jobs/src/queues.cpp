#include "tenstone/jobs/queues.hpp"

#include <fmt/core.h>

#include "tenstone/audit/change.hpp"

namespace tenstone::jobs {
namespace {

constexpr postgres::Statement kListQueues{"jobs.list_queues", R"(
SELECT q.name, q.paused_at, q.most_running, count(j.id) FILTER (WHERE j.state = 1),
       count(j.id) FILTER (WHERE j.state = 0 AND j.run_at <= tenstone.now()),
       count(j.id) FILTER (WHERE j.state = 0 AND j.run_at > tenstone.now()),
       min(j.run_at) FILTER (WHERE j.state = 0 AND j.run_at <= tenstone.now())
  FROM queues q LEFT JOIN jobs j ON j.queue = q.id GROUP BY q.id ORDER BY q.name)"};

// One shape for all, so that change() sends any of them. $1 queue, $2 the limit.
constexpr postgres::Statement kPause{"jobs.pause_queue", R"(
UPDATE queues SET paused_at = coalesce(paused_at, tenstone.now()) WHERE name = $1 AND $2::int IS NULL RETURNING id)"};
constexpr postgres::Statement kResume{"jobs.resume_queue", R"(
UPDATE queues SET paused_at = NULL WHERE name = $1 AND $2::int IS NULL RETURNING id)"};
constexpr postgres::Statement kLimit{"jobs.limit_queue", R"(
UPDATE queues SET most_running = $2::int WHERE name = $1 RETURNING id)"};

constexpr std::int32_t kMostRunning = 1'000'000;

}  // namespace

Task<std::vector<QueueState>> Queues::list() {
  const auto rows = co_await database_.read(kListQueues);
  co_return rows.as<QueueState>();
}

Task<Result<void>> Queues::change(const postgres::Statement& statement, const char* action, std::string actor,
                                  std::string queue, std::optional<std::int32_t> most_running) {
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto rows = co_await transaction.execute(statement, queue, most_running);
    if (!rows) co_return rows.error();
    if (rows->size() == 0) co_return Error(kQueueNotFound, fmt::format("There is no queue '{}'", queue));
    audit::Entry entry{.actor = actor, .action = action, .subject = "queue:" + queue};
    if (most_running) entry.details = fmt::format(R"({{"most_running":{}}})", *most_running);
    co_return audit::Changed<void>{{std::move(entry)}};
  };
  co_return co_await audit::change<void>(database_, ids_, make);
}

Task<Result<void>> Queues::pause(std::string actor, std::string queue) {
  return change(kPause, "queue.paused", std::move(actor), std::move(queue), {});
}
Task<Result<void>> Queues::resume(std::string actor, std::string queue) {
  return change(kResume, "queue.resumed", std::move(actor), std::move(queue), {});
}

Task<Result<void>> Queues::limit(std::string actor, std::string queue, std::optional<std::int32_t> most_running) {
  if (most_running && (*most_running < 1 || *most_running > kMostRunning)) co_return kQueueLimitInvalid;
  co_return co_await change(kLimit, "queue.limited", std::move(actor), std::move(queue), most_running);
}

}  // namespace tenstone::jobs
