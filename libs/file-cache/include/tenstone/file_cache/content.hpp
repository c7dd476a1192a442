// The body of an entry as the body of an answer.
#pragma once
#include <cstdint>
#include <memory>

#include "tenstone/file_cache/async_cache.hpp"
#include "tenstone/http/content.hpp"

namespace tenstone::file_cache {

// `length` bytes of the body from `offset` on. What get() read is sent from memory, what was verified as a whole before
// by sendfile(2); of anything else each block is verified before it is sent, and a damaged one ends it with
// cache_entry_corrupt. `cache` must outlive it.
std::unique_ptr<http::Content> content_of(Hit hit, AsyncCache& cache, std::uint64_t offset, std::uint64_t length);

}  // namespace tenstone::file_cache
