// Backups over HTTP, in the bare style.
#pragma once
#include <string>
#include <vector>

#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/runs.hpp"
#include "tenstone/backup/settings.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/event_hub.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/web/access_tokens.hpp"

namespace tenstone::backup {

// All that is referred to outlives the App.
struct BackupParts {
  const Repository& repository;
  Runs& runs;
  http::EventHub& events;  // the one of `runs`
  runtime::BlockingPool& pool;
  const Clock& clock;
  const Settings& settings;            // schedule, drill, max_age, retention
  Secret<std::string> server = {};     // URL, for swaps
  std::vector<std::string> databases;  // that GET /status names, besides those with versions
};

// Adds these routes. GET needs a token that may read, all others one that may operate.
//
//   GET    /status                      of each database its newest version, age and last drill; size of the repository
//   GET    /backups[?database=]         all versions, the newest first
//   POST   /backups                     {"database"}: takes a version. 202 and the run
//   GET    /backups/{version}           one version with its tables: shop@42, shop@latest, shop@latest-drilled
//   DELETE /backups/{version}           forgets it. 409 if it is pinned, or the newest of its database
//   PUT    /backups/{version}/pin       it cannot be forgotten; DELETE: it can
//   POST   /backups/{version}/restore   {"swap": false}: into a new database; true: then in the place of the live one.
//                                       202 and the run
//   POST   /backups/{version}/drill     202 and the run
//   GET    /retention?database=         what the rules of retention keep, and why
//   POST   /retention                   {"database"}: forgets what they do not keep
//   POST   /swap                        {"database", "restored"}: puts the restored one in the place of the live one
//   POST   /swap-back                   {"database", "old"}: undoes it
//   POST   /verify                      {"part": 0, "of": 1}: 202 and the run
//   POST   /prune                       202 and the run
//   GET    /runs, /runs/{id}            DELETE /runs/{id}: cancels it
//   GET    /runs/events                 server-sent events "runs": the newest 20, at each change
void add_backup_routes(http::App& app, BackupParts parts, const web::AccessTokens& tokens);

}  // namespace tenstone::backup
