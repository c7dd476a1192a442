#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "key.hpp"
#include "tenstone/rate_limit/leases.hpp"

namespace tenstone::rate_limit {
namespace {

struct Held {
  std::string lease;
  Time end;
};

std::string key_of(std::string_view subject, const Slots& slots) {
  std::string key;
  append_lease_key(key, Subject(subject), slots.name);
  return key;
}

}  // namespace

// Each subject here has work in progress, which bounds it.
struct MemoryLeases::Memory {
  std::mutex mutex;
  std::unordered_map<std::string, std::vector<Held>> all;
};

MemoryLeases::MemoryLeases() : memory_(std::make_unique<Memory>()) {}
MemoryLeases::~MemoryLeases() = default;

Grant MemoryLeases::acquire(std::string_view subject, const Slots& slots, std::string_view lease, Time now) {
  const std::string key = key_of(subject, slots);
  const std::scoped_lock lock(memory_->mutex);
  std::vector<Held>& held = memory_->all[key];
  std::erase_if(held, [&](const Held& one) { return one.end <= now; });
  const auto mine = std::ranges::find(held, lease, &Held::lease);
  if (mine != held.end()) {
    mine->end = now + slots.length;
  } else if (static_cast<std::int64_t>(held.size()) < slots.limit) {
    held.push_back({std::string(lease), now + slots.length});
  } else {
    for (Held& one : held) one.end = std::min<Time>(one.end, now + slots.length);  // a clock that stepped back
    return {.granted = false, .in_use = static_cast<std::int64_t>(held.size())};
  }
  return {.granted = true, .in_use = static_cast<std::int64_t>(held.size())};
}

void MemoryLeases::release(std::string_view subject, const Slots& slots, std::string_view lease) {
  const std::string key = key_of(subject, slots);
  const std::scoped_lock lock(memory_->mutex);
  const auto found = memory_->all.find(key);
  if (found == memory_->all.end()) return;
  std::erase_if(found->second, [&](const Held& one) { return one.lease == lease; });
  if (found->second.empty()) memory_->all.erase(found);
}

}  // namespace tenstone::rate_limit
