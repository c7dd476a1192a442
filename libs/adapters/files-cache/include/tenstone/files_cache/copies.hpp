#pragma once
#include <atomic>

#include "tenstone/file_cache/async_cache.hpp"
#include "tenstone/files/bytes.hpp"
#include "tenstone/logging/logger.hpp"

namespace tenstone::files_cache {

// Copies of files in a file cache (files' Bytes, by file-cache): a namespace an organisation, named by its id; the
// key is the file's id; an entry expires with its file. Empty files are not copied. Until use() there are no copies.
class Copies final : public files::Bytes {
 public:
  Copies(const Clock& clock, logging::Logger log) : clock_(clock), log_(std::move(log)) {}

  // From any thread. The cache must outlive the loops.
  void use(file_cache::AsyncCache& cache) { cache_.store(&cache); }
  file_cache::AsyncCache* cache() const { return cache_.load(); }  // nullptr: none yet

  Task<std::unique_ptr<http::Content>> find(const files::File& file, std::uint64_t offset,
                                            std::uint64_t length) override;
  Task<std::unique_ptr<files::Copy>> keep(const files::File& file) override;

 private:
  const Clock& clock_;
  const logging::Logger log_;
  std::atomic<file_cache::AsyncCache*> cache_ = nullptr;
};

}  // namespace tenstone::files_cache
