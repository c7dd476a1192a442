#pragma once
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.hpp"
#include "samples.hpp"
#include "tenstone/file_cache/cache.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::file_cache {

// What the files of a folder take on the disk. Spare files are holes.
inline std::uint64_t blocks_in(const std::filesystem::path& folder) {
  std::uint64_t blocks = 0;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    struct stat status{};
    if (::lstat(each.path().c_str(), &status) == 0) blocks += static_cast<std::uint64_t>(status.st_blocks);
  }
  return blocks;
}

// A cache in a temporary folder, which goes with it.
class TemporaryCache {
 public:
  explicit TemporaryCache(Options given = {.min_free_bytes = 0}) : options(std::move(given)) {
    std::string name = std::filesystem::temp_directory_path() / "cacheXXXXXX";
    above_ = mkdtemp(name.data());
    options.folder = above_ / "cache";
    open();
  }
  ~TemporaryCache() {
    close();
    std::filesystem::remove_all(above_);
  }
  TemporaryCache(const TemporaryCache&) = delete;

  void open() {
    registry.emplace();
    cache.emplace(options, clock, logging::Logger(), *registry);
    cache->load();
  }
  void close() {
    cache.reset();
    registry.reset();
  }
  void reopen() {
    close();
    open();
  }
  FileCache* operator->() { return &*cache; }

  // Hits: the body; misses: the reason in brackets.
  std::string read(std::string_view key, std::string_view ns = "a") {
    auto hit = cache->get(ns, key);
    if (!hit) return "(" + std::string(to_string(hit.error())) + ")";
    std::string body, buffer;
    for (std::size_t i = 0; i < hit->head().block_count(); ++i) {
      const auto block = hit->read_block(i, buffer);
      if (!block) return "(" + block.error().code + ")";
      body += *block;
    }
    return body;
  }
  std::filesystem::path file(std::string_view key, std::string_view ns = "a") const {
    return options.folder / "e" / EntryPath(ns, hash_key(key)).c_str();
  }
  std::size_t files_in(const char* folder) const {
    std::size_t count = 0;
    for (const auto& each : std::filesystem::recursive_directory_iterator(options.folder / folder))
      count += each.is_regular_file() ? 1 : 0;
    return count;
  }
  // What the index says must be what the disk holds.
  void expect_account() {
    Stats::Share disk;
    for (const auto& each : std::filesystem::recursive_directory_iterator(options.folder / "e"))
      if (each.is_regular_file()) ++disk.entries, disk.bytes += (each.file_size() + 4095) / 4096 * 4096;
    const Stats stats = cache->stats();
    EXPECT_EQ(stats.total.entries, disk.entries);
    EXPECT_EQ(stats.total.bytes, disk.bytes);
    EXPECT_EQ(stats.reserved, 0U);
    Stats::Share sum;
    for (const auto& [ns, share] : stats.namespaces) sum.entries += share.entries, sum.bytes += share.bytes;
    EXPECT_EQ(sum.entries, disk.entries);
    EXPECT_EQ(sum.bytes, disk.bytes);
    EXPECT_EQ(blocks_in(options.folder / "tmp"), 0U);
  }
  void sweep() {
    while (cache->sweep_slice().more) {
    }
  }

  testing::FakeClock clock;
  Options options;
  std::optional<metrics::Registry> registry;
  std::optional<FileCache> cache;

 private:
  std::filesystem::path above_;
};

inline void flip(const std::filesystem::path& file, std::uint64_t bit) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(bit / 8));
  const char byte = static_cast<char>(stream.get() ^ 1 << bit % 8);
  stream.seekp(static_cast<std::streamoff>(bit / 8));
  stream.put(byte);
}

}  // namespace tenstone::file_cache
