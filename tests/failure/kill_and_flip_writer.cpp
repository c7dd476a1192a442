#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <thread>
#include <unistd.h>

#include "kill_and_flip.hpp"

namespace tenstone::kill_and_flip {
namespace {

struct Writing {
  file_cache::FileCache& cache;
  std::atomic<std::uint64_t> next_version;
  int pipe;
  std::array<std::atomic<std::uint64_t>, 2> in_flight{UINT64_MAX, UINT64_MAX};  // a thread's version is at least this

  void put(int key) {
    const std::string body = body_of(key, next_version++);
    if (!cache.put(kNamespace, name_of(key), body, {.tags = {"t"}})) std::abort();
  }
  void put_in_pieces(int key) {
    const std::string body = body_of(key, next_version++);
    auto writer = cache.begin(kNamespace, name_of(key), body.size());
    if (!writer) std::abort();
    for (std::size_t at = 0; at < body.size(); at += 5000)
      if (!writer->write(std::string_view(body).substr(at, 5000))) std::abort();
    if (!writer->commit()) std::abort();
  }
  void purge() {
    // What has a lesser version was begun before. What was only given its version may come to be newer.
    std::uint64_t version = next_version.load();
    for (const auto& each : in_flight) version = std::min(version, each.load());
    if (!cache.purge(kNamespace, {.all = true})) std::abort();
    const std::string line = std::to_string(version) + "\n";
    if (write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
  }
  [[noreturn]] void run(std::size_t thread, std::uint64_t seed) {
    for (;;) {
      seed = mixed(seed + 1);
      const int key = static_cast<int>(seed >> 32) % kKeys;
      switch (seed % 40) {
        case 0: purge(); break;
        case 1:
        case 2: (void)cache.remove(kNamespace, name_of(key)); break;
        case 3:
        case 4: (void)cache.get(kNamespace, name_of(key)); break;
        default:
          in_flight[thread] = next_version.load();
          seed % 3 == 0 ? put_in_pieces(key) : put(key);
          in_flight[thread] = UINT64_MAX;
      }
    }
  }
};

}  // namespace

void write_until_killed(const std::filesystem::path& folder, std::uint64_t first_version, int pipe) {
  const SystemClock clock;
  metrics::Registry registry;
  file_cache::FileCache cache(options_of(folder), clock, {}, registry);
  Writing writing{.cache = cache, .next_version = first_version, .pipe = pipe};
  std::thread other([&] { writing.run(0, first_version); });
  std::thread background([&] {
    cache.load();
    for (;;) cache.sweep_slice();
  });
  writing.run(1, first_version + 1);
}

}  // namespace tenstone::kill_and_flip
