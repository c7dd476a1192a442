#include "tenstone/file_cache/sieve.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <list>
#include <rapidcheck/gtest.h>

namespace tenstone::file_cache {
namespace {

Sieve::Key key(std::uint64_t n) { return {.ns = static_cast<std::uint32_t>(n % 2), .hash = {.high = n, .low = n % 3}}; }

std::vector<std::uint64_t> evict_all(Sieve& sieve) {
  std::vector<std::uint64_t> order;
  while (const auto victim = sieve.victim()) order.push_back(victim->key.hash.high);
  return order;
}

TEST(Sieve, EvictsInTheOrderOfInsertion) {
  Sieve sieve(10);
  for (std::uint64_t n = 1; n <= 4; ++n) sieve.put({key(n), 4096});
  EXPECT_EQ(sieve.bytes(), 4 * 4096U);
  EXPECT_EQ(evict_all(sieve), (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(sieve.bytes(), 0U);
}

TEST(Sieve, SparesOnceWhatWasUsed) {
  Sieve sieve(10);
  for (std::uint64_t n = 1; n <= 4; ++n) sieve.put({key(n), 1});
  EXPECT_TRUE(sieve.touch(key(1)));
  EXPECT_TRUE(sieve.touch(key(3)));
  EXPECT_FALSE(sieve.touch(key(9)));
  EXPECT_EQ(evict_all(sieve), (std::vector<std::uint64_t>{2, 4, 1, 3}));
}

TEST(Sieve, TakesWhatARestartFoundAsTheOldest) {
  Sieve sieve(10);
  sieve.put({key(5), 1});
  EXPECT_TRUE(sieve.put_oldest({key(4), 1}));
  EXPECT_TRUE(sieve.put_oldest({key(3), 1}));
  EXPECT_FALSE(sieve.put_oldest({key(5), 99}));
  EXPECT_EQ(sieve.bytes(), 3U);
  EXPECT_EQ(evict_all(sieve), (std::vector<std::uint64_t>{3, 4, 5}));
}

TEST(Sieve, ScansEachEntryOnce) {
  Sieve sieve(4);
  for (std::uint64_t n = 0; n < 100; ++n) sieve.put({key(n), 1});
  sieve.erase(key(50));
  std::vector<std::uint64_t> seen;
  std::size_t place = 0;
  do place = sieve.scan(place, 7, [&](const Sieve::Entry& entry) { seen.push_back(entry.key.hash.high); });
  while (place != 0);
  std::ranges::sort(seen);
  EXPECT_EQ(seen.size(), 99U);
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

// The paper's algorithm over a list: front = newest; the hand goes from the back to the front.
struct NaiveSieve {
  struct Node {
    std::uint64_t n, bytes;
    bool visited = false;
  };
  std::list<Node> queue;
  std::list<Node>::iterator hand = queue.end();

  auto find(std::uint64_t n) {
    return std::ranges::find_if(queue, [&](const Node& node) { return node.n == n; });
  }
  std::list<Node>::iterator newer(std::list<Node>::iterator at) {
    return at == queue.begin() ? queue.end() : std::prev(at);
  }
  void erase(std::uint64_t n) {
    const auto at = find(n);
    if (at == queue.end()) return;
    if (hand == at) hand = newer(at);
    queue.erase(at);
  }
  void put(std::uint64_t n, std::uint64_t bytes) {
    erase(n);
    queue.push_front({n, bytes});
  }
  std::optional<std::uint64_t> victim() {
    if (queue.empty()) return std::nullopt;
    if (hand == queue.end()) hand = std::prev(queue.end());
    while (hand->visited) {
      hand->visited = false;
      hand = newer(hand);
      if (hand == queue.end()) hand = std::prev(queue.end());
    }
    const auto n = hand->n;
    erase(n);
    return n;
  }
  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const Node& node : queue) sum += node.bytes;
    return sum;
  }
};

RC_GTEST_PROP(Sieve, DoesAsTheNaiveModel, (const std::vector<std::pair<std::uint8_t, std::uint8_t>>& steps)) {
  Sieve sieve(4);
  NaiveSieve naive;
  for (const auto& [what, number] : steps) {
    const std::uint64_t n = number % 16;
    switch (what % 5) {
      case 0: sieve.erase(key(n)), naive.erase(n); break;
      case 1: {
        const auto victim = sieve.victim();
        RC_ASSERT((victim ? std::optional(victim->key.hash.high) : std::nullopt) == naive.victim());
        break;
      }
      case 2: {
        const auto at = naive.find(n);
        RC_ASSERT(sieve.touch(key(n)) == (at != naive.queue.end()));
        if (at != naive.queue.end()) at->visited = true;
        break;
      }
      default: sieve.put({key(n), number}), naive.put(n, number); break;
    }
    RC_ASSERT(sieve.size() == naive.queue.size());
    RC_ASSERT(sieve.bytes() == naive.bytes());
  }
}

}  // namespace
}  // namespace tenstone::file_cache
