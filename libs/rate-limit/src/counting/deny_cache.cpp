#include "deny_cache.hpp"

#include <algorithm>
#include <bit>

namespace tenstone::rate_limit {
namespace {

using std::chrono::microseconds;
constexpr std::size_t kShards = 16, kWays = 8;  // a subject has one set of so many denials

microseconds held(microseconds wait) {
  const microseconds length = std::min(wait, DenyCache::kLongest);
  return length - length / 1024;
}

// How much longer than who asked for `then` units who asks for more waits, where that is known; else a lower bound.
microseconds more_for(const Asked& asked, std::int64_t then) {
  const Policy& policy = asked.policy->policy;
  const bool known = policy.algorithm == Algorithm::Gcra || policy.algorithm == Algorithm::Strict;
  return known ? policy.emission() * (asked.cost - then) : microseconds(0);
}

}  // namespace

// Invariant: `parts` are what was asked and what each policy said, in the order of the call. Free: until is Time{}.
// They name a policy by its id and do not hold it: one that was changed may go.
struct DenyCache::Denial {
  struct Part {
    std::uint64_t policy;
    std::int64_t cost;
    Decision decision;
  };

  bool is_of(std::string_view who, std::span<const Asked> asked) const {
    return subject == who && std::ranges::equal(parts, asked, [](const Part& part, const Asked& one) {
             return part.policy == one.policy->id;
           });
  }
  bool holds(std::span<const Asked> asked, Time now) const {
    if (now < since || now >= until) return false;
    if (blocked && now < since + held(*blocked)) return true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto& [policy, cost, decision] = parts[i];
      if (!decision.allowed && asked[i].cost >= cost && now < since + held(decision.retry_after)) return true;
    }
    return false;
  }
  Verdict verdict(std::span<const Asked> asked, Time now) const {
    const microseconds passed = now - since;
    Verdict out;
    if (blocked && *blocked > passed) out.blocked = *blocked - passed;
    out.each.reserve(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Decision& one = out.each.emplace_back(parts[i].decision);
      if (!one.allowed) {
        const microseconds wait = one.retry_after - passed;
        one.allowed = asked[i].cost < parts[i].cost || wait <= microseconds(0);
        one.retry_after = one.allowed ? microseconds(0) : wait + more_for(asked[i], parts[i].cost);
      }
      if (one.next_unit > microseconds(0)) one.next_unit = std::max(microseconds(1), one.next_unit - passed);
    }
    return out;
  }

  std::string subject;
  std::vector<Part> parts;
  std::optional<microseconds> blocked;
  Time since{}, until{};
};

struct DenyCache::Shard {
  std::mutex mutex;
  std::vector<Denial> denials;
};

DenyCache::DenyCache(std::size_t denials)
    : sets_(std::bit_ceil(std::max<std::size_t>(1, denials / (kShards * kWays)))), shards_(new Shard[kShards]) {
  for (std::size_t i = 0; i < kShards; ++i) shards_[i].denials.resize(sets_ * kWays);
}
DenyCache::~DenyCache() = default;

std::span<DenyCache::Denial> DenyCache::set_of(Shard& shard, std::uint64_t hash) const {
  return std::span(shard.denials).subspan(hash / kShards % sets_ * kWays, kWays);
}

void DenyCache::keep(std::string_view subject, std::uint64_t hash, std::span<const Asked> asked, const Verdict& verdict,
                     Time asked_at, std::uint64_t epoch) {
  microseconds longest = verdict.blocked ? held(*verdict.blocked) : microseconds(0);
  for (const Decision& one : verdict.each)
    if (!one.allowed) longest = std::max(longest, held(one.retry_after));
  Shard& shard = shards_[hash % kShards];
  const std::scoped_lock lock(shard.mutex);
  if (epoch_.load(std::memory_order_acquire) != epoch) return;
  const std::span<Denial> set = set_of(shard, hash);
  auto place = std::ranges::find_if(set, [&](const Denial& denial) { return denial.is_of(subject, asked); });
  if (place == set.end()) place = std::ranges::min_element(set, {}, &Denial::until);
  place->subject = subject;
  place->parts.clear();
  for (std::size_t i = 0; i < asked.size(); ++i)
    place->parts.push_back({asked[i].policy->id, asked[i].cost, verdict.each[i]});
  place->blocked = verdict.blocked;
  place->since = asked_at;
  place->until = asked_at + longest;
}

std::optional<Verdict> DenyCache::find(std::string_view subject, std::uint64_t hash, std::span<const Asked> asked,
                                       Time now) {
  Shard& shard = shards_[hash % kShards];
  const std::scoped_lock lock(shard.mutex);
  for (const Denial& denial : set_of(shard, hash))
    if (now < denial.until && denial.is_of(subject, asked) && denial.holds(asked, now))
      return denial.verdict(asked, now);
  return std::nullopt;
}

// The epoch changes under each shard's lock or before it is taken, so a keep() that saw the old one is over by the time
// that the set is looked at.
void DenyCache::forget(std::string_view subject, std::uint64_t hash) {
  epoch_.fetch_add(1, std::memory_order_acq_rel);
  Shard& shard = shards_[hash % kShards];
  const std::scoped_lock lock(shard.mutex);
  for (Denial& denial : set_of(shard, hash))
    if (denial.subject == subject) denial.until = Time{};
}

void DenyCache::forget_all() {
  epoch_.fetch_add(1, std::memory_order_acq_rel);
  for (std::size_t i = 0; i < kShards; ++i) {
    const std::scoped_lock lock(shards_[i].mutex);
    for (Denial& denial : shards_[i].denials) denial.until = Time{};
  }
}

}  // namespace tenstone::rate_limit
