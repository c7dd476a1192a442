// A snapshot that all loops read without a lock, and that is replaced as a whole: flags, policies, actions.
#pragma once
#include <atomic>
#include <memory>
#include <utility>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {

// A replaced one goes when every loop has finished what it was running when the new one came: until then a task may
// still look at it. (std::atomic<std::shared_ptr> would do, but for a race inside of libstdc++ 12.)
template <class T>
class Published {
 public:
  // `loops` must outlive it, or have stopped before it goes.
  Published(Loops& loops, T first) : loops_(loops) { publish(std::move(first)); }
  Published(const Published&) = delete;

  // A pointer load. On a loop: good until the calling task suspends next. Elsewhere only while nobody publishes.
  const T& now() const { return current_.load(std::memory_order_acquire)->value; }
  // As now(), for longer than that.
  std::shared_ptr<const T> hold() const {
    auto kept = current_.load(std::memory_order_acquire)->shared_from_this();
    return {kept, &kept->value};
  }

  // On one loop at a time.
  void publish(T next) {
    auto fresh = std::make_shared<const Kept>(std::move(next));
    current_.store(fresh.get(), std::memory_order_release);
    const auto old = std::exchange(held_, std::move(fresh));
    if (!old) return;
    for (std::size_t i = 0; i < loops_.size(); ++i) loops_[i].post([old] {});
  }

 private:
  struct Kept : std::enable_shared_from_this<Kept> {
    explicit Kept(T from) : value(std::move(from)) {}
    T value;
  };

  Loops& loops_;
  std::shared_ptr<const Kept> held_;
  std::atomic<const Kept*> current_ = nullptr;
};

}  // namespace tenstone::runtime
