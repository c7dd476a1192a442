#include <algorithm>
#include <fcntl.h>

#include "background.hpp"
#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {

constexpr std::size_t kListedFiles = 2000, kVerifiedFiles = 200;
constexpr std::uint64_t kVerifiedBytes = std::uint64_t{16} << 20;

// Calls look(hash) for each entry's file of a namespace behind `after`, in the order of hashes, until it returns false.
// False: it did.
bool walk(const Folder& folder, std::string_view ns, std::optional<KeyHash> after,
          const std::function<bool(const KeyHash&)>& look) {
  const std::string start = after ? to_hex(*after) : "";
  const std::string above(ns);
  std::vector<std::string> shards = names_in(folder.entries(), above.c_str());
  std::erase_if(shards, [&](const std::string& name) { return !is_shard_name(name) || name < start.substr(0, 2); });
  std::ranges::sort(shards);
  for (const std::string& shard : shards) {
    const Fd opened = open_below(folder.entries(), (above + "/" + shard).c_str(), O_RDONLY | O_DIRECTORY);
    if (!opened) continue;
    std::vector<std::string> names = names_in(opened.get(), ".");
    std::ranges::sort(names);
    for (const std::string& name : names) {
      const auto hash = parse_key_hash(shard + name);
      if (hash && (!after || *hash > *after) && !look(*hash)) return false;
    }
  }
  return true;
}

Listed listed(const Head& head) {
  return {.key = std::string(head.key),
          .content_type = std::string(head.content_type),
          .etag = head.etag(),
          .tags = {head.tags.begin(), head.tags.end()},
          .size = head.body_size,
          .created = head.created,
          .expires = head.expires};
}

// Reads and checks one entry. Returns the bytes read.
std::uint64_t verify(Store& store, const std::string& ns, const KeyHash& hash, VerifyStep& step) {
  auto opened = store.open_entry(ns, hash, false);
  if (!opened && opened.error().kind != Store::Fault::Damaged) return 0;
  ++step.checked;
  const auto damaged = [&](std::optional<FileStamp> seen) {
    if (store.quarantine(ns, hash, seen)) ++step.corrupt;
  };
  if (!opened) {
    damaged(opened.error().seen);
    return 0;
  }
  struct stat status{};
  if (fstat(opened->file(), &status) != 0) fail("look at", ns);
  const Head& head = opened->head();
  std::string buffer;
  bool holds = hash_key(head.key) == hash;
  for (std::size_t block = 0; holds && block < head.block_count(); ++block) {
    buffer.resize(head.block_size(block));
    const auto got = read_at(opened->file(), buffer.data(), buffer.size(), head.body_offset + block * kBlockBytes);
    holds = got == static_cast<std::int64_t>(buffer.size()) && block_holds(head, block, buffer);
  }
  if (!holds) damaged(stamp_of(status));
  return head.file_size();
}

}  // namespace

Result<Page> list_entries(Store& store, std::string_view ns, std::string_view prefix, std::string_view cursor,
                          std::size_t limit) {
  if (const auto fits = check_namespace(ns); !fits) return fits.error();
  const auto after = parse_key_hash(cursor);
  if (!cursor.empty() && !after) return kInvalidCacheCursor;
  limit = std::clamp<std::size_t>(limit, 1, 1000);
  Page page;
  std::size_t looked_at = 0;
  std::optional<KeyHash> last;
  const bool all = walk(store.folder, ns, after, [&](const KeyHash& hash) {
    if (page.entries.size() == limit || looked_at == kListedFiles) return false;
    ++looked_at;
    last = hash;
    const auto opened = store.open_entry(ns, hash, false);
    if (!opened || hash_key(opened->head().key) != hash || store.why_dead(ns, opened->head())) return true;
    if (opened->head().key.starts_with(prefix)) page.entries.push_back(listed(opened->head()));
    return true;
  });
  if (!all && last) page.next = to_hex(*last);
  return page;
}

// The cursor is "<namespace>/<hash>" of the last one that was checked.
Result<VerifyStep> verify_entries(Store& store, std::string_view cursor) {
  const auto slash = std::min(cursor.find('/'), cursor.size());
  const std::string_view from = cursor.substr(0, slash);
  const auto after = parse_key_hash(cursor.substr(std::min(slash + 1, cursor.size())));
  if (!cursor.empty() && (!check_namespace(from) || !after)) return kInvalidCacheCursor;
  VerifyStep step;
  std::uint64_t bytes = 0;
  for (const std::string& ns : store.folder.namespaces()) {
    if (ns < from) continue;
    const bool all = walk(store.folder, ns, ns == from ? after : std::nullopt, [&](const KeyHash& hash) {
      if (step.checked >= kVerifiedFiles || bytes >= kVerifiedBytes) return false;
      bytes += verify(store, ns, hash, step);
      step.next = ns + "/" + to_hex(hash);
      return true;
    });
    if (!all) return step;
  }
  step.next.clear();
  return step;
}

}  // namespace tenstone::file_cache
