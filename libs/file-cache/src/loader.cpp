#include <algorithm>
#include <fcntl.h>

#include "background.hpp"
#include "file_time.hpp"

namespace tenstone::file_cache {

bool Loader::slice(std::size_t files) {
  switch (phase_) {
    case Phase::Begin:
      namespaces_ = store_.folder.namespaces();
      phase_ = Phase::Scan;
      ns_ = static_cast<std::uint32_t>(namespaces_.size());
      return true;
    case Phase::Scan:
      for (std::size_t i = 0; i < files; ++i) {
        while (names_.empty())
          if (!next_shard()) {
            std::ranges::sort(found_, {}, &Found::changed_ns);  // the newest at the back
            phase_ = Phase::Insert;
            return true;
          }
        look_at(names_.back());
        names_.pop_back();
      }
      return true;
    case Phase::Insert:
      insert(files);
      if (!found_.empty()) return true;
      found_.shrink_to_fit();
      store_.index.loaded();
      phase_ = Phase::Done;
      return false;
    case Phase::Done: return false;
  }
  std::abort();
}

// False: there is none.
bool Loader::next_shard() {
  while (shards_.empty()) {
    if (ns_ == 0) return false;
    shards_ = names_in(store_.folder.entries(), namespaces_[--ns_].c_str());
    std::erase_if(shards_, [](const std::string& name) { return !is_shard_name(name); });
  }
  shard_ = std::move(shards_.back());
  shards_.pop_back();
  const std::string path = namespaces_[ns_] + "/" + shard_;
  folder_ = open_below(store_.folder.entries(), path.c_str(), O_RDONLY | O_DIRECTORY);
  if (folder_) names_ = names_in(folder_.get(), ".");
  return true;
}

void Loader::look_at(const std::string& name) {
  const auto hash = parse_key_hash(shard_ + name);
  struct stat status{};
  if (!hash || fstatat(folder_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return;
  const FileStamp stamp = stamp_of(status);
  found_.push_back({ns_, *hash, on_disk(stamp.size), expiry_of(status.st_mtim), stamp.changed_ns});
}

void Loader::insert(std::size_t count) {
  std::vector<Index::Place> places;
  places.reserve(std::min(count, found_.size()));
  for (; count > 0 && !found_.empty(); --count) {
    const Found& found = found_.back();
    places.push_back({namespaces_[found.ns], found.hash, found.bytes, found.expires});
    found_.pop_back();
  }
  store_.index.add_oldest(places);
}

}  // namespace tenstone::file_cache
