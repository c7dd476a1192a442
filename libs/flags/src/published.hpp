#pragma once
#include <atomic>
#include <memory>

#include "tenstone/flags/snapshot.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::flags {

// The snapshot that all loops read without a lock. A replaced one goes when every loop has finished what it was running
// when the new one came: until then a task may still look at it.
class Published {
 public:
  Published(runtime::Loops& loops, Snapshot first) : loops_(loops) { publish(std::move(first)); }

  const Snapshot& now() const { return *current_.load(std::memory_order_acquire); }

  // On one loop at a time.
  void publish(Snapshot next) {
    auto fresh = std::make_shared<const Snapshot>(std::move(next));
    current_.store(fresh.get(), std::memory_order_release);
    const auto old = std::exchange(held_, std::move(fresh));
    if (!old) return;
    for (std::size_t i = 0; i < loops_.size(); ++i) loops_[i].post([old] {});
  }

 private:
  runtime::Loops& loops_;
  std::shared_ptr<const Snapshot> held_;
  std::atomic<const Snapshot*> current_ = nullptr;
};

}  // namespace tenstone::flags
