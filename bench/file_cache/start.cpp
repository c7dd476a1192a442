// bench_cache_start [ENTRIES]: how long a cache with so many entries (a million) takes from its start to its first
// answer, and until it knows all of them. In build/bench-cache-start.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fmt/core.h>
#include <string>

#include "tenstone/file_cache/cache.hpp"

using namespace tenstone;

namespace {

struct Cache {
  SystemClock clock;
  metrics::Registry registry;
  file_cache::FileCache cache{
      {.folder = "build/bench-cache-start", .max_bytes = std::uint64_t{64} << 30, .max_entries = 10'000'000},
      clock,
      {},
      registry};
};

[[noreturn]] void fail(const char* what) {
  fmt::print(stderr, "bench_cache_start: {}\n", what);
  std::exit(1);
}

void fill(long entries) {
  Cache filled;
  for (long i = 0; i < entries; ++i)
    if (!filled.cache.put("bench", fmt::format("key {}", i), "value")) fail("a put failed");
}

}  // namespace

int main(int argc, char** argv) {
  const long entries = argc > 1 ? std::atol(argv[1]) : 1'000'000;
  std::filesystem::remove_all("build/bench-cache-start");
  fill(entries);
  using Steady = std::chrono::steady_clock;
  const auto began = Steady::now();
  const auto milliseconds = [&] { return std::chrono::duration<double, std::milli>(Steady::now() - began).count(); };
  Cache cache;
  if (const auto hit = cache.cache.get("bench", "key 7"); !hit || hit->whole() != "value") fail("no first answer");
  const double first = milliseconds();
  cache.cache.load();
  const double all = milliseconds();
  if (cache.cache.stats().total.entries != static_cast<std::uint64_t>(entries)) fail("not all entries are known");
  fmt::print("{} entries: first answer after {:.1f} ms, all of them known after {:.0f} ms\n", entries, first, all);
  std::filesystem::remove_all("build/bench-cache-start");
}
