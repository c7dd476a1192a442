#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "temporary_cache.hpp"

namespace tenstone::file_cache {
namespace {

// The bytes of a body tell which key and which writer they are of.
TEST(Threads, EveryReaderSeesAWholeEntryOfItsKey) {
  TemporaryCache cache({.max_entries = 40, .min_free_bytes = 0});
  const auto body_of = [](int key, int version) {
    return filled(100 + 3000 * static_cast<std::size_t>(key % 5), static_cast<std::uint64_t>(key * 10 + version));
  };
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 400; ++i) {
        const int key = (i * 7 + thread * 13) % 60;
        const std::string name = std::to_string(key);
        switch ((i + thread) % 6) {
          case 0:
          case 1:
            if (!cache->put("a", name, body_of(key, thread))) ++wrong;
            break;
          case 2: (void)cache->remove("a", name); break;
          case 3:
            if (i % 10 == 0) (void)cache->purge("a", {.prefix = name});
            if (thread == 0) cache->sweep_slice();
            break;
          default: {
            const auto hit = cache->get("a", name);
            if (!hit) break;
            bool known = false;
            for (int version = 0; version < 4; ++version) known |= hit->whole() == body_of(key, version);
            if (!known) ++wrong;
          }
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  cache.expect_account();
  EXPECT_LE(cache->stats().total.entries, 40U);
}

}  // namespace
}  // namespace tenstone::file_cache
