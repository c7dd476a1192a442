// Threads for what would block a loop: password hashing, compression, files, DNS, SMTP.
#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {

// Bounded on purpose: when `threads` are busy and `queue` jobs wait, the next one is refused at once.
class BlockingPool {
 public:
  // `nice`: added to the niceness of the threads (setpriority(2), which Linux keeps for each thread). The kernel then
  // gives a core to the loops first.
  BlockingPool(std::size_t threads, std::size_t queue, int nice = 0);
  // Lets waiting jobs finish. Must happen before the loops are destroyed: a running job may point into a task's frame.
  ~BlockingPool();
  BlockingPool(const BlockingPool&) = delete;

  // Runs `work()` on a thread of the pool and resumes the caller on its own loop with what it returned.
  // Suspends. Error: busy, when the pool is full; then nothing ran. An exception of `work` is thrown on.
  template <class Work>
  Task<Result<std::invoke_result_t<Work&>>> run(Work work) {
    using T = std::invoke_result_t<Work&>;
    std::conditional_t<std::is_void_v<T>, bool, std::optional<T>> value{};
    std::exception_ptr thrown;
    std::move_only_function<void()> job = [&] {
      try {
        if constexpr (std::is_void_v<T>)
          work();
        else
          value.emplace(work());
      } catch (...) {
        thrown = std::current_exception();
      }
    };
    if (!co_await submit(std::move(job))) co_return Error(kBusy, {}, "the blocking pool is full");
    if (thrown) std::rethrow_exception(thrown);
    if constexpr (std::is_void_v<T>)
      co_return Result<T>();
    else
      co_return std::move(*value);
  }

 private:
  // False: full, and the job was dropped. True: it has run.
  Task<bool> submit(std::move_only_function<void()> job);
  void work();

  const std::size_t limit_;
  const int nice_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tenstone::runtime
