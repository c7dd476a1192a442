#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "store.hpp"

namespace tenstone::file_cache {
namespace {

// A head with a usual key and few tags, and a body of 4 KiB, come with one read.
constexpr std::size_t kFirstRead = 8192;

// What stands there is no file of ours.
bool foreign(int error) {
  return error == ELOOP || error == ENOTDIR || error == EISDIR || error == ENXIO || error == EIO;
}

}  // namespace

std::optional<std::string_view> Hit::whole() const {
  if (!whole_) return std::nullopt;
  return std::string_view(bytes_.get() + head_.body_offset, head_.body_size);
}

Result<std::string_view> Hit::read_block(std::size_t index, std::string& buffer) {
  if (const auto all = whole()) return all->substr(index * kBlockBytes, kBlockBytes);
  return store_->read_block(*this, index, buffer);
}

std::expected<Hit, Store::Fault> Store::open_entry(std::string_view ns, const KeyHash& hash, bool body, Wait wait) {
  const EntryPath path(ns, hash);
  Hit hit;
  hit.file_ = open_below(folder.entries(), path.c_str(), O_RDONLY | O_NONBLOCK, wait);
  if (!hit.file_) {
    if (errno == ENOENT) return std::unexpected(Fault{Fault::Absent});
    if (errno == EAGAIN) return std::unexpected(Fault{Fault::WouldWait});
    if (foreign(errno)) return std::unexpected(Fault{Fault::Damaged});
    fail("open", path.c_str());
  }
  const auto fault = read_entry(hit, body, wait);
  if (!fault) return hit;
  struct stat status{};
  if (*fault != Fault::Damaged || fstat(hit.file_.get(), &status) != 0) return std::unexpected(Fault{*fault});
  return std::unexpected(Fault{*fault, stamp_of(status)});
}

std::optional<Store::Fault::Kind> Store::read_entry(Hit& hit, bool body, Wait wait) const {
  hit.bytes_ = std::make_unique_for_overwrite<char[]>(kFirstRead);
  const auto got = read_at(hit.file_.get(), hit.bytes_.get(), kFirstRead, 0, wait);
  if (got < 0) return errno == EAGAIN ? Fault::WouldWait : Fault::Damaged;
  auto size = static_cast<std::uint64_t>(got);
  const std::uint64_t at_hand = size;
  if (size == kFirstRead || wait == Wait::No) {  // otherwise the short read says how long the file is
    struct stat status{};
    if (fstat(hit.file_.get(), &status) != 0) return Fault::Damaged;
    hit.stamp_ = stamp_of(status);
    size = hit.stamp_.size;
    if (wait == Wait::No && at_hand < std::min<std::uint64_t>(size, kFirstRead)) return Fault::WouldWait;
  }
  const auto head = head_size({hit.bytes_.get(), at_hand}, size);
  if (!head) return Fault::Damaged;
  hit.whole_ = body && size - *head <= kWholeBytes;
  if (const std::uint64_t wanted = hit.whole_ ? size : *head; wanted > at_hand) {
    auto more = std::make_unique_for_overwrite<char[]>(wanted);
    std::memcpy(more.get(), hit.bytes_.get(), at_hand);
    const auto rest = read_at(hit.file_.get(), more.get() + at_hand, wanted - at_hand, at_hand, wait);
    if (rest != static_cast<std::int64_t>(wanted - at_hand))
      return wait == Wait::No ? Fault::WouldWait : Fault::Damaged;
    hit.bytes_ = std::move(more);
  }
  auto parsed = parse_head({hit.bytes_.get(), *head}, size);
  if (!parsed) return Fault::Damaged;
  hit.head_ = std::move(*parsed);
  if (hit.whole_ && !body_holds(hit.head_, *hit.whole())) return Fault::Damaged;
  return std::nullopt;
}

// [snippet:dead]
std::optional<Miss> Store::why_dead(std::string_view ns, const Head& head) const {
  if (head.expired(clock.now())) return Miss::Expired;
  if (purges.kills(ns, head)) return Miss::Invalidated;
  return std::nullopt;
}
// [/snippet:dead]

Miss Store::missed(Miss why) const {
  counters.misses[static_cast<std::size_t>(why)].add();
  return why;
}

std::expected<Hit, Miss> Store::get(std::string_view ns, std::string_view key) {
  if (!check_namespace(ns)) return std::unexpected(missed(Miss::Absent));
  const KeyHash hash = hash_key(key);
  auto opened = open_entry(ns, hash, true);
  if (opened ? opened->head_.key != key : opened.error().kind != Fault::Absent) {
    // Perhaps its file was replaced while it was opened or read, and is being looked at as a spare one or written as
    // another entry. Now nobody replaces it.
    const std::lock_guard guard(key_lock(hash));
    opened = open_entry(ns, hash, true);
  }
  return judge(std::move(opened), ns, key, hash);
}

std::optional<std::expected<Hit, Miss>> Store::try_get(std::string_view ns, std::string_view key) {
  if (!check_namespace(ns)) return std::unexpected(missed(Miss::Absent));
  const KeyHash hash = hash_key(key);
  auto opened = open_entry(ns, hash, true, Wait::No);
  if (!opened) {  // get() forgets what is gone, and moves away what is damaged
    if (opened.error().kind != Fault::Absent || index.find(ns, hash)) return std::nullopt;
    return std::unexpected(missed(Miss::Absent));
  }
  if (opened->head_.key != key) return std::nullopt;
  return judge(std::move(opened), ns, key, hash);
}

std::expected<Hit, Miss> Store::judge(std::expected<Hit, Fault> opened, std::string_view ns, std::string_view key,
                                      const KeyHash& hash) {
  if (!opened && opened.error().kind == Fault::Absent) {
    forget_absent(ns, hash);
    return std::unexpected(missed(Miss::Absent));
  }
  if (!opened) {
    quarantine(ns, hash, opened.error().seen);
    return std::unexpected(missed(Miss::Corrupt));
  }
  Hit& hit = *opened;
  if (hit.head_.key != key) {
    // Two keys of one hash share a file, the newer has it. Otherwise it is another entry's file, at a wrong place.
    if (hash_key(hit.head_.key) == hash) return std::unexpected(missed(Miss::Absent));
    struct stat status{};
    if (fstat(hit.file_.get(), &status) == 0) quarantine(ns, hash, stamp_of(status));
    return std::unexpected(missed(Miss::Corrupt));
  }
  if (const auto dead = why_dead(ns, hit.head_)) return std::unexpected(missed(*dead));
  counters.hits.add();
  index.hit(ns, hash);
  if (hit.whole_) {
    hit.file_ = Fd();
  } else {
    hit.store_ = this;
    hit.ns_ = ns;
    hit.verified_ = index.verified(ns, hash, hit.stamp_);
  }
  return std::move(hit);
}

// Somebody else removed the file.
void Store::forget_absent(std::string_view ns, const KeyHash& hash) {
  if (!index.find(ns, hash)) return;
  const std::lock_guard guard(key_lock(hash));
  const EntryPath path(ns, hash);
  struct stat status{};
  if (fstatat(folder.entries(), path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
    index.erase(ns, hash);
}

Result<std::string_view> Store::read_block(Hit& hit, std::size_t block, std::string& buffer) {
  const std::size_t size = hit.head_.block_size(block);
  buffer.resize(size);
  const auto got = read_at(hit.file_.get(), buffer.data(), size, hit.head_.body_offset + block * kBlockBytes);
  if (got != static_cast<std::int64_t>(size) || !block_holds(hit.head_, block, buffer)) {
    quarantine(hit.ns_, hash_key(hit.head_.key), hit.stamp_);
    return Error(kCacheEntryCorrupt, {}, "block " + std::to_string(block) + " of " + std::string(hit.head_.key));
  }
  if (block == hit.next_unverified_ && ++hit.next_unverified_ == hit.head_.block_count()) {
    struct stat status{};
    if (fstat(hit.file_.get(), &status) == 0 && stamp_of(status) == hit.stamp_)
      index.remember(hit.ns_, hash_key(hit.head_.key), hit.stamp_);
  }
  return std::string_view(buffer);
}

}  // namespace tenstone::file_cache
