// Proves that a version can be restored. Blocks.
#pragma once
#include "tenstone/backup/restore.hpp"

namespace tenstone::backup {

inline constexpr auto kDrillPrefix = "tsdrill_";

struct DrillReport {
  Version version;
  Time started_at{};
  Restored restored;                         // its database is gone again
  std::vector<Difference> differences = {};  // empty: the version is as good as the database was
};

// Restores the version into a new database whose name begins with "tsdrill_", compares all rows, drops it, and
// records in the repository that the version was drilled. A report with differences is no error, and records nothing.
// Errors: those of restore() but backup_restore_differs. `options.into` is ignored.
Result<DrillReport> drill(const Repository& repository, const Version& version, const Clock& clock,
                          const RestoreOptions& options);

}  // namespace tenstone::backup
