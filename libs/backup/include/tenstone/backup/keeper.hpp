// Takes backups by a schedule, sorts out old versions, verifies, drills, and raises the alarm.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/retention.hpp"
#include "tenstone/backup/runs.hpp"
#include "tenstone/backup/settings.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"

namespace tenstone::backup {

struct KeeperOptions {
  std::vector<std::string> databases;
  Times schedule = {};
  DrillTimes drill = {};
  RetentionPolicy retention = {};
  std::chrono::milliseconds max_age = Settings().max_age;
  std::uint32_t verify_parts = Settings().verify_parts;
};
KeeperOptions keeper_options(const Settings& settings, std::vector<std::string> databases);

// The repository is the truth: a backup is due when the schedule had a time after the newest version (due.hpp). So a
// time that was missed is caught up, and of two Keepers only one takes. Its runs are those of `runs`, one after the
// other. After a good take of a database: its old versions are forgotten, the repository is pruned, one of its parts is
// verified (another one each day), and the version is drilled. A run that fails is tried again after 1, 2, 4, … 60
// minutes; one that was cancelled, after an hour.
//
// Metrics: tenstone_backup_age_seconds{database}, of the newest version, and
// tenstone_backup_last_drill_ok_seconds{database}, since the last drill without differences; both are +Inf as long as
// there is none. Log: "backup.overdue", an error once an hour while there is a schedule and the newest version is older
// than max_age; "backup.drill_differs", "backup.damaged", "backup.unreadable", errors; "backup.forgotten".
//
// Safe on every thread.
class Keeper {
 public:
  // All but the options must outlive it.
  Keeper(const Repository& repository, Runs& runs, const Clock& clock, KeeperOptions options, logging::Logger log,
         metrics::Registry& metrics);
  ~Keeper();  // as stop()
  Keeper(const Keeper&) = delete;

  void start();  // once: a thread that looks every 2 seconds at what is due
  void look();   // now: the clock was moved
  // Begins nothing any more. A run that is active goes on: see Runs::stop(). Blocks for as long as the disk does.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::backup
