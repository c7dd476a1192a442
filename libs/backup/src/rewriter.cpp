#include "rewriter.hpp"

#include <utility>

#include "files.hpp"
#include "tenstone/core/random.hpp"

namespace tenstone::backup {

Result<void> Rewriter::close_index() {
  const auto scratch = lock_.scratch();
  if (!scratch) return scratch.error();
  const std::string name = to_hex(random_string(16));
  indexes_.push_back(name);
  listed_chunks_ = 0;
  return write_synced(*scratch / name, seal_index(repository_.keys, name, std::exchange(listed_, {})));
}

Result<void> Rewriter::list(PackContents pack) {
  listed_chunks_ += pack.entries.size();
  listed_.push_back(std::move(pack));
  return listed_chunks_ >= kIndexChunks ? close_index() : Result<void>();
}

Result<void> Rewriter::close_pack() {
  if (auto held = lock_.demand(); !held) return held;
  const auto scratch = lock_.scratch();
  if (!scratch) return scratch.error();
  const std::string name = to_hex(bytes_of(builder_.contents().id));
  const std::string_view bytes = builder_.close();
  if (auto written = write_synced(*scratch / name, bytes); !written) return written;
  new_bytes_ += bytes.size();
  packs_.push_back(name);
  auto listed = list(builder_.contents());
  builder_.clear();
  return listed;
}

Result<bool> Rewriter::keep(const PackContents& pack) {
  if (auto listed = list(pack); !listed) return listed.error();
  return true;
}

Result<bool> Rewriter::rewrite(const PackContents& pack) {
  bool any = false;
  for (const PackEntry& entry : pack.entries) {
    if (!chunks_.marked(entry.id, pack.id)) continue;
    any = true;
    if (auto read = reader_.read(entry.id, chunk_); !read) return read.error();
    builder_.add(entry.id, chunk_);
    if (!builder_.full()) continue;
    if (auto closed = close_pack(); !closed) return closed.error();
  }
  return any;
}

Result<void> Rewriter::publish() {
  if (!builder_.empty())
    if (auto closed = close_pack(); !closed) return closed;
  if (!listed_.empty())
    if (auto closed = close_index(); !closed) return closed;
  const auto scratch = lock_.scratch();
  if (!scratch) return scratch.error();
  for (const auto& [names, folder] : {std::pair(&packs_, "packs"), std::pair(&indexes_, "index")}) {
    for (const std::string& name : *names)
      if (auto moved = move_file(*scratch / name, repository_.folder / folder / name); !moved) return moved;
    if (auto synced = sync_folder(repository_.folder / folder); !synced) return synced;
  }
  return {};
}

}  // namespace tenstone::backup
