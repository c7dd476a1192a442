// The section of a dump that makes indexes, constraints and triggers.
#pragma once
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::backup {

struct PostData {
  std::string settings = {};             // SQL that every session executes first
  std::vector<std::string> builds = {};  // make indexes, and constraints that have one. None needs another
  std::string rest = {};                 // for psql, when all builds are done: foreign keys, triggers, …
};

// pg_dump writes primary keys, unique and exclusion constraints first, then indexes: these are the builds, each with
// the comments on it. At the first entry that is anything else, or is not understood, the rest begins.
PostData split_post_data(std::string_view dump);

// Executes the builds in several sessions of the database at `url`. Each is a transaction; one that ends in a deadlock
// with another is executed again when the others are done.
// Errors: those of BlockingConnection, backup_cancelled.
Result<void> run_builds(const std::string& url, const PostData& parts, unsigned workers, std::stop_token stop);

}  // namespace tenstone::backup
