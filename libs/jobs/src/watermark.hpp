// Where claims begin to look, so that they do not walk what is finished.
#pragma once
#include <chrono>
#include <cstddef>
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
// A class is a queue with a priority. Its watermark is the oldest of the newest run_at of its last kBatches claims,
// but kLag (or the age of the oldest writing transaction, if that is more) before the database's now: what is enqueued
// takes its run_at when its transaction begins, and may commit that much later. What is behind the watermark all the
// same is found by full scans, which take at most a twentieth of the time.
class Watermark {
 public:
  using Steady = std::chrono::steady_clock;
  static constexpr std::size_t kBatches = 8;
  static constexpr std::chrono::seconds kLag{5};
  static constexpr std::chrono::seconds kFullScanEvery{1};
  static constexpr int kFullScanShare = 20;

  explicit Watermark(std::size_t classes) : classes_(classes) {}

  struct Plan {
    bool full;
    std::vector<Time> since;  // by class; Time::min() in a full scan
  };
  Plan plan(Steady::time_point now) const;

  struct Claimed {
    std::vector<std::optional<Time>> newest;  // by class: the newest run_at among what was claimed
    std::optional<Time> now;                  // the database's; nothing when nothing was claimed
    Steady::time_point began, ended;
  };
  void claimed(const Plan& plan, const Claimed& what);

  // A full scan now would find what the claim that came back empty may have missed, and may run already.
  bool worth_a_full_scan(Steady::time_point now) const;

  // How old the oldest transaction is that has written something.
  void oldest_writer(std::chrono::microseconds age) { writer_ = age; }

 private:
  struct Class {
    std::deque<Time> newest;
  };
  std::vector<Class> classes_;
  std::optional<Time> now_;
  std::chrono::microseconds writer_{0};
  bool empty_ = false;  // the last claim was not full and came back empty
  std::optional<Steady::time_point> full_at_;
  Steady::duration full_cost_{0};
};

}  // namespace tenstone::jobs
