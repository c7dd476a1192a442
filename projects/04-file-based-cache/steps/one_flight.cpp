// Twenty callers read one entry at once, and it has just expired. How often is it made?
//   04-file-based-cache_one_flight naive | get_or_compute
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <latch>
#include <unistd.h>

#include "tenstone/file_cache/async_cache.hpp"
#include "tenstone/runtime/time.hpp"

using namespace tenstone;
using namespace std::chrono_literals;

namespace {

constexpr int kCallers = 20;
struct Callers {
  file_cache::AsyncCache& cache;
  std::atomic<int> here = 0, made = 0;
  std::latch answered{kCallers};
};

Task<Result<std::string>> make(Callers& callers) {
  ++callers.made;
  while (callers.here < kCallers) co_await runtime::sleep_for(1ms);
  co_return "the report";
}

Task<Result<std::string>> naive(Callers& callers) {
  auto found = co_await callers.cache.get("demo", "report");
  if (!found) co_return found.error();
  ++callers.here;
  if (*found) co_return std::string((*found)->whole().value());
  auto report = co_await make(callers);
  if (report) static_cast<void>(co_await callers.cache.put("demo", "report", *report, {.ttl = 60s}));
  co_return report;
}

Task<Result<std::string>> get_or_compute(Callers& callers) {
  ++callers.here;
  const file_cache::AsyncCache::Make work = [&callers] { return make(callers); };
  co_return co_await callers.cache.get_or_compute("demo", "report", {.ttl = 60s}, work);
}

Task<> call(Callers& callers, bool one) {
  const auto report = one ? co_await get_or_compute(callers) : co_await naive(callers);
  if (!report || *report != "the report") std::abort();
  callers.answered.count_down();
}

}  // namespace

int main(int argc, char** argv) {
  std::string folder = std::filesystem::temp_directory_path() / "one-flight-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return 1;
  {
    SystemClock clock;
    metrics::Registry registry;
    file_cache::FileCache files({.folder = folder, .min_free_bytes = 0}, clock, {}, registry);
    if (!files.put("demo", "report", "yesterday's", {.ttl = 60s})) return 1;
    clock.set_offset(60s);
    runtime::Loops loops(2);
    runtime::BlockingPool pool(4, 64);
    file_cache::AsyncCache cache(files, pool, loops[0]);
    Callers callers{cache};
    const bool one = argv[argc - 1] == std::string_view("get_or_compute");
    for (int i = 0; i < kCallers; ++i) loops[i % 2].spawn(call(callers, one));
    loops.start();
    callers.answered.wait();
    loops.stop();
    loops.join();
    std::printf("%d callers: %d of them made it\n", kCallers, callers.made.load());
  }
  std::filesystem::remove_all(folder);
}
