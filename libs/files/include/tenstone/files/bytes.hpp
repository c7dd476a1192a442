// What may stand in front of the store: copies of whole files, which may go at any time. libs/adapters/files-cache
// implements it by the file cache.
#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "tenstone/files/file.hpp"
#include "tenstone/http/content.hpp"

namespace tenstone::files {

// A copy that is being written. Destroyed without commit(): nothing is kept.
class Copy {
 public:
  virtual ~Copy() = default;
  virtual Task<bool> write(std::string_view bytes) = 0;  // false: nothing will be kept
  virtual Task<> commit() = 0;                           // after all File::size bytes
};

// Every call may come from any loop, suspends, and neither throws nor fails: what goes wrong is logged there, and is as
// if there were no copy.
class Bytes {
 public:
  virtual ~Bytes() = default;
  // `length` bytes of the file from `offset` on. nullptr: there is no copy. A copy that turns out to be damaged ends
  // with an Error; the rest of the answer then comes from the store (reading.hpp).
  virtual Task<std::unique_ptr<http::Content>> find(const File& file, std::uint64_t offset, std::uint64_t length) = 0;
  // nullptr: it keeps no copy of this file.
  virtual Task<std::unique_ptr<Copy>> keep(const File& file) = 0;
};

}  // namespace tenstone::files
