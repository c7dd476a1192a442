#include "spares.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>

#include "temporary_cache.hpp"

namespace tenstone::file_cache {
namespace {

std::uint64_t inode(const std::filesystem::path& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_ino : 0;
}

TEST(Spares, AreTheFilesOfReplacedEntries) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", std::string(10'000, 'x')));
  const std::uint64_t first = inode(cache.file("k"));
  ASSERT_TRUE(cache->put("a", "k", "short"));
  ASSERT_TRUE(cache->put("a", "other", "longer"));
  EXPECT_EQ(inode(cache.file("other")), first);
  EXPECT_EQ(cache->get("a", "k")->whole(), "short");
  EXPECT_EQ(cache->get("a", "other")->whole(), "longer");
  EXPECT_LT(std::filesystem::file_size(cache.file("other")), 200U);  // no hole is left at its end
  cache.expect_account();
}

TEST(Spares, AreNeverFilesThatSomebodyReads) {
  TemporaryCache cache;
  const std::string large(300'000, 'x');
  ASSERT_TRUE(cache->put("a", "k", large));
  const std::uint64_t first = inode(cache.file("k"));
  auto hit = cache->get("a", "k");
  ASSERT_TRUE(hit && !hit->whole());
  ASSERT_TRUE(cache->put("a", "k", std::string(300'000, 'y')));
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(cache->put("a", std::to_string(i), std::string(300'000, 'z')));
    EXPECT_NE(inode(cache.file(std::to_string(i))), first);
  }
  std::string buffer, all;
  for (std::size_t i = 0; i < hit->head().block_count(); ++i) all += hit->read_block(i, buffer).value();
  EXPECT_EQ(all, large);
}

TEST(Spares, HoldNothingOfTheirOldBytes) {
  TemporaryCache cache;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache->put("a", std::to_string(i), std::string(5000, 'x')));
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache->remove("a", std::to_string(i)));
  EXPECT_EQ(cache.files_in("tmp"), 64U);  // the rest is removed
  EXPECT_EQ(blocks_in(cache.options.folder / "tmp"), 0U);
}

// A reader that has found the file by its old name, and opens it just now.
TEST(Spares, AreLookedAtWithoutHarmToWhoOpensThem) {
  TemporaryCache cache;
  const std::filesystem::path file = cache.options.folder / "tmp/file";
  const Fd folder(::open((cache.options.folder / "tmp").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const Fd found(::open("/dev/null", O_PATH | O_CLOEXEC));
  const std::string again = "/proc/self/fd/" + std::to_string(found.get());
  std::atomic<bool> ends = false;
  std::atomic<int> changed = 0;
  std::thread reader([&] {
    while (!ends) {
      const Fd opened(::open(again.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
      const auto reads_bytes = [&] {
        char bytes[5];
        return ::pread(opened.get(), bytes, 5, 0) == 5 && std::string_view(bytes, 5) == "bytes";
      };
      if (!opened || !reads_bytes()) continue;
      for (int i = 0; i < 20; ++i)
        if (!reads_bytes()) ++changed;
    }
  });
  Spares spares;
  for (int i = 0; i < 3000; ++i) {
    std::ofstream(file) << "bytes";
    const Fd path(::open(file.c_str(), O_PATH | O_CLOEXEC));
    ASSERT_EQ(::dup3(path.get(), found.get(), O_CLOEXEC), found.get());
    spares.give(folder.get(), "file");
    spares.take();
  }
  ends = true;
  reader.join();
  EXPECT_EQ(changed, 0);
}

// Readers meet files that are replaced and written again as other entries, and take none of them for damaged.
TEST(Spares, ChangeNothingForReaders) {
  TemporaryCache cache;
  const auto body = [](int key, int version) { return fmt::format("{} {} ", key, version) + std::string(4000, 'x'); };
  for (int key = 0; key < 4; ++key) ASSERT_TRUE(cache->put("a", std::to_string(key), body(key, 0)));
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 2; ++thread)
    threads.emplace_back([&] {
      for (int version = 1; version <= 2000; ++version)
        for (int key = 0; key < 4; ++key) (void)cache->put("a", std::to_string(key), body(key, version));
    });
  std::atomic<int> wrong = 0;
  for (int thread = 0; thread < 2; ++thread)
    threads.emplace_back([&] {
      for (int i = 0; i < 20'000; ++i) {
        const int key = i % 4;
        const auto hit = cache->get("a", std::to_string(key));
        if (!hit || !hit->whole()->starts_with(fmt::format("{} ", key))) ++wrong;
      }
    });
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(cache->stats().quarantined, 0U);
  EXPECT_EQ(cache->stats().misses.at("corrupt"), 0U);
}

}  // namespace
}  // namespace tenstone::file_cache
