#include <gtest/gtest.h>
#include <sys/mount.h>

#include "temporary_cache.hpp"

namespace tenstone::file_cache {
namespace {

namespace fs = std::filesystem;

TEST(Bounds, OfBytesHold) {
  TemporaryCache cache({.max_bytes = 40 * 4096, .min_free_bytes = 0});
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(cache->put("a", std::to_string(i), filled(3000, 1)));
    EXPECT_LE(cache->stats().total.bytes, 40 * 4096U);
  }
  EXPECT_EQ(cache->stats().total.entries, 40U);
  EXPECT_EQ(cache->stats().evictions.at("size"), 60U);
  EXPECT_EQ(cache.read("59") + cache.read("60").substr(0, 0), "(absent)");
  cache.expect_account();
  cache.sweep();
  EXPECT_EQ(cache->stats().total.entries, 38U);
  cache.expect_account();
}

TEST(Bounds, OfEntriesHold) {
  TemporaryCache cache({.max_entries = 10, .min_free_bytes = 0});
  ASSERT_TRUE(cache->put("a", "used", "x"));
  for (int i = 0; i < 15; ++i) {
    ASSERT_TRUE(cache->put("a", std::to_string(i), "x"));
    EXPECT_EQ(cache.read("used"), "x") << i;
  }
  EXPECT_EQ(cache->stats().total.entries, 10U);
  cache.expect_account();
}

TEST(Bounds, AreSmallerAfterARestartWithSmallerOnes) {
  TemporaryCache cache;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(cache->put("a", std::to_string(i), "x"));
  cache.options.max_entries = 100;
  cache.reopen();
  EXPECT_EQ(cache->stats().total.entries, 1000U);
  cache.sweep();
  EXPECT_EQ(cache->stats().total.entries, 95U);
  cache.expect_account();
}

TEST(Bounds, RefuseWhatCanNeverFit) {
  TemporaryCache cache({.max_bytes = 1 << 20, .max_entry_bytes = 1 << 21, .min_free_bytes = 0});
  ASSERT_TRUE(cache->put("a", "k", "x"));
  EXPECT_EQ(cache->put("a", "l", std::string(1 << 20, 'x')).error().code, "cache_entry_too_large");
  EXPECT_EQ(cache->begin("a", "l", (1 << 21) + 1).error().code, "cache_entry_too_large");
  EXPECT_EQ(cache->begin("a", "l", UINT64_MAX).error().code, "cache_entry_too_large");
  EXPECT_EQ(cache.read("k"), "x");
}

TEST(Bounds, CountWhatIsBeingWritten) {
  TemporaryCache cache({.max_bytes = 1 << 20, .min_free_bytes = 0});
  ASSERT_TRUE(cache->put("a", "k", "x"));
  {
    const auto first = cache->begin("a", "l", 900'000);
    ASSERT_TRUE(first);
    EXPECT_EQ(cache->begin("a", "m", 900'000).error().code, "insufficient_storage");
    EXPECT_EQ(cache.read("k"), "x");  // nothing was evicted for what could not fit
  }
  EXPECT_TRUE(cache->begin("a", "m", 900'000));
}

TEST(Bounds, LeaveTheDiskItsFreeBytes) {
  TemporaryCache cache;
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(cache->put("a", std::to_string(i), "x"));
  cache.options.min_free_bytes = std::uint64_t{1} << 60;
  cache.reopen();
  EXPECT_EQ(cache->put("a", "k", "x").error().kind, ErrorKind::NoSpace);
  EXPECT_EQ(cache->stats().total.entries, 200U);  // none goes for a write that is refused
  EXPECT_EQ(cache.read("150"), "x");
  cache->sweep_slice();
  cache->sweep_slice();
  EXPECT_EQ(cache->stats().total.entries, 0U);
  cache.expect_account();
}

// A cache on a file system of 4 MiB.
class FullDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = fs::temp_directory_path() / "diskXXXXXX";
    disk_ = mkdtemp(name.data());
    mounted_ = mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=4m") == 0;
    if (!mounted_) GTEST_SKIP() << "SKIPPED: only root may mount a small file system; the full disk is not tested";
    registry_.emplace();
    cache_.emplace(Options{.folder = disk_ / "cache", .min_free_bytes = 0}, clock_, logging::Logger(), *registry_);
    cache_->load();
  }
  void TearDown() override {
    cache_.reset();
    if (mounted_) umount(disk_.c_str());
    fs::remove_all(disk_);
  }
  fs::path disk_;
  bool mounted_ = false;
  testing::FakeClock clock_;
  std::optional<metrics::Registry> registry_;
  std::optional<FileCache> cache_;
};

TEST_F(FullDisk, OldEntriesMakeRoom) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(cache_->put("a", std::to_string(i), filled(100'000, 1))) << i;
  EXPECT_GT(cache_->stats().evictions.at("disk"), 0U);
  EXPECT_TRUE(cache_->get("a", "199"));
  EXPECT_EQ(blocks_in(disk_ / "cache/tmp"), 0U);
  for (int i = 0; i < 20; ++i) {
    auto writer = cache_->begin("a", "w" + std::to_string(i), 1'000'000);
    ASSERT_TRUE(writer);
    for (int piece = 0; piece < 10; ++piece) ASSERT_TRUE(writer->write(filled(100'000, 2)));
    ASSERT_TRUE(writer->commit()) << i;
  }
  EXPECT_EQ(blocks_in(disk_ / "cache/tmp"), 0U);
}

TEST_F(FullDisk, OfOthersRefusesWritesAndNeverReads) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache_->put("a", std::to_string(i), "x"));
  {
    std::ofstream others(disk_ / "others", std::ios::binary);
    for (int i = 0; i < 64 && others; ++i) others << filled(65'536, 1) << std::flush;
  }
  EXPECT_EQ(cache_->put("a", "large", filled(1'000'000, 1)).error().code, "insufficient_storage");
  const std::uint64_t left = cache_->stats().total.entries;
  EXPECT_GE(left, 36U);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(cache_->put("a", "large", filled(1'000'000, 1)).error().code, "insufficient_storage");
  EXPECT_EQ(cache_->begin("a", "large", 1'000'000).error().code, "insufficient_storage");
  EXPECT_EQ(cache_->stats().total.entries, left);  // no eviction for writes that fail anyway
  EXPECT_EQ(cache_->get("a", "99")->whole(), "x");
  EXPECT_EQ(blocks_in(disk_ / "cache/tmp"), 0U);
  EXPECT_EQ(cache_->stats().reserved, 0U);
  fs::remove(disk_ / "others");
  EXPECT_TRUE(cache_->put("a", "large", filled(1'000'000, 1)));
}

TEST_F(FullDisk, RefusesAPurgeThatItCannotNote) {
  ASSERT_TRUE(cache_->put("a", "k", "x"));
  {
    std::ofstream others(disk_ / "others", std::ios::binary);
    for (int i = 0; i < 1024 && others; ++i) others << filled(4096, 1) << std::flush;
  }
  Result<void> purged;
  for (int i = 0; i < 5 && purged; ++i) purged = cache_->purge("b", {.prefix = std::string(1000, 'p')});
  ASSERT_FALSE(purged);
  EXPECT_EQ(purged.error().code, "insufficient_storage");
  EXPECT_EQ(cache_->get("a", "k")->whole(), "x");
  fs::remove(disk_ / "others");
  ASSERT_TRUE(cache_->purge("a", {.all = true}));
  EXPECT_FALSE(cache_->get("a", "k"));
}

}  // namespace
}  // namespace tenstone::file_cache
