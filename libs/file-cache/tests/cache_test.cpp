#include "tenstone/file_cache/cache.hpp"

#include <thread>

#include "temporary_cache.hpp"

namespace tenstone::file_cache {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(FileCache, GivesBackWhatWasPut) {
  TemporaryCache cache;
  EXPECT_EQ(cache.read("k"), "(absent)");
  const auto stored = cache->put("a", "k", "hello", {.content_type = "text/plain", .tags = {"t"}});
  ASSERT_TRUE(stored);
  EXPECT_FALSE(stored->replaced);
  auto hit = cache->get("a", "k");
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->whole(), "hello");
  EXPECT_EQ(hit->etag(), stored->etag);
  EXPECT_EQ(hit->head().content_type, "text/plain");
  EXPECT_EQ(hit->head().created, cache.clock.now());
  EXPECT_EQ(cache.read("k", "b"), "(absent)");
  EXPECT_EQ(cache.read("k", "../a"), "(absent)");
  cache.expect_account();
}

TEST(FileCache, GivesBackBodiesOfEverySize) {
  TemporaryCache cache;
  for (const std::size_t size : {0, 1, 4096, 8000, 8192, 65'535, 65'536, 65'537, 262'144, 262'145, 1'000'000}) {
    const std::string body = filled(size, size), key = std::to_string(size);
    ASSERT_TRUE(cache->put("a", key, body));
    EXPECT_EQ(cache.read(key) == body, true) << size;
    const auto hit = cache->get("a", key);
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->whole().has_value(), size <= kWholeBytes) << size;
    EXPECT_EQ(hit->file() >= 0, size > kWholeBytes) << size;
  }
  cache.expect_account();
}

TEST(FileCache, ReplacesAsAWhole) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "one"));
  const auto stored = cache->put("a", "k", "two");
  ASSERT_TRUE(stored);
  EXPECT_TRUE(stored->replaced);
  EXPECT_EQ(cache.read("k"), "two");
  EXPECT_EQ(cache->stats().total.entries, 1U);
  cache.expect_account();
}

TEST(FileCache, RemovesEntries) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "one"));
  EXPECT_EQ(cache->remove("a", "k"), true);
  EXPECT_EQ(cache->remove("a", "k"), false);
  EXPECT_EQ(cache.read("k"), "(absent)");
  EXPECT_EQ(cache->remove("a/b", "k").error().code, "invalid_cache_namespace");
  cache.expect_account();
}

TEST(FileCache, AnEntryIsAMissFromItsExpiryOn) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "short", "1", {.ttl = seconds(10)}));
  ASSERT_TRUE(cache->put("a", "default", "2"));
  ASSERT_TRUE(cache->put("a", "never", "3", {.ttl = std::nullopt}));
  cache.clock.advance(seconds(10) - std::chrono::microseconds(1));
  EXPECT_EQ(cache.read("short"), "1");
  cache.clock.advance(std::chrono::microseconds(1));
  EXPECT_EQ(cache.read("short"), "(expired)");
  EXPECT_FALSE(cache->put("a", "short", "again", {.ttl = seconds(10)})->replaced);
  cache.clock.advance(hours(1));
  EXPECT_EQ(cache.read("default"), "(expired)");
  cache.clock.advance(hours(24 * 365 * 50));
  EXPECT_EQ(cache.read("never"), "3");
  EXPECT_EQ(cache->put("a", "k", "", {.ttl = seconds(0)}).error().code, "invalid_cache_ttl");
  EXPECT_EQ(cache->put("a", "k", "", {.ttl = kMaxTtl + seconds(1)}).error().code, "invalid_cache_ttl");
}

TEST(FileCache, ASweepRemovesTheExpired) {
  TemporaryCache cache;
  for (int i = 0; i < 500; ++i)
    ASSERT_TRUE(cache->put("a", std::to_string(i), "x", {.ttl = seconds(i % 2 == 0 ? 10 : 1000)}));
  cache.clock.advance(seconds(10));
  const SweepStep first = cache->sweep_slice();
  EXPECT_LE(first.removed, 200U);
  EXPECT_TRUE(first.more);
  cache.sweep();
  EXPECT_EQ(cache->stats().total.entries, 250U);
  EXPECT_EQ(cache->stats().evictions.at("expired"), 250U);
  EXPECT_EQ(cache.read("1"), "x");
  cache.expect_account();
}

TEST(FileCache, APurgeInvalidatesByTagPrefixOrAll) {
  TemporaryCache cache;
  const auto fill = [&] {
    ASSERT_TRUE(cache->put("a", "img/1", "1", {.tags = {"red"}}));
    ASSERT_TRUE(cache->put("a", "img/2", "2", {.tags = {"blue", "big"}}));
    ASSERT_TRUE(cache->put("a", "doc/1", "3", {.tags = {"big"}}));
    ASSERT_TRUE(cache->put("b", "img/1", "4", {.tags = {"red"}}));
  };
  fill();
  ASSERT_TRUE(cache->purge("a", {.tags = {"red", "none"}}));
  EXPECT_EQ(cache.read("img/1") + cache.read("img/2") + cache.read("doc/1") + cache.read("img/1", "b"),
            "(invalidated)234");
  ASSERT_TRUE(cache->purge("a", {.prefix = "img/"}));
  EXPECT_EQ(cache.read("img/2") + cache.read("doc/1"), "(invalidated)3");
  fill();
  EXPECT_EQ(cache.read("img/1") + cache.read("img/2") + cache.read("doc/1"), "123");
  ASSERT_TRUE(cache->purge("a", {.all = true}));
  cache.reopen();
  EXPECT_EQ(cache.read("img/1") + cache.read("doc/1") + cache.read("img/1", "b"), "(invalidated)(invalidated)4");
  cache.sweep();
  EXPECT_EQ(cache->stats().total.entries, 1U);
  EXPECT_EQ(cache.read("img/1"), "(absent)");
  EXPECT_EQ(cache->purge("a", {}).error().code, "invalid_purge");
  cache.expect_account();
}

TEST(FileCache, APurgeAlsoReachesWhatIsBeingWritten) {
  TemporaryCache cache;
  auto alone = cache->begin("a", "k", 3), late = cache->begin("a", "k", 3);
  ASSERT_TRUE(alone && late && alone->write("old") && late->write("old"));
  ASSERT_TRUE(cache->purge("a", {.all = true}));
  ASSERT_TRUE(alone->commit());
  EXPECT_EQ(cache.read("k"), "(absent)");
  EXPECT_FALSE(cache->put("a", "k", "new")->replaced);
  ASSERT_TRUE(late->commit());
  EXPECT_EQ(cache.read("k"), "new");
  {
    const auto gone = std::pair(std::move(alone), std::move(late));
  }
  cache.expect_account();
}

TEST(FileCache, AConditionSeesTheEntryThatStands) {
  TemporaryCache cache;
  const auto none = [](auto etag) { return !etag; };
  const auto stored = cache->put("a", "k", "one", {.condition = none});
  ASSERT_TRUE(stored);
  EXPECT_EQ(cache->put("a", "k", "two", {.condition = none}).error().code, "cache_precondition_failed");
  EXPECT_EQ(cache.read("k"), "one");
  const auto same = [&](auto etag) { return etag == stored->etag; };
  EXPECT_TRUE(cache->put("a", "k", "two", {.condition = same})->replaced);
  EXPECT_EQ(cache->remove("a", "k", same).error().code, "cache_precondition_failed");
  cache.clock.advance(hours(1));
  EXPECT_TRUE(cache->put("a", "k", "three", {.condition = none}));
  cache.expect_account();
}

TEST(FileCache, OfManyThatAddOnlyOneWins) {
  TemporaryCache cache;
  std::atomic<int> won = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      if (cache->put("a", "k", std::to_string(i), {.condition = [](auto etag) { return !etag; }})) ++won;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, 1);
}

TEST(Writer, StoresABodyInPieces) {
  TemporaryCache cache;
  const std::string body = filled(300'000, 5);
  auto writer = cache->begin("a", "k", body.size());
  ASSERT_TRUE(writer);
  for (std::size_t at = 0; at < body.size(); at += 7000)
    ASSERT_TRUE(writer->write(std::string_view(body).substr(at, 7000)));
  EXPECT_EQ(cache.read("k"), "(absent)");
  EXPECT_GT(cache->stats().reserved, body.size());
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(writer->commit().error().code, "cache_entry_incomplete");
  EXPECT_TRUE(cache.read("k") == body);
  {
    const auto gone = std::move(*writer);
  }
  cache.expect_account();
}

TEST(Writer, PublishesNothingThatIsNotWhole) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "old"));
  {
    auto writer = cache->begin("a", "k", 5);
    ASSERT_TRUE(writer->write("1234"));
    EXPECT_EQ(writer->commit().error().code, "cache_entry_incomplete");
    auto second = cache->begin("a", "k", 5);
    EXPECT_EQ(second->write("123456").error().code, "cache_entry_incomplete");
    EXPECT_EQ(second->write("1").error().code, "cache_entry_incomplete");
    const auto dropped = cache->begin("a", "k", 5);
    ASSERT_TRUE(dropped);
  }
  EXPECT_EQ(cache.read("k"), "old");
  cache.expect_account();
}

TEST(Hit, StaysReadableWhenItsEntryGoes) {
  TemporaryCache cache;
  const std::string body = filled(500'000, 6);
  ASSERT_TRUE(cache->put("a", "k", body));
  auto hit = cache->get("a", "k");
  ASSERT_TRUE(hit);
  std::string buffer, read;
  ASSERT_TRUE(cache->put("a", "k", filled(500'000, 7)));
  ASSERT_TRUE(cache->remove("a", "k"));
  for (std::size_t i = 0; i < hit->head().block_count(); ++i) read += *hit->read_block(i, buffer);
  EXPECT_TRUE(read == body);
}

TEST(Hit, IsVerifiedOnceAllOfItWasRead) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", filled(500'000, 6)));
  EXPECT_FALSE(cache->get("a", "k")->verified());
  cache.read("k");
  EXPECT_TRUE(cache->get("a", "k")->verified());
  flip(cache.file("k"), 400'000 * 8);
  EXPECT_FALSE(cache->get("a", "k")->verified());
  EXPECT_EQ(cache.read("k"), "(cache_entry_corrupt)");
  ASSERT_TRUE(cache->put("a", "k", filled(500'000, 6)));
  EXPECT_FALSE(cache->get("a", "k")->verified());
}

TEST(FileCache, TryGetAnswersWhatIsInMemoryAndNothingElse) {
  TemporaryCache cache;
  ASSERT_TRUE(cache->put("a", "k", "hello"));
  cache.read("k");
  const auto hit = cache->try_get("a", "k");
  if (hit) EXPECT_EQ(hit->value().whole(), "hello");  // nullopt: a file system without RWF_NOWAIT
  flip(cache.file("k"), 97 * 8);
  EXPECT_FALSE(cache->try_get("a", "k"));
  EXPECT_EQ(cache.files_in("quarantine"), 0U);
  EXPECT_EQ(cache.read("k"), "(corrupt)");
}

TEST(FileCache, ListsPageByPage) {
  TemporaryCache cache;
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(cache->put("a", "k/" + std::to_string(i), "x", {.tags = {"t"}}));
  ASSERT_TRUE(cache->put("a", "other", "x"));
  ASSERT_TRUE(cache->put("a", "k/expired", "x", {.ttl = seconds(1)}));
  cache.clock.advance(seconds(1));
  std::set<std::string> seen;
  std::string cursor;
  do {
    const auto page = cache->list("a", "k/", cursor, 7);
    ASSERT_TRUE(page);
    EXPECT_LE(page->entries.size(), 7U);
    for (const Listed& entry : page->entries) {
      EXPECT_TRUE(seen.insert(entry.key).second);
      EXPECT_EQ(entry.tags, std::vector<std::string>{"t"});
      EXPECT_EQ(entry.etag, cache->get("a", entry.key)->etag());
    }
    cursor = page->next;
  } while (!cursor.empty());
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_EQ(cache->list("a", "", "zz", 7).error().code, "invalid_cache_cursor");
  EXPECT_TRUE(cache->list("none", "", "", 7)->entries.empty());
}

}  // namespace
}  // namespace tenstone::file_cache
