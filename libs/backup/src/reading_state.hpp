#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "open_repository.hpp"
#include "pack.hpp"
#include "tenstone/backup/reading.hpp"
#include "tenstone/core/fd.hpp"

namespace tenstone::backup {

struct Reading::State {
  static Result<std::unique_ptr<State>> begin(std::shared_ptr<const OpenRepository> repository);

  std::shared_ptr<const OpenRepository> repository;
  Lock lock;
  ChunkIndex chunks;
};

// Reads chunks from any packs; keeps the last few packs open. Used by one thread.
class ChunkReader {
 public:
  ChunkReader(const OpenRepository& repository, const ChunkIndex& chunks) : repository_(repository), chunks_(chunks) {}
  // Error: backup_damaged, backup_io.
  Result<void> read(const ChunkId& id, std::string& chunk);

 private:
  struct OpenPack {
    PackId id;
    Fd file;
    PackOpener opener;
  };
  Result<OpenPack*> pack(const PackId& id);

  static constexpr std::size_t kOpenPacks = 8;
  const OpenRepository& repository_;
  const ChunkIndex& chunks_;
  std::vector<std::unique_ptr<OpenPack>> open_;  // the last used one is the last
  Compressor compressor_;
};

// The ids of a stream's chunks, in order. Used by one thread.
class ChunkList {
 public:
  explicit ChunkList(const std::vector<std::string>& lists) : lists_(lists) {}
  // nullopt: the end. Errors as of ChunkReader, and backup_damaged.
  Result<std::optional<ChunkId>> next(ChunkReader& reader);

 private:
  const std::vector<std::string>& lists_;
  std::size_t next_list_ = 0, at_ = 0;
  std::string ids_, list_;
};

}  // namespace tenstone::backup
