#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "index.hpp"
#include "open_repository.hpp"
#include "reading_state.hpp"

namespace tenstone::backup {

// Makes new packs of what is needed of old ones, and the index of all that stays. Used by one thread.
class Rewriter {
 public:
  // `chunks`: those that are needed are marked.
  Rewriter(const OpenRepository& repository, const Lock& lock, const ChunkIndex& chunks)
      : repository_(repository), lock_(lock), chunks_(chunks), reader_(repository, chunks), builder_(repository.keys) {}

  Result<bool> keep(const PackContents& pack);     // as it is: only listed
  Result<bool> rewrite(const PackContents& pack);  // false: nothing of it is needed
  Result<void> publish();                          // new packs, then index files: durable
  std::uint64_t new_bytes() const { return new_bytes_; }

 private:
  Result<void> close_pack();
  Result<void> list(PackContents pack);
  Result<void> close_index();

  const OpenRepository& repository_;
  const Lock& lock_;
  const ChunkIndex& chunks_;
  ChunkReader reader_;
  PackBuilder builder_;
  std::string chunk_;
  std::vector<PackContents> listed_;
  std::size_t listed_chunks_ = 0;
  std::vector<std::string> packs_, indexes_;  // names in the scratch folder
  std::uint64_t new_bytes_ = 0;
};

}  // namespace tenstone::backup
