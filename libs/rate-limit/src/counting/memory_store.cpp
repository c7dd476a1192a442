#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <mutex>
#include <unordered_map>

#include "key.hpp"
#include "keyed_hash.hpp"
#include "tenstone/rate_limit/counting.hpp"
#include "tenstone/rate_limit/store.hpp"

namespace tenstone::rate_limit {
namespace {

using std::chrono::microseconds;

struct Kept {
  char kind;
  std::string name;
  State state;
};

// States of one subject. Policies come and go: when there are so many, those that a call does not ask for are
// forgotten.
constexpr std::size_t kMostKept = 256;

bool is_of(const Kept& one, const Policy& policy) {
  return one.kind == kind_of(policy.algorithm) && one.name == policy.name;
}

struct Record {
  // Room for all that a call asks for: states do not move while they are counted.
  void make_room(std::span<const Charge> charges) {
    if (kept.size() + charges.size() > kMostKept)
      std::erase_if(kept, [&](const Kept& one) {
        return std::ranges::none_of(charges, [&](const Charge& charge) { return is_of(one, *charge.policy); });
      });
    kept.reserve(kept.size() + charges.size());
  }
  State& state(const Policy& policy) {
    for (Kept& one : kept)
      if (is_of(one, policy)) return one.state;
    return kept.emplace_back(kind_of(policy.algorithm), policy.name).state;
  }
  std::optional<microseconds> blocked(Time now) {
    block_ends = std::min(block_ends, now + block_length);  // as all that is in the future
    return block_ends > now ? std::optional(block_ends - now) : std::nullopt;
  }

  std::vector<Kept> kept;
  Time block_ends{};
  microseconds block_length{0};
};

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return (*hash)(text); }
  const KeyedHash* hash = nullptr;
};
using Records = std::unordered_map<std::string, Record, Hash, std::equal_to<>>;

// Two generations: what is asked for moves into the young one; when that is full it becomes the old one, and what was
// old and not asked for is forgotten.
struct Shard {
  Record& find(std::string_view subject, std::size_t most) {
    if (const auto found = young.find(subject); found != young.end()) return found->second;
    if (young.size() >= most) {
      old = std::move(young);
      young = Records(0, old.hash_function());
    }
    Record record;
    if (const auto found = old.find(subject); found != old.end()) record = std::move(found->second);
    return young.emplace(subject, std::move(record)).first->second;
  }

  std::mutex mutex;
  Records young, old;
};

}  // namespace

struct MemoryStore::Memory {
  static constexpr std::size_t kShards = 16;

  Memory() {
    for (Shard& shard : shards) shard.young = shard.old = Records(0, Hash{&hash});
  }
  Shard& shard(const Subject& subject) { return shards[hash(subject.text()) % kShards]; }
  static Record& find(Shard& shard, const Subject& subject) {
    return shard.find(subject.text(), kGeneration / kShards);
  }

  const KeyedHash hash;
  std::array<Shard, kShards> shards;
};

MemoryStore::MemoryStore() : memory_(std::make_unique<Memory>()) {}
MemoryStore::~MemoryStore() = default;

Verdict MemoryStore::take(std::string_view subject, std::span<const Charge> charges, Time now) {
  struct Asked {
    Count count;
    microseconds waits;
  };
  const Subject who(subject);
  Shard& shard = memory_->shard(who);
  const std::scoped_lock lock(shard.mutex);
  Record& record = Memory::find(shard, who);
  record.make_room(charges);
  boost::container::small_vector<Asked, 8> all;
  Verdict verdict{.blocked = record.blocked(now)};
  bool allowed = !verdict.blocked;
  for (const Charge& charge : charges) {
    const Count count(*charge.policy, record.state(*charge.policy), now);
    all.push_back({count, charge.cost > 0 ? count.wait(charge.cost) : microseconds(0)});
    if (all.back().waits > microseconds(0) && !charge.policy->shadow) allowed = false;
  }
  verdict.each.reserve(charges.size());
  for (std::size_t i = 0; i < charges.size(); ++i) {
    auto& [count, waits] = all[i];
    if (allowed && charges[i].cost > 0 && waits == microseconds(0)) count.use(charges[i].cost);
    verdict.each.push_back(decision_of(*charges[i].policy, count, waits));
  }
  return verdict;
}

void MemoryStore::refund(std::string_view subject, std::span<const Charge> charges, Time now) {
  const Subject who(subject);
  Shard& shard = memory_->shard(who);
  const std::scoped_lock lock(shard.mutex);
  Record& record = Memory::find(shard, who);
  record.make_room(charges);
  for (const Charge& charge : charges) Count(*charge.policy, record.state(*charge.policy), now).give_back(charge.cost);
}

void MemoryStore::reset(std::string_view subject, std::span<const Charge> charges) {
  const Subject who(subject);
  Shard& shard = memory_->shard(who);
  const std::scoped_lock lock(shard.mutex);
  Record& record = Memory::find(shard, who);
  record.make_room(charges);
  for (const Charge& charge : charges) record.state(*charge.policy) = State{};
}

void MemoryStore::block(std::string_view subject, microseconds length, Time now) {
  const Subject who(subject);
  Shard& shard = memory_->shard(who);
  const std::scoped_lock lock(shard.mutex);
  Record& record = Memory::find(shard, who);
  record.block_length = length;
  record.block_ends = now + length;
}

}  // namespace tenstone::rate_limit
