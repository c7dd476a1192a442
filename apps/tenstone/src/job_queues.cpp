// job queues | pause | resume | limit
#include <charconv>
#include <fmt/core.h>

#include "job_verbs.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/jobs/queues.hpp"
#include "tenstone/jobs/redis_wake.hpp"

namespace tenstone::cli {
namespace {

constexpr auto kOperator = "operator";

void print(const jobs::QueueState& queue) {
  console::print("{:20}  {:7}  {} running{}, {} ready, {} later", queue.name, queue.paused_at ? "paused" : "open",
                 queue.running, queue.most_running ? fmt::format(" of {}", *queue.most_running) : "", queue.ready,
                 queue.later);
  if (queue.oldest_ready) console::print(", waiting since {}", to_rfc3339(*queue.oldest_ready));
  console::print("\n");
}

// Does it and tells the workers, which notice within a second if Redis is away.
int change(const Settings& settings, const std::string& queue,
           const std::function<Task<Result<void>>(jobs::Queues& queues)>& what) {
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    jobs::Queues queues(process.service.database(), process.service.ids());
    const auto done = co_await what(queues);
    if (!done) throw Failure(done.error());
    jobs::wake_by_redis(process.service.redis())(queue);
  });
  return 0;
}

}  // namespace

int job_queues(const Settings& settings) {
  Process process("job", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    jobs::Queues queues(process.service.database(), process.service.ids());
    for (const jobs::QueueState& queue : co_await queues.list()) print(queue);
  });
  return 0;
}

int job_pause(const Settings& settings, const std::string& queue, bool paused) {
  return change(settings, queue, [&](jobs::Queues& queues) {
    return paused ? queues.pause(kOperator, queue) : queues.resume(kOperator, queue);
  });
}

int job_limit(const Settings& settings, const std::string& queue, const std::string& most) {
  std::optional<std::int32_t> number;
  if (most != "none") {
    const auto [end, error] = std::from_chars(most.data(), most.data() + most.size(), number.emplace(0));
    if (error != std::errc() || end != most.data() + most.size()) throw Failure(jobs::kQueueLimitInvalid);
  }
  return change(settings, queue, [&](jobs::Queues& queues) { return queues.limit(kOperator, queue, number); });
}

}  // namespace tenstone::cli
