#pragma once
#include <atomic>
#include <memory>
#include <utility>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {

// A value that all loops read without a lock, and that is replaced as a whole: flags, actions. A replaced one goes when
// every loop has finished what it was running when the new one came: until then a task may still look at it.
//
// The loops must outlive it, or have stopped before it goes.
template <class T>
class Published {
 public:
  Published(Loops& loops, T first) : loops_(loops) { publish(std::move(first)); }

  // A pointer load. On a loop: valid until the calling task suspends next.
  const T& now() const { return *current_.load(std::memory_order_acquire); }

  // By one caller at a time. From any thread.
  void publish(T next) {
    auto fresh = std::make_shared<const T>(std::move(next));
    current_.store(fresh.get(), std::memory_order_release);
    const auto old = std::exchange(held_, std::move(fresh));
    if (!old) return;
    for (std::size_t i = 0; i < loops_.size(); ++i) loops_[i].post([old] {});
  }

 private:
  Loops& loops_;
  std::shared_ptr<const T> held_;
  std::atomic<const T*> current_ = nullptr;
};

}  // namespace tenstone::runtime
