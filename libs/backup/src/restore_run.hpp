#pragma once
#include "tenstone/backup/restore.hpp"

namespace tenstone::backup {

struct RestoreRun {
  Restored restored;
  std::vector<Difference> differences;
  std::string properties = {};  // of the database, which it does not have yet: see read_properties()
};

struct NewDatabase {
  std::string unfinished;     // its name from its beginning
  std::string finished = {};  // when all is there and does not differ; "": it keeps its name
};

// The steps of restore() and drill(), into the new database or into `options.into`. After an error the new database is
// gone; otherwise it stands, whatever the differences.
Result<RestoreRun> run_restore(const Repository& repository, const Version& version, const Clock& clock,
                               const RestoreOptions& options, const NewDatabase& made);

Result<void> drop_restored(const std::string& url, const std::string& database);

}  // namespace tenstone::backup
