// The runs of a service, active and ended. Not safe by itself: its owner has a lock.
#pragma once
#include <list>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "run_work.hpp"
#include "tenstone/core/clock.hpp"

namespace tenstone::backup {

struct RunRecord {
  RunAnswer answer;
  std::stop_source stop = {};
  bool too_long = false;  // why it was asked to stop
  Time phase_began = {};
  std::thread thread = {};  // joinable until it was reaped
  bool returned = false;    // the thread does nothing any more
};

class RunList {
 public:
  static constexpr std::size_t kKept = 100;

  RunRecord& add(RunAnswer answer);  // stays where it is until it is dropped
  RunRecord* find(std::string_view id);
  const RunRecord* active(RunKind kind) const;
  bool any_active() const;
  bool any_returned() const;  // that are not reaped
  bool all_reaped() const;
  // To be asked to stop without the owner's lock: that may block.
  std::vector<std::stop_source> all_active() const;
  std::vector<std::stop_source> too_long(Time now, std::chrono::seconds limit);  // those that began so long ago
  std::vector<std::thread> take_returned();
  void drop_oldest();  // ended runs beyond kKept
  std::vector<RunAnswer> newest(std::size_t most) const;

 private:
  std::list<RunRecord> runs_;  // the newest first
};

void set_progress(RunRecord& run, const Progress& progress, Time now);
// Sets the state, and of an error what is shown.
void end_run(RunRecord& run, Result<RunOutcome> outcome, Time now);

}  // namespace tenstone::backup
