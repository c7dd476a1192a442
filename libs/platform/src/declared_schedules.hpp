// The schedules that files declare, as rows.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "tenstone/logging/logger.hpp"
#include "tenstone/platform/schedules.hpp"

namespace tenstone::platform {

// A worker brings them into PostgreSQL after its start:
// * A schedule has the name of its action, and belongs to the organisation of the person whom `as` names.
// * What is there as declared stays as it is, so any number of workers make one. What was declared otherwise is
//   changed; with another rule, its next time is computed anew. What an operator or a member paused stays paused.
// * What no file declares any more is removed, and so is what now belongs to another organisation. The files of the
//   worker that started last are right.
// * A schedule that a member made under the same name is not touched, and one whose person has no account cannot be
//   made: "schedule.refused" in the log says so, once, and it is tried again until it can be.
// Each change is written to the audit log, by "operator".
//
// What it is given must outlive it.
class DeclaredSchedules {
 public:
  DeclaredSchedules(postgres::Database& database, jobs::Schedules& rows, ActionSchedules& schedules,
                    const Actions& actions, logging::Logger log);

  // Makes what is not made yet. True: all is as the files say, and nothing is left to do. One at a time. Throws as
  // Database::write(); what was done stays, and the next call goes on.
  Task<bool> apply();

 private:
  struct Waiting {
    ActionPtr action;
    std::string reason;  // as it was logged
  };
  Task<Result<void>> make(ActionPtr action);
  Task<> remove_others();

  postgres::Database& database_;
  jobs::Schedules& rows_;
  ActionSchedules& schedules_;
  const logging::Logger log_;
  std::vector<Waiting> waiting_;
  std::set<std::pair<Uuid, std::string>> declared_;  // organisation and name
  bool others_removed_ = false;
};

}  // namespace tenstone::platform
