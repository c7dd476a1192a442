#include <mutex>
#include <unordered_map>

#include "key.hpp"
#include "tenstone/rate_limit/counting.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {

// Two generations: what is asked for moves into the young one; when that is full it becomes the old one, and what was
// old and not asked for is forgotten.
struct MemoryStore::Memory {
  State& find(const std::string& key) {
    if (const auto found = young.find(key); found != young.end()) return found->second;
    if (young.size() >= kGeneration) old = std::exchange(young, {});
    State state;
    if (const auto found = old.find(key); found != old.end()) state = found->second;
    return young[key] = state;
  }

  std::mutex mutex;
  std::unordered_map<std::string, State> young, old;
};

MemoryStore::MemoryStore() : memory_(std::make_unique<Memory>()) {}
MemoryStore::~MemoryStore() = default;

std::vector<Decision> MemoryStore::take(const std::string& subject, std::span<const Charge> charges, Time now) {
  const std::scoped_lock lock(memory_->mutex);
  std::vector<Step> steps;
  bool allowed = true;
  for (const Charge& charge : charges) {
    steps.push_back(count(*charge.policy, memory_->find(key_of(subject, *charge.policy)), now, charge.cost));
    allowed = allowed && steps.back().decision.allowed;
  }
  std::vector<Decision> decisions;
  for (std::size_t i = 0; i < charges.size(); ++i) {
    State& state = memory_->find(key_of(subject, *charges[i].policy));
    if (allowed && charges[i].cost > 0) state = steps[i].after;
    // One that would have allowed it, but for another: says what is there without it.
    if (!allowed && steps[i].decision.allowed) steps[i] = count(*charges[i].policy, state, now, 0);
    decisions.push_back(steps[i].decision);
  }
  return decisions;
}

void MemoryStore::reset(const std::string& subject, std::span<const Charge> charges) {
  const std::scoped_lock lock(memory_->mutex);
  for (const Charge& charge : charges) {
    memory_->young.erase(key_of(subject, *charge.policy));
    memory_->old.erase(key_of(subject, *charge.policy));
  }
}

}  // namespace tenstone::rate_limit
