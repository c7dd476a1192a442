// Where claims begin to look, so that they do not walk what is finished.
#pragma once
#include <algorithm>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "tenstone/core/clock.hpp"

namespace tenstone::jobs {

// A foreign snapshot (a long report, a backup) pins the index entries of jobs that are gone, and a claim that starts at
// the index's beginning walks all of them: measured, 145k jobs/s fall to 12k within 8 s and go on falling. A claim from
// the watermark does not see them: 147k, flat.
//
// A class is a queue with a priority. Its mark is the least of the newest places, in the order of (run_at, id), of its
// last kBatches claims. There are three kinds of claims:
// * Near: from the mark, when the last claim was full, so that whatever it misses waits among many;
// * Lagging: no later than kLag (or the age of the oldest writing transaction, if that is more) before the database's
//   now. What is enqueued takes its run_at when its transaction begins, and may commit that much later. All claims are
//   of this kind unless there is a backlog, then one is every kLaggingEvery;
// * Full: from the beginning, every kFullScanEvery. They find what is behind a mark all the same.
// The second, under a backlog, and the third take at most a twentieth of the time each.
class Watermark {
 public:
  using Steady = std::chrono::steady_clock;
  static constexpr std::size_t kBatches = 8;
  static constexpr std::chrono::seconds kLag{5};
  static constexpr std::chrono::milliseconds kLaggingEvery{25};
  static constexpr std::chrono::seconds kFullScanEvery{1};
  static constexpr int kScanShare = 20;

  explicit Watermark(std::size_t classes) : classes_(classes) {}

  // A place in the order of claims.
  struct Place {
    Time run_at;
    std::int64_t id;
    auto operator<=>(const Place&) const = default;
  };
  static constexpr Place kBeginning{Time::min(), 0};

  enum class Scan : std::uint8_t { Full, Lagging, Near };
  struct Plan {
    Scan scan;
    std::vector<Place> since;  // by class
  };
  Plan plan(Steady::time_point now, bool backlog) const;

  struct Claimed {
    std::vector<std::optional<Place>> newest;  // by class, of what was claimed
    std::optional<Time> now;                   // the database's; nothing when nothing was claimed
    Steady::time_point began, ended;
  };
  void claimed(const Plan& plan, const Claimed& what);

  // A full scan now would find what the claim that came back empty may have missed, and may run already.
  bool worth_a_full_scan(Steady::time_point now) const;

  // How old the oldest transaction is that has written something.
  void oldest_writer(std::chrono::microseconds age) { writer_ = age; }

 private:
  struct Scans {  // of a kind
    std::optional<Steady::time_point> at;
    Steady::duration cost{0};

    bool due(Steady::time_point now, Steady::duration every) const {
      return !at || now - *at >= std::max<Steady::duration>(every, kScanShare * cost);
    }
  };
  std::vector<std::deque<Place>> classes_;  // the newest places of the last claims
  std::optional<Time> now_;
  std::chrono::microseconds writer_{0};
  bool empty_ = false;  // the last claim was not full and came back empty
  Scans full_, lagging_;
};

}  // namespace tenstone::jobs
