#include "tenstone/file_cache/cache.hpp"

#include "background.hpp"
#include "store.hpp"

namespace tenstone::file_cache {

struct FileCache::Parts {
  Parts(Options options, const Clock& clock, logging::Logger log, metrics::Registry& registry)
      : store(std::move(options), clock, std::move(log), registry), loader(store), sweeper(store) {}
  Store store;
  Loader loader;
  Sweeper sweeper;
};

FileCache::FileCache(Options options, const Clock& clock, logging::Logger log, metrics::Registry& registry)
    : parts_(std::make_unique<Parts>(std::move(options), clock, std::move(log), registry)) {}
FileCache::~FileCache() = default;

std::expected<Hit, Miss> FileCache::get(std::string_view ns, std::string_view key) {
  return parts_->store.get(ns, key);
}

std::optional<std::expected<Hit, Miss>> FileCache::try_get(std::string_view ns, std::string_view key) {
  return parts_->store.try_get(ns, key);
}

Result<Stored> FileCache::put(std::string_view ns, std::string_view key, std::string_view body, PutOptions options) {
  return parts_->store.put(ns, key, body, std::move(options));
}

Result<Writer> FileCache::begin(std::string_view ns, std::string_view key, std::uint64_t size, PutOptions options) {
  return parts_->store.begin(ns, key, size, std::move(options));
}

Result<bool> FileCache::remove(std::string_view ns, std::string_view key, Condition condition) {
  return parts_->store.remove(ns, key, condition);
}

Result<void> FileCache::purge(std::string_view ns, const Purge& purge) { return parts_->store.purge(ns, purge); }

Result<Page> FileCache::list(std::string_view ns, std::string_view prefix, std::string_view cursor, std::size_t limit) {
  return list_entries(parts_->store, ns, prefix, cursor, limit);
}

bool FileCache::knows(std::string_view ns, std::string_view key) const { return parts_->store.knows(ns, key); }
const logging::Logger& FileCache::log() const { return parts_->store.log; }
const Options& FileCache::options() const { return parts_->store.options; }
const Clock& FileCache::clock() const { return parts_->store.clock; }

Stats FileCache::stats() const { return parts_->store.stats(); }
bool FileCache::load_slice(std::size_t files) { return parts_->loader.slice(files); }

void FileCache::load() {
  while (load_slice()) {
  }
}

SweepStep FileCache::sweep_slice() { return parts_->sweeper.slice(); }
Result<VerifyStep> FileCache::verify_slice(std::string_view cursor) { return verify_entries(parts_->store, cursor); }

}  // namespace tenstone::file_cache
