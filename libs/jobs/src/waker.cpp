#include "waker.hpp"

#include "tenstone/runtime/time.hpp"

namespace tenstone::jobs {

constexpr std::chrono::milliseconds kApart{1};

void Waker::call(std::string_view queue) {
  if (!wake_) return;
  {
    const std::scoped_lock lock(mutex_);
    auto it = last_.find(queue);
    if (it == last_.end()) it = last_.emplace(queue, Last{}).first;
    Last& last = it->second;
    if (last.waits) return;
    const auto now = Steady::now();
    if (now - last.at < kApart) {
      last.waits = true;
      runtime::Loop::current().spawn(later(shared_from_this(), std::string(queue)));
      return;
    }
    last.at = now;
  }
  wake_(queue);
}

Task<> Waker::later(std::shared_ptr<Waker> self, std::string queue) {
  co_await runtime::sleep_for(kApart);
  {
    const std::scoped_lock lock(self->mutex_);
    self->last_[queue] = {Steady::now(), false};
  }
  self->wake_(queue);
}

}  // namespace tenstone::jobs
