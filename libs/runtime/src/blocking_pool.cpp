#include "tenstone/runtime/blocking_pool.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <sys/resource.h>
#include <unistd.h>

namespace tenstone::runtime {

BlockingPool::BlockingPool(std::size_t threads, std::size_t queue, int nice) : limit_(queue), nice_(nice) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Task<bool> BlockingPool::submit(std::move_only_function<void()> job) {
  auto initiate = [this](auto handler, std::move_only_function<void()> todo) {
    auto executor = boost::asio::get_associated_executor(handler);
    // Keeps the caller's loop alive until the answer has been posted to it.
    auto resume = [guard = boost::asio::make_work_guard(executor), executor,
                   handler = std::move(handler)](bool ran) mutable {
      boost::asio::post(executor, [handler = std::move(handler), ran]() mutable { std::move(handler)(ran); });
    };
    {
      const std::unique_lock lock(mutex_);
      if (waiting_.size() < limit_ && !stopping_) {
        waiting_.push_back([todo = std::move(todo), resume = std::move(resume)]() mutable {
          todo();
          resume(true);
        });
        wake_.notify_one();
        return;
      }
    }
    resume(false);
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(bool)>(
      std::move(initiate), boost::asio::use_awaitable, std::move(job));
}

void BlockingPool::work() {
  if (nice_ != 0) {
    const auto me = static_cast<id_t>(gettid());
    setpriority(PRIO_PROCESS, me, getpriority(PRIO_PROCESS, me) + nice_);
  }
  for (;;) {
    std::move_only_function<void()> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    job();
  }
}

}  // namespace tenstone::runtime
