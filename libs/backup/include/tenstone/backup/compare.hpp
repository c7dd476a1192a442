// Compares a database with a version. Blocks.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "tenstone/backup/manifest.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

struct Difference {
  std::string schema, name;  // of a table or a sequence
  std::string what;          // "has 41 rows, not 42"
};

// Reads all rows of the database at `url`. Tables are compared by their number of rows and by the sum of the rows'
// hashes, sequences by their values. Empty: there is no difference.
// Errors: those of Snapshot, backup_cancelled.
Result<std::vector<Difference>> compare(const std::string& url, const Manifest& manifest, unsigned workers,
                                        const OnProgress& on_progress, std::stop_token stop);

}  // namespace tenstone::backup
