#pragma once
#include <filesystem>
#include <string>

#include "chunk_id.hpp"
#include "chunker.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/sealer.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone::backup {

using Key = Secret<std::string>;  // 32 bytes

// The key file is one line of 64 hexadecimal digits, readable by its owner only.
Result<Key> make_key_file(const std::filesystem::path& path);  // Errors: backup_key_exists, backup_io
Result<Key> read_key_file(const std::filesystem::path& path);  // Error: backup_key_invalid

// The keys of a repository, one for each use, all derived from the one of the key file. Safe on every thread at once.
class Keys {
 public:
  explicit Keys(const Key& key);

  ChunkId id_of(std::string_view chunk) const { return id_from<ChunkId>(ids_({chunk})); }
  const GearTable& gear() const { return gear_; }
  Key of_pack(const PackId& pack) const { return Key(packs_({bytes_of(pack)})); }
  const Sealer& documents() const { return documents_; }
  std::string sign(std::string_view text) const { return signatures_({text}); }

 private:
  HmacSha256 ids_, packs_, signatures_;
  Sealer documents_;
  GearTable gear_;
};

}  // namespace tenstone::backup
