// The hand is where the last eviction ended, or at the end of the queue: then it begins at the oldest.
#pragma once
#include <iterator>

#include "../entries.hpp"

namespace solution {

class Cache {
 public:
  bool get(std::string_view key) {
    const auto found = exercise::find(queue_, key);
    if (found == queue_.end()) return false;
    found->read = true;
    return true;
  }

  void put(std::string_view key) {
    if (queue_.size() == exercise::kMost) evict();
    queue_.push_front({std::string(key)});
  }

 private:
  using Place = exercise::Queue::iterator;
  Place oldest() { return std::prev(queue_.end()); }
  // Towards the newest; end() behind it.
  Place newer(Place at) { return at == queue_.begin() ? queue_.end() : std::prev(at); }

  void evict() {
    if (hand_ == queue_.end()) hand_ = oldest();
    while (hand_->read) {
      hand_->read = false;
      hand_ = newer(hand_);
      if (hand_ == queue_.end()) hand_ = oldest();
    }
    const Place next = newer(hand_);
    queue_.erase(hand_);
    hand_ = next;
  }

  exercise::Queue queue_;
  Place hand_ = queue_.end();
};

}  // namespace solution
