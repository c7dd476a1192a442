// All that the indexes name.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "index.hpp"
#include "open_repository.hpp"
#include "tenstone/backup/manifest.hpp"

namespace tenstone::backup {

struct IndexedPacks {
  std::map<PackId, PackContents> packs = {};  // whose files are there
  std::map<PackId, PackContents> lost = {};   // whose files are gone
  std::vector<std::string> index_files = {};
  std::vector<Error> damaged = {};  // index files that cannot be read

  ChunkIndex chunks() const;  // a chunk that is also in a lost pack is found in the other one
};
Result<IndexedPacks> read_indexes(const OpenRepository& repository);
// Durable. The packs that they name must be in other index files by then, or be of no use.
Result<void> remove_indexes(const OpenRepository& repository, const std::vector<std::string>& index_files);
Result<std::vector<PackId>> packs_in_folder(const OpenRepository& repository);

std::vector<const Stream*> streams_of(const Manifest& manifest);

}  // namespace tenstone::backup
