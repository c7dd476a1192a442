#pragma once
#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "tenstone/core/uuid.hpp"

namespace tenstone::webhooks {

// How many deliveries to each endpoint are under way in this process. An endpoint that does not answer keeps no more
// than its places busy, and so slows nobody else down. Safe on every loop at once.
class Lanes {
 public:
  // Given back when it goes. The Lanes must outlive it.
  class Place {
   public:
    Place(Place&& other) noexcept : lanes_(std::exchange(other.lanes_, nullptr)), endpoint_(other.endpoint_) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (lanes_ != nullptr) lanes_->leave(endpoint_);
    }

   private:
    friend class Lanes;
    Place(Lanes& lanes, const Uuid& endpoint) : lanes_(&lanes), endpoint_(endpoint) {}
    Lanes* lanes_;
    Uuid endpoint_;
  };

  // Nothing: `most` are under way.
  std::optional<Place> enter(const Uuid& endpoint, std::size_t most) {
    const std::scoped_lock lock(mutex_);
    std::size_t& under_way = under_way_[endpoint];
    if (under_way >= most) return std::nullopt;
    ++under_way;
    return Place(*this, endpoint);
  }

 private:
  void leave(const Uuid& endpoint) {
    const std::scoped_lock lock(mutex_);
    const auto lane = under_way_.find(endpoint);
    if (--lane->second == 0) under_way_.erase(lane);
  }

  std::mutex mutex_;
  std::unordered_map<Uuid, std::size_t> under_way_;  // none is 0
};

}  // namespace tenstone::webhooks
