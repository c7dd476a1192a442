// What a decision costs: in this process, and by a trip to Redis. For Redis set REDIS_URL, or run it by
// `tenstone services --`. The rows of Redis with many at once keep 64 requests on their way.
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <future>

#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace {

using namespace tenstone;
using namespace tenstone::rate_limit;
using namespace std::chrono_literals;

constexpr std::int64_t kPlenty = 1'000'000;
Policy plenty(std::string name, Algorithm algorithm) {
  return {.name = std::move(name), .algorithm = algorithm, .limit = kPlenty, .window = 1s, .burst = kPlenty / 2};
}
const Policy kGcra = plenty("gcra", Algorithm::Gcra), kSecond = plenty("second", Algorithm::Gcra),
             kThird = plenty("third", Algorithm::Gcra), kSliding = plenty("sliding", Algorithm::Sliding),
             kFixed = plenty("fixed", Algorithm::Fixed),
             kLog{.name = "log", .algorithm = Algorithm::Log, .limit = 1000, .window = 1s};
const Policy kRare{.name = "rare", .limit = 1, .window = 24h, .burst = 1};

void BM_Memory(benchmark::State& state, std::vector<Charge> charges) {
  MemoryStore store;
  std::vector<std::string> subjects;
  for (int i = 0; i < 1024; ++i)
    subjects.push_back("user:0192f3a4-5b6c-7d8e-9fa0-" + std::to_string(100'000'000'000 + i));
  Time now{1'800'000'000s};
  std::size_t next = 0;
  for (auto _ : state) {
    now += 10us;
    benchmark::DoNotOptimize(store.take(subjects[next++ % subjects.size()], charges, now));
  }
}
BENCHMARK_CAPTURE(BM_Memory, gcra, {{&kGcra}});
BENCHMARK_CAPTURE(BM_Memory, three_gcra, {{&kGcra}, {&kSecond}, {&kThird}});
BENCHMARK_CAPTURE(BM_Memory, sliding, {{&kSliding}});
BENCHMARK_CAPTURE(BM_Memory, fixed, {{&kFixed}});
BENCHMARK_CAPTURE(BM_Memory, log, {{&kLog}});

// A loop in this thread, a Redis, a limiter.
struct Process {
  explicit Process(std::string url) : redis(loops, {.url = std::move(url), .deadline = 5s}) {}

  // Runs the task to its end, on the loop, in the calling thread.
  void run(Task<> task) {
    auto body = [](Task<> inner, runtime::Loop& on) -> Task<> {
      co_await std::move(inner);
      on.stop();
    };
    loops[0].spawn(body(std::move(task), loops[0]));
    loops[0].run();
  }

  runtime::Loops loops{1};
  SystemClock clock;
  metrics::Registry registry;
  redis::Redis redis;
  Limiter limiter{redis, clock, {}, logging::Logger(), registry};
};

std::string redis_url() {
  const char* url = std::getenv("REDIS_URL");
  return url == nullptr ? "" : url;
}

void BM_RememberedDenial(benchmark::State& state) {
  if (redis_url().empty()) return state.SkipWithError("REDIS_URL is not set");
  Process process(redis_url());
  const auto body = [](Process& with, benchmark::State& on) -> Task<> {
    (void)co_await with.redis.ready(5s);
    const std::string subject = "bench:denied";
    for (int i = 0; i < 2; ++i) (void)co_await with.limiter.take(subject, {{&kRare}});
    for (auto _ : on) benchmark::DoNotOptimize(co_await with.limiter.take(subject, {{&kRare}}));
  };
  process.run(body(process, state));
}
BENCHMARK(BM_RememberedDenial);

Task<> take_some(Process& process, std::vector<Charge> charges, int count, int& wrong) {
  for (int i = 0; i < count; ++i) {
    const auto verdict = co_await process.limiter.take("bench:allowed", charges);
    if (!verdict || !verdict->allowed()) ++wrong;
  }
}

void BM_Redis(benchmark::State& state, int at_once, std::vector<Charge> charges) {
  if (redis_url().empty()) return state.SkipWithError("REDIS_URL is not set");
  Process process(redis_url());
  const auto body = [](Process& with, benchmark::State& on, int tasks, std::vector<Charge> asked) -> Task<> {
    (void)co_await with.redis.ready(5s);
    int wrong = 0;
    for (auto _ : on) {
      runtime::TaskGroup group(with.loops[0]);
      for (int i = 0; i < tasks; ++i) group.spawn(take_some(with, asked, 16, wrong));
      co_await group.join();
    }
    on.SetItemsProcessed(on.iterations() * tasks * 16);
    if (wrong > 0) on.SkipWithError("not all were allowed");
  };
  process.run(body(process, state, at_once, std::move(charges)));
}
BENCHMARK_CAPTURE(BM_Redis, gcra_one_at_a_time, 1, {{&kGcra}})->UseRealTime();
BENCHMARK_CAPTURE(BM_Redis, gcra_64_at_once, 64, {{&kGcra}})->UseRealTime();
BENCHMARK_CAPTURE(BM_Redis, three_gcra_one_at_a_time, 1, {{&kGcra}, {&kSecond}, {&kThird}})->UseRealTime();
BENCHMARK_CAPTURE(BM_Redis, three_gcra_64_at_once, 64, {{&kGcra}, {&kSecond}, {&kThird}})->UseRealTime();
BENCHMARK_CAPTURE(BM_Redis, gcra_sliding_fixed_64_at_once, 64, {{&kGcra}, {&kSliding}, {&kFixed}})->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
