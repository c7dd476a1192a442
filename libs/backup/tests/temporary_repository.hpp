#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/repository.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::backup {

// Bytes that look random and are the same in each run.
inline std::string filled(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; at += sizeof seed) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t mixed = (seed ^ seed >> 29) * 0xbf58476d1ce4e5b9U;
    std::memcpy(&bytes[at], &mixed, std::min(sizeof mixed, size - at));
  }
  return bytes;
}

// Lines as COPY writes them; `changed` differs from the others in one place.
inline std::string rows(int count, int changed = -1) {
  std::string text;
  for (int row = 0; row < count; ++row)
    text +=
        std::to_string(row) + "\t" + std::to_string(row * 7919 % 100'003 + (row == changed ? 1 : 0)) + "\tpadding\n";
  return text;
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "backupXXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// A repository in a temporary folder, which goes with it.
class TemporaryRepository {
 public:
  TemporaryRepository()
      : repository_(Repository::init(folder(), key(), clock,
                                     [this](const std::string& warning) { warnings.push_back(warning); })) {
    EXPECT_TRUE(repository_);
  }

  std::filesystem::path folder() const { return above_ / "repository"; }
  std::filesystem::path key() const { return above_ / "key"; }
  const Repository* operator->() const { return &*repository_; }
  const Repository& operator*() const { return *repository_; }

  // A version with one table of one stream.
  Result<Version> take(std::string_view bytes, std::string_view database = "shop") const {
    auto taking = repository_->take(database);
    if (!taking) return taking.error();
    auto writer = taking->stream();
    if (auto written = writer.write(bytes); !written) return written.error();
    auto stream = writer.finish();
    if (!stream) return stream.error();
    auto empty = taking->stream().finish();
    return taking->commit({.taken_at = clock.now(),
                           .pre_data = *empty,
                           .post_data = *empty,
                           .tables = {{.schema = "public", .name = "rows", .streams = {*stream}}}});
  }
  Result<std::string> bytes(const Version& version) const {
    const auto reading = repository_->read();
    if (!reading) return reading.error();
    const auto manifest = reading->manifest(version);
    if (!manifest) return manifest.error();
    std::string all;
    for (auto reader = reading->stream(manifest->tables.at(0).streams.at(0));;) {
      const auto piece = reader.next();
      if (!piece) return piece.error();
      if (piece->empty()) return all;
      all += *piece;
    }
  }
  Manifest manifest(const Version& version) const { return repository_->read()->manifest(version).value(); }
  std::vector<std::filesystem::path> files(const char* part = "") const {
    std::vector<std::filesystem::path> files;
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder() / part))
      if (each.is_regular_file()) files.push_back(each);
    std::ranges::sort(files);
    return files;
  }

  testing::FakeClock clock;
  std::vector<std::string> warnings;

 private:
  TemporaryFolder above_;
  Result<Repository> repository_;
};

inline void flip(const std::filesystem::path& file, std::uint64_t bit) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(bit / 8));
  const char byte = static_cast<char>(stream.get() ^ 1 << bit % 8);
  stream.seekp(static_cast<std::streamoff>(bit / 8));
  stream.put(byte);
}

}  // namespace tenstone::backup
