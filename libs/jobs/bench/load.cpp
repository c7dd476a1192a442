// jobs_load URL [JOBS] [SLOTS] [LANES] [BATCH]: how many jobs that do nothing a worker runs per second, in a migrated
// database of its own. Jobs are there before the clock starts; it stops when the last run row is durable.
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/runtime/time.hpp"

namespace {

using namespace tenstone;
using namespace std::chrono_literals;

constexpr postgres::Statement kFill{"load.fill", R"(
INSERT INTO jobs (public_id, org_id, queue, kind, run_at, payload)
SELECT gen_random_uuid(), org_id, queue, kind, run_at, '{"a":1}' FROM jobs, generate_series(2, $1::int))"};
constexpr postgres::Statement kLeft{"load.left", "SELECT EXISTS (SELECT FROM jobs)"};
constexpr postgres::Statement kRuns{
    "load.runs", "SELECT count(DISTINCT public_id) FROM job_runs WHERE outcome = 'succeeded' AND attempt = 1"};

template <class T>
T await(runtime::Loop& loop, Task<T> task) {
  std::promise<T> promise;
  auto body = [](Task<T> inner, std::promise<T>* out) -> Task<> { out->set_value(co_await std::move(inner)); };
  loop.spawn(body(std::move(task), &promise));
  return promise.get_future().get();
}

Task<bool> fill(postgres::Database* database, jobs::Queue* queue, int jobs) {
  const auto first = co_await queue->enqueue({.kind = "nothing"});
  const auto done = co_await database->write(kFill, jobs);
  co_return first.has_value() && done.has_value();
}

Task<double> until_done(postgres::Database* database, jobs::Worker* worker) {
  const runtime::Stopwatch watch;
  worker->start();
  while (true) {
    const auto left = co_await database->read(kLeft);
    if (!*left.one<bool>()) break;
    co_await runtime::sleep_for(20ms);
  }
  co_return std::chrono::duration<double>(watch.elapsed()).count();
}

Task<long> runs(postgres::Database* database) {
  const auto rows = co_await database->read(kRuns);
  co_return *rows.one<std::int64_t>();
}

}  // namespace

int main(int count, char** arguments) {
  const auto number = [&](int at, int fallback) { return count > at ? std::atoi(arguments[at]) : fallback; };
  const int jobs = number(2, 200'000);
  const auto slots = static_cast<std::size_t>(number(3, 2000));
  const auto lanes = static_cast<std::size_t>(number(4, 2));
  const auto batch = static_cast<std::size_t>(number(5, 500));
  const std::string url = arguments[1];
  const auto migrated = postgres::migrate(url, {postgres::migrations(), audit::migrations(), jobs::migrations()}, 5s);
  if (!migrated) return std::fprintf(stderr, "%s\n", migrated.error().message.c_str()), 1;
  SystemClock clock;
  Ids ids(clock);
  metrics::Registry registry;
  runtime::Loops loops(2);
  postgres::Database database(loops, {.url = url, .statement_timeout = 60s});
  jobs::Queue queue(loops, database, ids, registry, {});
  jobs::Worker worker(loops, database, clock, {}, registry, {.slots = slots, .batch = batch, .lanes = lanes});
  worker.handle("nothing", [](jobs::Run&) -> Task<jobs::Outcome> { co_return jobs::Done{}; });
  loops.start();
  if (!await(loops[0], fill(&database, &queue, jobs))) return std::fputs("could not fill the queue\n", stderr), 1;
  const double seconds = await(loops[0], until_done(&database, &worker));
  await(loops[0], worker.drain());
  std::printf("%d jobs, %zu slots, %zu lanes, batch %zu: %.2f s, %.0f jobs/s; distinct runs of attempt 1: %ld\n", jobs,
              slots, lanes, batch, seconds, jobs / seconds, await(loops[0], runs(&database)));
  loops.stop();
  loops.join();
}
