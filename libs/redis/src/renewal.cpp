#include "renewal.hpp"

#include <thread>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::redis {

bool Renewal::start(runtime::Loop& loop, std::function<void(std::string, std::string)> answered) {
  if (!ask_) return false;
  const std::lock_guard guard(mutex_);
  if (closed_) return false;
  ++running_;
  std::thread([self = shared_from_this(), &loop, answered = std::move(answered)]() mutable {
    std::string url, error;
    try {
      url = self->ask_();
    } catch (const std::exception& thrown) {
      error = thrown.what();
    }
    loop.post(
        [answered = std::move(answered), url = std::move(url), error = std::move(error)] { answered(url, error); });
    const std::lock_guard done(self->mutex_);
    --self->running_;
    self->idle_.notify_all();
  }).detach();
  return true;
}

void Renewal::close() {
  std::unique_lock lock(mutex_);
  closed_ = true;
  idle_.wait(lock, [this] { return running_ == 0; });
}

}  // namespace tenstone::redis
