#include "denial_sketch.hpp"

#include <algorithm>

namespace tenstone::rate_limit {

void DenialSketch::add(std::string_view subject, std::uint64_t hash, std::string_view policy) {
  Shard& shard = shards_[hash % kShards];
  const std::scoped_lock lock(shard.mutex);
  const std::size_t size = shard.all.size();
  for (std::size_t i = 0; i < size; ++i) {
    if (shard.hashes[i] != hash || shard.all[i].subject != subject || shard.all[i].policy != policy) continue;
    ++shard.counts[i];
    return;
  }
  std::size_t place = size;
  if (size < kCounters)
    shard.all.emplace_back();
  else
    place = static_cast<std::size_t>(std::ranges::min_element(shard.counts) - shard.counts.begin());
  shard.hashes[place] = hash;
  shard.all[place].subject = subject;
  shard.all[place].policy = policy;
  shard.all[place].too_many = shard.counts[place];
  ++shard.counts[place];
}

std::vector<TopDenied> DenialSketch::top(std::size_t most) const {
  std::vector<TopDenied> out;
  for (const Shard& shard : shards_) {
    const std::scoped_lock lock(shard.mutex);
    for (std::size_t i = 0; i < shard.all.size(); ++i) out.emplace_back(shard.all[i]).denials = shard.counts[i];
  }
  std::ranges::sort(out, std::ranges::greater(), &TopDenied::denials);
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace tenstone::rate_limit
