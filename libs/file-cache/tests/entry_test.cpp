#include "tenstone/file_cache/entry.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "samples.hpp"
#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {

const Time kNow{std::chrono::microseconds(1'800'000'000'123'456)};
const Meta kMeta{.content_type = "text/plain; charset=utf-8", .tags = {"reports", "mia's"}};

NewEntry entry_of(std::string_view key, std::string_view body) {
  return {.key = key,
          .meta = kMeta,
          .body_size = body.size(),
          .generation = 7,
          .created = kNow,
          .expires = kNow + std::chrono::hours(1)};
}

std::string file_of(const NewEntry& entry, std::string_view body) {
  std::string head;
  encode_head(entry, body, head);
  return head + std::string(body);
}

std::optional<Head> parse(std::string_view file) { return parse_head(file, file.size()); }

TEST(Entry, ReadsBackWhatWasWritten) {
  const std::string body = filled(150'000, 1);
  const std::string file = file_of(entry_of("a/key", body), body);
  const auto head = parse(file);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->key, "a/key");
  EXPECT_EQ(head->content_type, kMeta.content_type);
  EXPECT_EQ(head->tags, (std::vector<std::string_view>{"reports", "mia's"}));
  EXPECT_EQ(head->created, kNow);
  EXPECT_EQ(head->expires, kNow + std::chrono::hours(1));
  EXPECT_EQ(head->generation, 7U);
  EXPECT_EQ(head->body_size, body.size());
  EXPECT_EQ(head->block_count(), 3U);
  EXPECT_EQ(head->block_size(2), 150'000U - 2 * kBlockBytes);
  EXPECT_EQ(file.substr(head->body_offset), body);
  EXPECT_TRUE(body_holds(*head, body));
  EXPECT_EQ(head_size(file.substr(0, kHeaderBytes), file.size()), head->body_offset);
  EXPECT_EQ(body_offset(entry_of("a/key", body)), head->body_offset);
}

TEST(Entry, HasTheLayoutThatItsHeaderDescribes) {
  const std::string file = file_of(entry_of("key", "body"), "body");
  EXPECT_EQ(file.substr(0, 8), std::string("TSCE\1\0\0\0", 8));
  EXPECT_EQ(file.substr(12, 2), std::string("\3\0", 2));
  EXPECT_EQ(file.substr(20, 8), std::string("\4\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(file.substr(64, 5), std::string("key\x19\0", 5));
  EXPECT_EQ(file.substr(file.size() - 4), "body");
}

TEST(Entry, NeverExpiresWithoutAnExpiry) {
  NewEntry entry = entry_of("k", "");
  entry.expires.reset();
  const std::string file = file_of(entry, "");
  const auto head = parse(file);
  ASSERT_TRUE(head);
  EXPECT_FALSE(head->expires);
  EXPECT_FALSE(head->expired(Time::max()));
  EXPECT_EQ(head->block_count(), 0U);
}

TEST(Entry, IsExpiredFromItsExpiryOn) {
  const std::string file = file_of(entry_of("k", ""), "");
  const auto head = parse(file);
  ASSERT_TRUE(head);
  EXPECT_FALSE(head->expired(*head->expires - std::chrono::microseconds(1)));
  EXPECT_TRUE(head->expired(*head->expires));
}

TEST(Entry, EveryFlippedBitIsFound) {
  const std::string body = filled(300, 2);
  const std::string file = file_of(entry_of("a key", body), body);
  for (std::size_t bit = 0; bit < file.size() * 8; ++bit) {
    std::string bad = file;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    const auto head = parse(bad);
    ASSERT_FALSE(head && body_holds(*head, std::string_view(bad).substr(head->body_offset))) << "bit " << bit;
  }
}

TEST(Entry, EveryOtherLengthIsFound) {
  const std::string file = file_of(entry_of("key", "some bytes"), "some bytes");
  for (std::size_t size = 0; size < file.size(); ++size) EXPECT_FALSE(parse(file.substr(0, size))) << size;
  EXPECT_FALSE(parse(file + "x"));
}

TEST(BodySum, IsTheSameForPieces) {
  const std::string body = filled(3 * kBlockBytes, 3);
  for (const std::size_t size : {std::size_t{1}, kBlockBytes - 1, kBlockBytes, kBlockBytes + 1, 3 * kBlockBytes})
    for (const std::size_t piece : {std::size_t{1000}, kBlockBytes, 2 * kBlockBytes}) {
      BodySum sum;
      const std::string_view all = std::string_view(body).substr(0, size);
      for (std::size_t at = 0; at < size; at += piece) sum.add(all.substr(at, piece));
      EXPECT_EQ(encode_head(entry_of("k", all), sum.block_table(), sum.hash()) + std::string(all),
                file_of(entry_of("k", all), all))
          << size << " in pieces of " << piece;
    }
}

RC_GTEST_PROP(Entry, RoundTrips, (std::string key, std::string body, std::vector<std::string> tags, std::string type)) {
  key = "k" + key.substr(0, kMaxKeyBytes - 1);
  if (tags.size() > kMaxTags) tags.resize(kMaxTags);
  for (std::string& tag : tags) tag.resize(std::min(tag.size(), kMaxTagBytes));
  const Meta meta{.content_type = type.substr(0, kMaxContentTypeBytes), .tags = tags};
  const NewEntry entry{.key = key, .meta = meta, .body_size = body.size(), .created = kNow};
  const std::string file = file_of(entry, body);
  const auto head = parse(file);
  RC_ASSERT(head.has_value());
  RC_ASSERT(head->key == key && head->content_type == meta.content_type);
  RC_ASSERT(std::vector<std::string>(head->tags.begin(), head->tags.end()) == tags);
  RC_ASSERT(body_holds(*head, std::string_view(file).substr(head->body_offset)));
}

TEST(KeyHash, IsXxh3OfTheKey) {
  EXPECT_EQ(to_hex(hash_key("")), "99aa06d3014798d86001c324468d497f");  // as `xxhsum -H2` prints
  EXPECT_EQ(parse_key_hash(to_hex(hash_key("a"))), hash_key("a"));
  EXPECT_FALSE(parse_key_hash("99AA06D3014798D86001C324468D497F"));
  EXPECT_FALSE(parse_key_hash("99"));
}

TEST(Names, AreCheckedByTheRules) {
  for (const char* good : {"a", "0", "org-1.x_y", "018bcfe5"}) EXPECT_TRUE(check_namespace(good)) << good;
  for (const char* bad : {"", "A", ".", "..", "-a", "_stats", "a/b", "a b", "ä"})
    EXPECT_FALSE(check_namespace(bad)) << bad;
  EXPECT_FALSE(check_namespace(std::string(64, 'a')));
  EXPECT_TRUE(check_namespace(std::string(63, 'a')));

  for (const char* good : {"a", "a/b/../c", "ключ", "𝄞", "_x"}) EXPECT_TRUE(check_key(good)) << good;
  for (const char* bad : {"", "a\nb", "\x7f", "\xff", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
    EXPECT_FALSE(check_key(bad)) << bad;
  EXPECT_FALSE(check_key(std::string_view("a\0b", 3)));
  EXPECT_TRUE(check_key(std::string(1024, 'k')));
  EXPECT_FALSE(check_key(std::string(1025, 'k')));

  EXPECT_TRUE(check_meta(kMeta));
  EXPECT_EQ(check_meta({.tags = {"a,b"}}).error().code, kInvalidCacheTag.name());
  EXPECT_EQ(check_meta({.tags = std::vector<std::string>(33, "t")}).error().code, kInvalidCacheTag.name());
  EXPECT_EQ(check_meta({.content_type = "a\r\nb"}).error().code, kInvalidCacheContentType.name());
}

}  // namespace
}  // namespace tenstone::file_cache
