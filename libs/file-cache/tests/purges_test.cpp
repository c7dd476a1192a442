#include "tenstone/file_cache/purges.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::file_cache {
namespace {

Head entry(std::string_view key, std::uint64_t generation, std::vector<std::string_view> tags = {}) {
  Head head;
  head.key = key;
  head.tags = std::move(tags);
  head.generation = generation;
  return head;
}

TEST(Purges, KillWhatWasThereBefore) {
  Purges purges;
  EXPECT_FALSE(purges.kills("a", entry("k", 0)));
  purges.apply("a", {.all = true});
  EXPECT_TRUE(purges.kills("a", entry("k", 0)));
  EXPECT_FALSE(purges.kills("a", entry("k", purges.generation())));
  EXPECT_FALSE(purges.kills("b", entry("k", 0)));
}

TEST(Purges, MatchTagsAndPrefixesWhole) {
  Purges purges;
  purges.apply("a", {.tags = {"red"}, .prefix = "img/"});
  EXPECT_TRUE(purges.kills("a", entry("k", 0, {"blue", "red"})));
  EXPECT_FALSE(purges.kills("a", entry("k", 0, {"re", "redder"})));
  EXPECT_TRUE(purges.kills("a", entry("img/", 0)));
  EXPECT_TRUE(purges.kills("a", entry("img/1", 0)));
  EXPECT_FALSE(purges.kills("a", entry("img", 0)));
}

TEST(Purges, BecomeOneMarkWhenTheyAreTooMany) {
  Purges purges;
  for (std::size_t i = 0; i <= Purges::kMaxMarks; ++i) purges.apply("a", {.tags = {std::to_string(i)}});
  EXPECT_EQ(purges.marks(), 1U);
  EXPECT_TRUE(purges.kills("a", entry("k", 0)));
  EXPECT_FALSE(purges.kills("b", entry("k", 0)));
}

std::string log_of(const std::vector<Purge>& all) {
  std::string log = Purges().snapshot();
  for (const Purge& purge : all) log += Purges::encode("a", purge);
  return log;
}

TEST(PurgeLog, LosesOnlyAPurgeThatWasCutOff) {
  const std::string whole = log_of({{.tags = {"red"}}});
  const std::string log = whole + Purges::encode("a", {.tags = {"blue"}});
  for (std::size_t size = whole.size() + 1; size < log.size(); ++size) {
    Purges purges;
    const auto read = purges.read(log.substr(0, size));
    ASSERT_EQ(read.log, Purges::Log::Torn) << size;
    ASSERT_EQ(read.good_bytes, whole.size());
    ASSERT_TRUE(purges.kills("a", entry("k", 0, {"red"})));
    ASSERT_FALSE(purges.kills("a", entry("k", 0, {"blue"})));
    ASSERT_FALSE(purges.kills("a", entry("k", 0)));
  }
}

TEST(PurgeLog, NoFlippedBitBringsBackWhatWasPurged) {
  const std::string log = log_of({{.tags = {"red"}}, {.prefix = "p"}, {.all = true}, {.tags = {"blue"}}});
  Purges good;
  ASSERT_EQ(good.read(log).log, Purges::Log::Whole);
  for (std::size_t bit = 0; bit < log.size() * 8; ++bit) {
    std::string bad = log;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    Purges purges;
    ASSERT_EQ(purges.read(bad).log, Purges::Log::Damaged) << "bit " << bit;
    ASSERT_TRUE(purges.kills("a", entry("k", good.generation() - 1, {"blue"})));
    ASSERT_TRUE(purges.kills("never seen", entry("k", good.generation())));
    ASSERT_FALSE(purges.kills("a", entry("k", purges.generation(), {"blue"})));
  }
}

// What purges mean, in the simplest words: each is kept, and each is compared.
struct NaivePurges {
  struct Kept {
    std::string ns;
    Purge purge;
    std::uint64_t generation;
  };
  std::vector<Kept> all;
  bool kills(const std::string& ns, const Head& head) const {
    for (const Kept& one : all) {
      if (one.ns != ns || head.generation >= one.generation) continue;
      if (one.purge.all) return true;
      if (one.purge.prefix && head.key.starts_with(*one.purge.prefix)) return true;
      for (const auto& tag : one.purge.tags)
        for (const auto& had : head.tags)
          if (tag == had) return true;
    }
    return false;
  }
};

RC_GTEST_PROP(Purges, DoAsTheNaiveModelAlsoFromTheirLog, ()) {
  const auto text = rc::gen::container<std::string>(rc::gen::element('a', 'b'));
  NaivePurges naive;
  Purges purges;
  std::string log = purges.snapshot();
  const auto count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) {
    const std::string ns = *rc::gen::element<std::string>("x", "y");
    Purge purge;
    switch (*rc::gen::inRange(0, 4)) {
      case 0: purge.all = true; break;
      case 1: purge.prefix = *text; break;
      case 2: purge.tags = {*text}; break;
      default: purge = {.tags = {*text, *text}, .prefix = *text}; break;
    }
    purges.apply(ns, purge);
    naive.all.push_back({ns, purge, purges.generation()});
    log += Purges::encode(ns, purge);
    if (*rc::gen::inRange(0, 5) == 0) log = purges.snapshot();
  }
  Purges again;
  RC_ASSERT(again.read(log).log == Purges::Log::Whole);
  RC_ASSERT(again.generation() == purges.generation());
  for (int i = 0; i < 30; ++i) {
    const std::string key = *text, tag = *text, ns = *rc::gen::element<std::string>("x", "y");
    const Head head = entry(key, *rc::gen::inRange<std::uint64_t>(0, count + 1), {tag});
    RC_ASSERT(purges.kills(ns, head) == naive.kills(ns, head));
    RC_ASSERT(again.kills(ns, head) == naive.kills(ns, head));
  }
}

}  // namespace
}  // namespace tenstone::file_cache
