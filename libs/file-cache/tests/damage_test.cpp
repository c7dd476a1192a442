#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "temporary_cache.hpp"

namespace tenstone::file_cache {
namespace {

namespace fs = std::filesystem;

TEST(Damage, AnyFlippedBitIsAMissAndTheFileIsKeptAside) {
  TemporaryCache cache;
  const std::string body = filled(50, 1);
  ASSERT_TRUE(cache->put("a", "key", body, {.tags = {"t"}}));
  const std::uint64_t bits = fs::file_size(cache.file("key")) * 8;
  for (std::uint64_t bit = 0; bit < bits; ++bit) {
    ASSERT_TRUE(cache->put("a", "key", body, {.tags = {"t"}}));
    flip(cache.file("key"), bit);
    ASSERT_EQ(cache.read("key"), "(corrupt)") << "bit " << bit;
    ASSERT_EQ(cache.read("key"), "(absent)") << "bit " << bit;
  }
  EXPECT_EQ(cache->stats().quarantined, bits);
  EXPECT_EQ(cache->stats().misses.at("corrupt"), bits);
  EXPECT_EQ(cache.files_in("quarantine"), 64U);
  cache.reopen();
  EXPECT_EQ(cache.files_in("quarantine"), 64U);
  cache.expect_account();
}

RC_GTEST_PROP(Damage, AFlippedBitOfALargeEntryNeverGivesWrongBytes, (std::uint64_t where)) {
  TemporaryCache cache;
  const std::string body = filled(400'000, 2);
  RC_ASSERT(cache->put("a", "key", body).has_value());
  flip(cache.file("key"), where % (fs::file_size(cache.file("key")) * 8));
  const std::string read = cache.read("key");
  RC_ASSERT(read == "(corrupt)" || read == "(cache_entry_corrupt)");
  RC_ASSERT(cache.read("key") == "(absent)");
}

TEST(Damage, ACutOrLengthenedFileIsAMiss) {
  TemporaryCache cache;
  for (const std::size_t size : {10, 8000, 20'000, 300'000})
    for (const int change : {-1, 1, -5000}) {
      ASSERT_TRUE(cache->put("a", "key", filled(size, 3)));
      const auto now = static_cast<std::int64_t>(fs::file_size(cache.file("key")));
      fs::resize_file(cache.file("key"), static_cast<std::uintmax_t>(std::max<std::int64_t>(0, now + change)));
      EXPECT_EQ(cache.read("key"), "(corrupt)") << size << " " << change;
    }
  EXPECT_EQ(cache->stats().total.entries, 0U);
}

TEST(Damage, WhatIsNoEntryOfThisKeyIsAMiss) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "one", "1"));
  ASSERT_TRUE(cache->put("a", "two", "2"));
  fs::copy_file(cache.file("one"), cache.file("two"), fs::copy_options::overwrite_existing);
  EXPECT_EQ(cache.read("two"), "(corrupt)");
  EXPECT_EQ(cache.read("one"), "1");

  ASSERT_TRUE(cache->put("a", "two", "2"));
  fs::rename(cache.file("one"), cache.options.folder / "../elsewhere");
  fs::create_symlink(cache.options.folder / "../elsewhere", cache.file("one"));
  EXPECT_EQ(cache.read("one"), "(corrupt)");
  EXPECT_TRUE(fs::exists(cache.options.folder / "../elsewhere"));
  fs::create_directory(cache.file("one"));
  EXPECT_EQ(cache.read("one"), "(corrupt)");
  ASSERT_TRUE(cache->put("a", "one", "1"));
  EXPECT_EQ(cache.read("one"), "1");
}

TEST(Damage, NoSymbolicLinkLeadsOutOfTheFolder) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "inside"));
  const fs::path shard = cache.file("k").parent_path(), outside = cache.options.folder / "../outside";
  fs::rename(shard, outside);
  fs::create_directory_symlink(fs::absolute(outside), shard);
  EXPECT_EQ(cache.read("k"), "(corrupt)");
  EXPECT_ANY_THROW((void)cache->put("a", "k", "new"));
  EXPECT_EQ(std::distance(fs::directory_iterator(outside), fs::directory_iterator()), 1);
}

TEST(Damage, AFileThatSomebodyRemovedIsForgotten) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "1"));
  fs::remove(cache.file("k"));
  EXPECT_EQ(cache.read("k"), "(absent)");
  EXPECT_EQ(cache->stats().total.entries, 0U);
}

TEST(Damage, VerifyFindsItBeforeAReaderDoes) {
  TemporaryCache cache;
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(cache->put(i % 2 == 0 ? "a" : "b", std::to_string(i), filled(5000, 4)));
  flip(cache.file("0"), 20'000);
  flip(cache.file("1", "b"), 100);
  VerifyStep all;
  std::string cursor;
  do {
    const auto step = cache->verify_slice(cursor);
    ASSERT_TRUE(step);
    EXPECT_LE(step->checked, 200U);
    all.checked += step->checked;
    all.corrupt += step->corrupt;
    cursor = step->next;
  } while (!cursor.empty());
  EXPECT_EQ(all.checked, 300U);
  EXPECT_EQ(all.corrupt, 2U);
  EXPECT_EQ(cache.read("0") + cache.read("1", "b"), "(absent)(absent)");
  EXPECT_EQ(cache->verify_slice("a/zz").error().code, "invalid_cache_cursor");
  cache.expect_account();
}

TEST(Damage, TheQuarantineHasABoundOfBytes) {
  TemporaryCache cache({.max_bytes = 8 << 20, .min_free_bytes = 0});
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(cache->put("a", "k", filled(200'000, 1)));
    flip(cache.file("k"), 5000);
    EXPECT_EQ(cache.read("k"), "(corrupt)");
  }
  EXPECT_EQ(cache.files_in("quarantine"), 5U);  // an eighth of max_bytes
}

}  // namespace
}  // namespace tenstone::file_cache
