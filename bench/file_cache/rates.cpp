// bench_cache SECONDS FOLDER: what one thread does with 4 KiB entries, in process. Prints "set N", "get N", "miss N" a
// second. peers/cacache.js and peers/diskcache_rates.py do the same.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fmt/core.h>
#include <string>
#include <vector>

#include "tenstone/file_cache/cache.hpp"

namespace {

using namespace tenstone;

constexpr std::size_t kEntries = 10'000, kBytes = 4096;

std::string body_of(std::size_t number) {
  std::string body = fmt::format("{:08}", number);
  body.resize(kBytes, static_cast<char>('a' + number % 26));
  return body;
}

// `work` is called with 0, 1, … kEntries - 1, 0, … until the time is over.
template <class Work>
void measure(const char* what, double seconds, Work work) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  std::size_t done = 0;
  double took = 0;
  while (took < seconds) {
    for (std::size_t i = 0; i < 100; ++i) work(done++ % kEntries);
    took = std::chrono::duration<double>(Clock::now() - began).count();
  }
  fmt::print("{} {:.0f}\n", what, static_cast<double>(done) / took);
}

void require(bool holds, const char* what) {
  if (holds) return;
  fmt::print(stderr, "bench_cache: {}\n", what);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: bench_cache SECONDS FOLDER\n");
    return 2;
  }
  const double seconds = std::strtod(argv[1], nullptr);
  const SystemClock clock;
  metrics::Registry registry;
  file_cache::FileCache cache({.folder = argv[2]}, clock, {}, registry);
  std::vector<std::string> keys, missing, bodies;
  for (std::size_t i = 0; i < kEntries; ++i) {
    keys.push_back(fmt::format("key {}", i));
    missing.push_back(fmt::format("missing {}", i));
    bodies.push_back(body_of(i));
  }
  for (std::size_t i = 0; i < kEntries; ++i)
    require(cache.put("bench", keys[i], bodies[i]).has_value(), "a put failed");
  measure("set", seconds,
          [&](std::size_t i) { require(cache.put("bench", keys[i], bodies[i]).has_value(), "a put failed"); });
  measure("get", seconds, [&](std::size_t i) {
    const auto hit = cache.get("bench", keys[i]);
    require(hit && hit->whole() == bodies[i], "a get did not give what was put");
  });
  measure("miss", seconds, [&](std::size_t i) { require(!cache.get("bench", missing[i]), "a hit where nothing is"); });
}
