#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/file_cache/entry.hpp"

namespace tenstone::file_cache {

class Store;

// Asked with the ETag of the entry that stands there (nullopt: none, or an expired or invalidated one), under the key's
// lock, right before the change. False: nothing changes, and the call ends with cache_precondition_failed. It must not
// call the cache.
using Condition = std::function<bool(std::optional<std::string_view> etag)>;

struct PutOptions {
  std::string content_type = "application/octet-stream";
  std::vector<std::string> tags = {};
  std::optional<std::chrono::seconds> ttl = std::chrono::hours(1);  // 1 s to kMaxTtl; nullopt: never expires
  Condition condition = {};
};

struct Stored {
  bool replaced;     // an entry that could still be read
  std::string etag;  // of the new one
};

// An entry that is being written, in a file of its own. Nothing of it can be seen before commit(); destroyed without,
// its file is removed. Must not outlive its FileCache. Used by one thread at a time. Every call BLOCKS.
class Writer {
 public:
  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  // The next bytes of the body. After an error nothing of it is stored, and later calls return that error, too.
  // Errors: cache_entry_incomplete (more than announced), insufficient_storage (the disk is full).
  Result<void> write(std::string_view bytes);
  // Once. An entry that a purge since begin() matches is dropped, as if it had been stored before the purge.
  // Errors: cache_entry_incomplete (fewer than announced), cache_precondition_failed, insufficient_storage.
  Result<Stored> commit();

 private:
  friend class Store;
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::file_cache
