#include "chunker.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "keys.hpp"
#include "temporary_repository.hpp"

namespace tenstone::backup {
namespace {

const GearTable& gear() {
  static const Keys keys(Key(std::string(32, 'k')));
  return keys.gear();
}

std::vector<std::string> chunks_of(std::string_view bytes, std::vector<std::size_t> pieces = {}) {
  std::vector<std::string> chunks;
  const auto sink = [&](std::string_view chunk) {
    chunks.emplace_back(chunk);
    return true;
  };
  Chunker chunker(gear());
  for (const std::size_t piece : pieces) {
    chunker.add(bytes.substr(0, piece), sink);
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  chunker.add(bytes, sink);
  chunker.finish(sink);
  return chunks;
}

std::size_t new_chunks(const std::string& before, const std::string& after) {
  const auto old = chunks_of(before);
  const std::set<std::string> known(old.begin(), old.end());
  return static_cast<std::size_t>(
      std::ranges::count_if(chunks_of(after), [&](const std::string& chunk) { return !known.contains(chunk); }));
}

TEST(Chunker, KeepsAllBytesAndTheBoundsOfSizes) {
  const std::string bytes = filled(4 << 20, 1);
  const auto chunks = chunks_of(bytes);
  std::string all;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    all += chunks[i];
    EXPECT_LE(chunks[i].size(), kMaxChunk);
    if (i + 1 < chunks.size()) EXPECT_GE(chunks[i].size(), kMinChunk);
  }
  EXPECT_EQ(all, bytes);
  const std::size_t average = bytes.size() / chunks.size();
  EXPECT_GT(average, kAverageChunk * 3 / 4);
  EXPECT_LT(average, kAverageChunk * 5 / 4);
}

TEST(Chunker, CutsWhatHasNoVarietyAtTheLargestSize) {
  for (const std::string& chunk : chunks_of(std::string(4 * kMaxChunk, 'a'))) EXPECT_EQ(chunk.size(), kMaxChunk);
}

TEST(Chunker, OfNothingThereIsNoChunk) { EXPECT_TRUE(chunks_of("").empty()); }

RC_GTEST_PROP(Chunker, CutsTheSameInWhateverPiecesTheBytesCome, (std::uint64_t seed)) {
  const std::string bytes = filled(200'000, seed);
  const auto pieces = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 50'000));
  RC_ASSERT(chunks_of(bytes, pieces) == chunks_of(bytes));
}

// How soon the cuts meet again is chance, so this is about many insertions, always the same ones.
TEST(Chunker, AnInsertionChangesFewChunks) {
  constexpr std::size_t kInsertions = 100, kLength = 400'000;
  std::size_t changed = 0;
  for (std::size_t i = 0; i < kInsertions; ++i) {
    const std::string before = filled(kLength, i);
    std::string after = before;
    after.insert(i * 7919 % kLength, i % 20 + 1, 'a');
    changed += new_chunks(before, after);
  }
  EXPECT_LE(changed, 3 * kInsertions);  // of 25 chunks in each
}

TEST(Chunker, AnotherKeyCutsElsewhere) {
  const Keys other(Key(std::string(32, 'x')));
  const std::string bytes = filled(1 << 20, 3);
  std::vector<std::string> chunks;
  Chunker chunker(other.gear());
  chunker.add(bytes, [&](std::string_view chunk) {
    chunks.emplace_back(chunk);
    return true;
  });
  const auto ours = chunks_of(bytes);
  EXPECT_NE(std::vector<std::string>(ours.begin(), ours.begin() + 3),
            std::vector<std::string>(chunks.begin(), chunks.begin() + 3));
}

TEST(Chunker, EndsWhenTheSinkWantsNoMore) {
  int count = 0;
  Chunker chunker(gear());
  chunker.add(filled(1 << 20, 4), [&](std::string_view) { return ++count < 3; });
  EXPECT_EQ(count, 3);
}

}  // namespace
}  // namespace tenstone::backup
