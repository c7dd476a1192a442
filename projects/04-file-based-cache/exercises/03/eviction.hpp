// Exercise 03: who has to go.
//
// This evicts the oldest entry, however often it is read, so that one pass over many entries empties the cache of what
// everybody reads. Change it to SIEVE: a hit sets `read` and moves nothing. To evict, a hand goes from the oldest entry
// towards the newest: it takes the bit `read` from each entry that has it, and evicts the first that has not. It stays
// there for the next time, and behind the newest it starts again at the oldest.
#pragma once
#include "entries.hpp"

namespace stub {

class Cache {
 public:
  // A hit, or false.
  bool get(std::string_view key) { return exercise::find(queue_, key) != queue_.end(); }

  // Adds an entry that is not there, and evicts one if there are too many.
  void put(std::string_view key) {
    if (queue_.size() == exercise::kMost) queue_.pop_back();
    queue_.push_front({std::string(key)});
  }

 private:
  exercise::Queue queue_;
};

}  // namespace stub
