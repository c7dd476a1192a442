// Which chunks a repository has, and where: 48 bytes a chunk in memory.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "chunk_id.hpp"
#include "pack.hpp"

namespace tenstone::backup {

class ChunkIndex {
 public:
  ChunkIndex();

  // All chunks of a pack. One that is known already stays where it was.
  void add(const PackContents& pack);
  // True: the chunk was not known, and is from now on; who claims it must store it. Safe on every thread at once,
  // unless one of the other functions runs.
  bool claim(const ChunkId& id);

  struct Place {
    PackId pack;
    PackEntry entry;
  };
  std::optional<Place> find(const ChunkId& id) const;  // nullopt: unknown, or only claimed
  // Marks are for one pass over all versions.
  bool mark(const ChunkId& id);                              // false: unknown
  bool marked(const ChunkId& id, const PackId& pack) const;  // and stored in this pack
  std::size_t size() const;

 private:
  static constexpr std::uint32_t kNoPack = ~std::uint32_t{0};
  static constexpr std::uint32_t kMark = std::uint32_t{1} << 31;
  struct Known {
    ChunkId id;
    std::uint32_t pack, offset, sealed, plain;  // of `plain` the highest bit is the mark
  };
  static_assert(sizeof(Known) == 48);
  // Ids are spread evenly, so their first 16 bits divide them into small sorted lists.
  static constexpr std::size_t kLists = 1 << 16, kLocks = 64;
  using List = std::vector<Known>;
  static std::size_t list_of(const ChunkId& id) { return static_cast<std::size_t>(id[0]) << 8 | id[1]; }
  bool insert(const Known& known);
  const Known* known(const ChunkId& id) const;

  std::vector<List> lists_;
  std::unique_ptr<std::array<std::mutex, kLocks>> locks_;
  std::vector<PackId> packs_;
};

}  // namespace tenstone::backup
