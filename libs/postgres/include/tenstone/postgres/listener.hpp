#pragma once
#include <memory>

namespace tenstone::postgres {

class ListenerHub;
struct Subscription;

// Listens until it goes; used and destroyed on the loop that made it. See Database::listen().
class Listener {
 public:
  Listener() = default;
  Listener(std::weak_ptr<ListenerHub> hub, std::shared_ptr<Subscription> subscription)
      : hub_(std::move(hub)), subscription_(std::move(subscription)) {}
  ~Listener();
  Listener(Listener&&) noexcept = default;
  Listener& operator=(Listener&& other) noexcept {
    std::swap(hub_, other.hub_);
    std::swap(subscription_, other.subscription_);
    return *this;
  }

 private:
  std::weak_ptr<ListenerHub> hub_;
  std::shared_ptr<Subscription> subscription_;
};

}  // namespace tenstone::postgres
