// What a run does. Blocks until it is done.
#pragma once
#include <stop_token>

#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/restore.hpp"
#include "tenstone/backup/runs.hpp"

namespace tenstone::backup {

struct RunOutcome {
  validation::Json result;                  // what RunAnswer::result promises for the kind
  std::optional<std::string> version = {};  // that a take made
};

struct RunWork {
  const Repository& repository;
  const Clock& clock;
  const RunsOptions& options;
  const RunRequest& request;
  OnProgress on_progress;
  std::stop_token stop;

  Result<RunOutcome> run() const;  // errors: those of the kind's function

 private:
  Result<RunOutcome> take() const;
  Result<RunOutcome> restore() const;
  Result<RunOutcome> drill() const;
  Result<RunOutcome> verify() const;
  Result<RunOutcome> prune() const;
  RestoreOptions restore_options() const;
};

}  // namespace tenstone::backup
