// Denials that Redis need not be asked about again.
//
// A denial that says "in R" is final until then, because time only gives back what has been used, and others can only
// use more: what one of them uses never makes another's wait shorter.
//   Gcra, Strict  others move the TAT later, and denied is who comes before TAT + cost - tolerance.
//   Fixed         others add to n, and the window's end stays where it is.
//   Sliding       each unit counts fully in its window, less and less in the next, and not at all after it; the sum of
//                 what never grows does not grow, and R is when it is small enough. Others add units.
//   Log           a unit counts until it is a window old; R is when enough have gone. Others add units.
//   a block       ends when it ends.
// Whoever asks for more waits at least as long. So the same subject is denied here, for the same policies, where one
// that denied is asked for no less than then. Only refund, reset and unblocking give something back: they forget the
// subject here, and by the channel in all processes; a message that is lost makes a second's difference, since nothing
// is kept for longer. What others used since is not in `remaining`.
//
// R counts from before Redis was asked, and a thousandth is taken off, since two clocks may run apart that much.
#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "known_policies.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/rate_limit/decision.hpp"

namespace tenstone::rate_limit {

struct Asked {
  KnownPolicyPtr policy;
  std::int64_t cost;
};

// Bounded: where many subjects are denied, the denials that end first make room. From any thread. `hash` is the
// subject's, by a KeyedHash.
class DenyCache {
 public:
  static constexpr std::chrono::microseconds kLongest{1'000'000};

  // Room for so many denials, rounded up to a power of two.
  explicit DenyCache(std::size_t denials);
  ~DenyCache();

  // To be read before Redis is asked: a denial that was on its way when the subject was forgotten is not kept.
  std::uint64_t epoch() const { return epoch_.load(std::memory_order_acquire); }
  void keep(std::string_view subject, std::uint64_t hash, std::span<const Asked> asked, const Verdict& verdict,
            Time asked_at, std::uint64_t epoch);
  // The denial that holds at `now`. A time before the denial finds nothing: the clock is another one.
  std::optional<Verdict> find(std::string_view subject, std::uint64_t hash, std::span<const Asked> asked, Time now);
  void forget(std::string_view subject, std::uint64_t hash);
  void forget_all();

 private:
  struct Denial;
  struct Shard;
  std::span<Denial> set_of(Shard& shard, std::uint64_t hash) const;

  std::size_t sets_;  // in a shard
  std::unique_ptr<Shard[]> shards_;
  std::atomic<std::uint64_t> epoch_ = 0;
};

}  // namespace tenstone::rate_limit
