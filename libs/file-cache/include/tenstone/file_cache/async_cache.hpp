// The file cache for coroutines: what waits for the disk runs on the blocking pool.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "tenstone/file_cache/cache.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::file_cache {

// Every call may come from any loop; all suspend. Beside the errors of FileCache: busy, when the pool is full.
// Parameters are copied or owned by the caller until the call has returned, as for any coroutine that is awaited at
// once.
class AsyncCache {
 public:
  // Loads the folder and then sweeps it every Options::sweep_every, in slices with pauses, as a supervised task of
  // `home` ("file_cache"), from start() to stop(). `cache` and `pool` must outlive it, and outlive join().
  AsyncCache(FileCache& cache, runtime::BlockingPool& pool, runtime::Loop& home);
  ~AsyncCache();
  AsyncCache(const AsyncCache&) = delete;

  void start();   // on the home loop, or before it runs
  void stop();    // on the home loop: no slice begins any more
  Task<> join();  // after stop()

  FileCache& blocking() { return cache_; }  // for what is called on a thread of the pool, and for stats()
  runtime::BlockingPool& pool() { return pool_; }

  // From memory at once, otherwise by the pool.
  Task<Result<std::expected<Hit, Miss>>> get(std::string ns, std::string key);
  Task<Result<Stored>> put(std::string ns, std::string key, std::string body, PutOptions options = {});
  Task<Result<bool>> remove(std::string ns, std::string key, Condition condition = {});
  Task<Result<void>> purge(std::string ns, Purge purge);
  Task<Result<Page>> list(std::string ns, std::string prefix, std::string cursor, std::size_t limit);

  // For bodies that come in pieces: FileCache::begin(), Writer::write() and commit() through the pool. `writer` and
  // `bytes` stay where they are until the call has returned.
  Task<Result<Writer>> begin(std::string ns, std::string key, std::uint64_t size, PutOptions options = {});
  Task<Result<void>> write(Writer& writer, std::string_view bytes);
  Task<Result<Stored>> commit(Writer& writer);
  Task<Result<std::string_view>> read_block(Hit& hit, std::size_t index, std::string& buffer);

  // All of it, in slices with pauses. `progress` after each slice, on the caller's loop.
  Task<Result<VerifyStep>> verify(std::function<void(const VerifyStep&)> progress = {});

  // The body of the entry, or what `make` returns, which is stored. Single flight: of all callers of one key, on all
  // loops of the process, one runs `make`, the others wait for it, for at most `deadline` (deadline_exceeded). An error
  // of `make` is everybody's, and is not stored; a failure to store is logged and hides nothing.
  using Make = std::function<Task<Result<std::string>>()>;
  Task<Result<std::string>> get_or_compute(std::string ns, std::string key, PutOptions options, Make make,
                                           std::chrono::steady_clock::duration deadline = std::chrono::seconds(10));

 private:
  struct State;
  // The body. nullopt: a miss. Error: busy.
  Task<std::optional<Result<std::string>>> find(const std::string& ns, const std::string& key);
  FileCache& cache_;
  runtime::BlockingPool& pool_;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::file_cache
