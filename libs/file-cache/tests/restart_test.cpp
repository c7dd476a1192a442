#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "temporary_cache.hpp"

namespace tenstone::file_cache {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string refusal(const Options& options) {
  try {
    const testing::FakeClock clock;
    metrics::Registry registry;
    const FileCache cache(options, clock, {}, registry);
    return "(taken)";
  } catch (const Failure& failure) {
    return failure.what();
  }
}

void write(const fs::path& path, std::string_view text) { std::ofstream(path, std::ios::binary) << text; }

TEST(Restart, FindsItsEntriesAndTheirOrder) {
  TemporaryCache cache({.max_entries = 4, .min_free_bytes = 0});
  const auto stands = [&](const char* key) { return fs::exists(cache.file(key)); };
  // The order is that of the files' last changes, which the kernel's clock tells apart only by its ticks.
  const auto changed = [&](const char* key) {
    struct stat status{};
    stat(cache.file(key).c_str(), &status);
    return std::pair(status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
  };
  auto last = std::pair<time_t, long>();
  for (const char* key : {"3", "1", "4", "2"}) {
    ASSERT_TRUE(cache->put("a", key, key));
    while (changed(key) <= last) chmod(cache.file(key).c_str(), 0600);
    last = changed(key);
  }
  cache.reopen();
  cache.expect_account();
  EXPECT_EQ(cache->stats().total.entries, 4U);
  ASSERT_TRUE(cache->put("a", "5", "5"));
  EXPECT_TRUE(!stands("3") && stands("1") && stands("4") && stands("2"));
  ASSERT_TRUE(cache->put("a", "6", "6"));
  EXPECT_TRUE(!stands("1") && stands("4") && stands("2"));
  EXPECT_EQ(cache.read("4"), "4");
  ASSERT_TRUE(cache->put("a", "7", "7"));
  EXPECT_TRUE(stands("4") && !stands("2"));
  cache.expect_account();
}

TEST(Restart, ServesWhileItStillLooks) {
  TemporaryCache cache;
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(cache->put("a", std::to_string(i), "old"));
  ASSERT_TRUE(cache->put("b", "k", "old", {.ttl = std::nullopt}));
  cache.close();
  cache.registry.emplace();
  cache.cache.emplace(cache.options, cache.clock, logging::Logger(), *cache.registry);
  EXPECT_TRUE(cache->stats().loading);
  EXPECT_EQ(cache.read("1"), "old");
  for (int slice = 0; cache->load_slice(10); ++slice) {
    const std::string key = std::to_string(slice);
    if (slice % 3 == 0) EXPECT_TRUE(cache->put("a", key, "new")->replaced) << slice;
    if (slice % 3 == 1) EXPECT_EQ(cache->remove("a", key), true) << slice;
  }
  EXPECT_FALSE(cache->stats().loading);
  EXPECT_EQ(cache.read("0") + cache.read("1") + cache.read("2"), "new(absent)old");
  cache.expect_account();
  cache.clock.advance(std::chrono::hours(1));
  cache.sweep();
  EXPECT_EQ(cache->stats().total.entries, 1U);
  cache.expect_account();
}

TEST(Restart, RemovesWhatADeadWriterLeft) {
  TemporaryCache cache;
  write(cache.options.folder / "tmp/0123", "half");
  cache.reopen();
  EXPECT_EQ(cache.files_in("tmp"), 0U);
}

TEST(Restart, DropsATornPurgeAndKeepsTheOthers) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "1", {.tags = {"red"}}));
  ASSERT_TRUE(cache->put("a", "l", "2"));
  ASSERT_TRUE(cache->purge("a", {.tags = {"red"}}));
  const fs::path log = cache.options.folder / "purges";
  const auto whole = fs::file_size(log);
  ASSERT_TRUE(cache->purge("a", {.all = true}));
  cache.close();
  fs::resize_file(log, fs::file_size(log) - 3);
  cache.open();
  EXPECT_EQ(cache.read("k") + cache.read("l"), "(invalidated)2");
  ASSERT_TRUE(cache->purge("a", {.prefix = "l"}));
  cache.reopen();
  EXPECT_EQ(cache.read("l"), "(invalidated)");
  EXPECT_GT(fs::file_size(log), whole / 2);
}

TEST(Restart, InvalidatesEverythingWhenPurgesAreLost) {
  TemporaryCache cache;
  const fs::path log = cache.options.folder / "purges";
  const auto damage = [&](const std::function<void()>& how) {
    ASSERT_TRUE(cache->put("a", "k", "1"));
    cache.close();
    how();
    cache.open();
    EXPECT_EQ(cache.read("k"), "(invalidated)");
    ASSERT_TRUE(cache->put("a", "k", "2"));
    cache.reopen();
    EXPECT_EQ(cache.read("k"), "2");
  };
  damage([&] { flip(log, 100); });
  damage([&] { fs::resize_file(log, 0); });
  damage([&] { fs::remove(log); });
}

TEST(Restart, ShortensALogOfManyPurges) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "1"));
  for (int i = 0; i < 600; ++i) ASSERT_TRUE(cache->purge("a", {.prefix = "x" + std::string(1000, 'y')}));
  EXPECT_LT(fs::file_size(cache.options.folder / "purges"), 300'000U);
  EXPECT_EQ(cache.read("k"), "1");
  ASSERT_TRUE(cache->purge("a", {.all = true}));
  cache.reopen();
  EXPECT_EQ(cache.read("k"), "(invalidated)");
}

TEST(TakenFolder, IsRefusedAndItsHolderIsNamed) {
  TemporaryCache cache;
  const std::string text = refusal(cache.options);
  EXPECT_THAT(text, HasSubstr("cache_in_use"));
  EXPECT_THAT(text, HasSubstr("process " + std::to_string(getpid())));
  EXPECT_THAT(text, HasSubstr(cache.options.folder.string()));
  cache.close();
  EXPECT_EQ(refusal(cache.options), "(taken)");
}

TEST(TakenFolder, IsFreeOnceItsProcessIsDead) {
  TemporaryCache cache;
  cache.close();
  const pid_t child = fork();
  if (child == 0) {
    try {
      cache.open();
      kill(getpid(), SIGKILL);
    } catch (const Failure&) {
    }
    _exit(1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(refusal(cache.options), "(taken)");
}

TEST(ForeignFolder, IsRefusedAndLeftAlone) {
  TemporaryCache cache;
  cache.close();
  const Options other{.folder = cache.options.folder / "../documents"};
  fs::create_directory(other.folder);
  write(other.folder / "thesis.txt", "mine");
  EXPECT_THAT(refusal(other), HasSubstr("thesis.txt"));
  EXPECT_EQ(std::distance(fs::directory_iterator(other.folder), fs::directory_iterator()), 1);

  write(cache.options.folder / "cache.json", "{\"format\":2,\"created\":\"\"}");
  EXPECT_THAT(refusal(cache.options), HasSubstr("another format"));
  write(cache.options.folder / "cache.json", "{\"format\":1,\"epoch\":0,\"created\":\"\"}");
  EXPECT_EQ(refusal(cache.options), "(taken)");
  write(cache.options.folder / "notes.txt", "mine");
  EXPECT_THAT(refusal(cache.options), HasSubstr("notes.txt"));
}

TEST(ForeignFolder, ItsPartsMustNotBeSymbolicLinks) {
  TemporaryCache cache;
  cache.close();
  const fs::path outside = cache.options.folder / "../outside";
  fs::rename(cache.options.folder / "tmp", outside);
  write(outside / "thesis.txt", "mine");
  fs::create_directory_symlink(fs::absolute(outside), cache.options.folder / "tmp");
  EXPECT_THAT(refusal(cache.options), HasSubstr("cache_folder_unusable"));
  EXPECT_TRUE(fs::exists(outside / "thesis.txt"));
}

TEST(ForeignFolder, ItsFileSystemMustBeOne) {
  TemporaryCache cache;
  cache.close();
  const fs::path temporary = cache.options.folder / "tmp";
  if (mount("tmpfs", temporary.c_str(), "tmpfs", 0, "size=1m") != 0)
    GTEST_SKIP() << "SKIPPED: only root may mount a file system; two of them in one folder are not tested";
  EXPECT_THAT(refusal(cache.options), HasSubstr("must be on one file system"));
  umount(temporary.c_str());
  EXPECT_EQ(refusal(cache.options), "(taken)");
}

// cp -r gives each file the time of the copy.
TEST(Restart, OnACopyWithOtherTimesKeepsWhatLives) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "value", {.ttl = std::chrono::hours(1)}));
  ASSERT_TRUE(cache->put("a", "never", "value", {.ttl = std::nullopt}));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(cache.clock.now()).time_since_epoch().count();
  const timespec times[] = {{.tv_sec = seconds - 5, .tv_nsec = 0}, {.tv_sec = seconds - 5, .tv_nsec = 0}};
  for (const char* key : {"k", "never"}) ASSERT_EQ(utimensat(AT_FDCWD, cache.file(key).c_str(), times, 0), 0);
  cache.reopen();
  cache.sweep();
  EXPECT_EQ(cache.read("k"), "value");
  EXPECT_EQ(cache.read("never"), "value");
  cache.reopen();  // the times of the files are right again
  cache.clock.advance(std::chrono::hours(1));
  cache.sweep();
  EXPECT_EQ(cache->stats().total.entries, 1U);
  EXPECT_EQ(cache.read("never"), "value");
  cache.expect_account();
}

}  // namespace
}  // namespace tenstone::file_cache
