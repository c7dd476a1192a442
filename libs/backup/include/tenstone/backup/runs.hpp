// Takes, restores, drills, verifies and prunes in the background of a service.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/run_answers.hpp"
#include "tenstone/backup/verify.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/http/event_hub.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"

namespace tenstone::backup {

inline const ErrorCode kBackupRunActive{ErrorKind::Conflict, "backup_run_active",
                                        "A run of this kind is active already: wait for its end, or cancel it"};
inline const ErrorCode kBackupRunMissing{ErrorKind::NotFound, "backup_run_missing", "There is no such run"};
inline const ErrorCode kBackupRunEnded{ErrorKind::Conflict, "backup_run_ended", "The run has ended already"};
inline const ErrorCode kBackupRunTooLong{ErrorKind::Unavailable, "backup_run_too_long",
                                         "The run took longer than the setting backup.max_run allows"};
inline const ErrorCode kBackupStopping{ErrorKind::Unavailable, "backup_stopping",
                                       "The service is stopping: nothing new is started"};

struct RunRequest {
  RunKind kind = RunKind::Take;
  std::string database = {};                 // of a take
  std::optional<std::uint64_t> newest = {};  // of a take: see TakeOptions
  std::optional<Version> version = {};       // of a restore and of a drill
  bool swap = false;                         // of a restore: put it into the place of the live database
  VerifyShare share = {};                    // of a verify
  // Called by the run's thread when the run has ended. It may block, and it may start other runs.
  std::function<void(const RunAnswer&)> on_end = {};
};

struct RunsOptions {
  Secret<std::string> server;  // URL of the server that has the databases
  unsigned workers = 2;
  std::chrono::seconds max_run = std::chrono::hours(6);
  std::string tool_version = {};
};

// At most one run of each kind is active, each on a thread of its own; runs of different kinds work side by side, and
// the locks of the repository keep apart what must not meet. Keeps the last 100 runs that ended. Logs the end of each
// run ("run.done", "run.failed", "run.cancelled") and counts it in tenstone_backup_runs_total{kind,result}. To `hub`,
// if there is one, it publishes the newest 20 runs (event "runs", RunsAnswer): at each start and end, and four times a
// second while the progress changes. Safe on every thread.
class Runs {
 public:
  // All must outlive it.
  Runs(const Repository& repository, const Clock& clock, RunsOptions options, logging::Logger log,
       metrics::Registry& metrics, http::EventHub* hub = nullptr);
  ~Runs();  // as stop()
  Runs(const Runs&) = delete;

  // Errors: backup_run_active, whose message names the run; backup_stopping.
  Result<RunAnswer> start(RunRequest request);
  // The run ends as soon as it has cleaned up. Blocks while the server of the databases is asked to stop. Errors:
  // backup_run_missing, backup_run_ended.
  Result<void> cancel(const std::string& id);

  std::optional<RunAnswer> find(const std::string& id) const;
  std::vector<RunAnswer> list() const;  // the newest first

  // Cancels all runs and waits until they have ended. Blocks. Nothing starts afterwards.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::backup
