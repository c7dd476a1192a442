#pragma once
#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/rate_limit/limiter.hpp"

namespace tenstone::rate_limit {

// Who is denied most, in bounded memory: Space-Saving (Metwally, Agrawal, El Abbadi, 2005). A newcomer takes the place
// of the one with the fewest denials, and its count with it; so a count is too high by `too_many` at most, never too
// low, and who has more than one in kCounters of a shard's denials is always there. From any thread.
class DenialSketch {
 public:
  static constexpr std::size_t kShards = 8, kCounters = 128;

  // `hash` is the subject's. An empty policy: a block.
  void add(std::string_view subject, std::uint64_t hash, std::string_view policy);
  std::vector<TopDenied> top(std::size_t most) const;  // by denials, the largest first

 private:
  // Invariant: hashes[i] and counts[i] are of all[i], for i < all.size().
  struct Shard {
    mutable std::mutex mutex;
    std::array<std::uint64_t, kCounters> hashes{}, counts{};
    std::vector<TopDenied> all;
  };
  std::array<Shard, kShards> shards_;
};

}  // namespace tenstone::rate_limit
