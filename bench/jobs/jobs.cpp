// The row "worker": jobs that do nothing.
//   bench_jobs [serve]                         works on them, with the parts that the platform's worker has
//   bench_jobs migrate                         makes the tables
//   bench_jobs produce COUNT EVERY_MS DELAY_MS enqueues them: one every EVERY_MS; or with a delay all at once, to begin
//                                              DELAY_MS from now and each next one EVERY_MS later
// A payload {"due":MS}, milliseconds since 1970, says when a job is to begin; its handler prints "late MS".
#include <charconv>
#include <cstdio>
#include <fmt/core.h>

#include "tenstone/http/app.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/jobs/queue.hpp"
#include "tenstone/jobs/redis_due.hpp"
#include "tenstone/jobs/redis_wake.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kSlots = 1000;  // TENSTONE_JOBS_SLOTS of the platform; the other options are its own

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Task<jobs::Outcome> nothing(jobs::Run& run) {
  double due = 0;
  if (std::sscanf(run.payload().c_str(), R"({"due":%lf})", &due) == 1) {
    fmt::print("late {:.3f}\n", now_ms() - due);
    std::fflush(stdout);
  }
  co_return jobs::Done{};
}

class Jobs final : public service::Module {
 public:
  std::string_view name() const override { return "jobs"; }
  std::span<const postgres::Migration> migrations() const override { return jobs::migrations(); }

  void open(service::Service& service) override {
    service_ = &service;
    queue = std::make_unique<jobs::Queue>(service.loops(), service.database(), service.ids(), service.metrics(),
                                          jobs::wake_by_redis(service.redis()),
                                          jobs::remember_in_redis(service.redis(), service.clock()));
  }

  void work() override {
    worker_ =
        std::make_unique<jobs::Worker>(service_->loops(), service_->database(), service_->clock(), service_->log(),
                                       service_->metrics(), jobs::WorkerOptions{.slots = kSlots});
    worker_->handle("nothing", nothing);
    runtime::Loop& first = service_->loops()[0];
    wakes_.emplace(
        jobs::listen_for_wakes(service_->redis(), first, [this](std::string_view name) { worker_->wake(name); }));
    due_ = std::make_unique<jobs::DueTimes>(service_->redis(), first, service_->clock(),
                                            [this](std::string_view name) { worker_->look(name); });
    first.post([this] { worker_->start(); });
  }

  Task<bool> drain() override {
    const bool clean = !worker_ || co_await worker_->drain();
    wakes_.reset();
    due_.reset();
    co_return clean;
  }

  std::unique_ptr<jobs::Queue> queue;

 private:
  service::Service* service_ = nullptr;
  std::unique_ptr<jobs::Worker> worker_;
  std::optional<redis::Subscription> wakes_;
  std::unique_ptr<jobs::DueTimes> due_;
};

struct Plan {
  int count;
  milliseconds every, delay;
};

// How many have been stored, of how many.
struct Stored {
  int jobs = 0, failed = 0;
};

Task<> enqueue(jobs::Queue* queue, milliseconds delay, Stored* stored) {
  const double due = now_ms() + static_cast<double>(delay.count());
  jobs::NewJob job{.kind = "nothing", .payload = fmt::format(R"({{"due":{:.3f}}})", due), .delay = delay};
  const auto made = co_await queue->enqueue(std::move(job));
  ++(made ? stored->jobs : stored->failed);
}

// Without a time: connections are made and code is warm when it counts.
Task<> warm_up(jobs::Queue* queue) {
  for (int i = 0; i < 100; ++i) {
    jobs::NewJob job{.kind = "nothing", .payload = "{}"};
    const auto made = co_await queue->enqueue(std::move(job));
    if (!made) throw Failure(made.error());
  }
}

Task<> produce(jobs::Queue* queue, Plan plan, Stored* stored) {
  co_await warm_up(queue);
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < plan.count; ++i) {
    const bool at_once = plan.delay.count() > 0;
    if (!at_once) co_await runtime::sleep_for(began + i * plan.every - std::chrono::steady_clock::now());
    runtime::Loop::current().spawn(enqueue(queue, at_once ? plan.delay + i * plan.every : plan.delay, stored));
  }
  while (stored->jobs + stored->failed < plan.count) co_await runtime::sleep_for(milliseconds(1));
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 ? std::optional(value) : std::nullopt;
}

int produce(int argc, char** argv) {
  const auto count = number(argc > 2 ? argv[2] : ""), every = number(argc > 3 ? argv[3] : ""),
             delay = number(argc > 4 ? argv[4] : "");
  if (!count || !every || !delay || argc > 5) {
    fmt::print(stderr, "usage: bench_jobs produce COUNT EVERY_MS DELAY_MS\n");
    return 2;
  }
  Jobs jobs;
  service::Service service("bench_jobs", {.postgres = true, .redis = true}, service::Service::Tool());
  service.add(jobs);
  try {
    if (const auto loaded = service.load({}); !loaded) return service::report(service.name(), loaded.error());
    service.open();
    Stored stored;
    service.run(
        [&] { return produce(jobs.queue.get(), {*count, milliseconds(*every), milliseconds(*delay)}, &stored); });
    if (stored.failed > 0) fmt::print(stderr, "bench_jobs: {} jobs could not be enqueued\n", stored.failed);
    return stored.failed > 0 ? 1 : 0;
  } catch (const Failure& failure) {
    return service::report(service.name(), failure.error());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "produce") return produce(argc, argv);
  Jobs jobs;
  service::Service service("bench_jobs", {.postgres = true, .redis = true});
  service.add(jobs);
  return service::run(service, argc, argv, [&] {
    http::App app;
    return service.serve(app, service::Service::Role::Worker);
  });
}
