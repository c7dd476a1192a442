// Proves that a version can be restored. Blocks.
#pragma once
#include "tenstone/backup/drill_report.hpp"
#include "tenstone/backup/restore.hpp"

namespace tenstone::backup {

inline constexpr auto kDrillPrefix = "tsdrill_";

// Restores the version into a new database whose name begins with "tsdrill_", compares all rows, drops it, and keeps
// the report in the repository: see Repository::drills(). A report with differences is no error.
// Errors: those of restore() but backup_restore_differs. `options.into` is ignored.
Result<DrillReport> drill(const Repository& repository, const Version& version, const Clock& clock,
                          const RestoreOptions& options);

}  // namespace tenstone::backup
