// The name of a database says while it is being restored: "shop__r42_5e1f09ab_unfinished", or "tsdrill_5e1f09ab" for a
// drill. A restore that was killed leaves such a database; the next one drops it. Blocks.
#pragma once
#include <string>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::backup {

inline constexpr auto kUnfinishedSuffix = "_unfinished";

// Makes the name this connection's until it ends, by an advisory lock of PostgreSQL: drop_abandoned() leaves a database
// of this name alone. Before the database is made.
Result<void> own_name(postgres::BlockingConnection& admin, const std::string& name);

struct Stuck {
  std::string database;
  std::string why;
};
// Drops the unfinished databases whose names nobody owns any more. Returns those that cannot be dropped.
Result<std::vector<Stuck>> drop_abandoned(postgres::BlockingConnection& admin);

// The database gets its final name. Nobody may be connected to it.
Result<void> rename_finished(postgres::BlockingConnection& admin, const std::string& unfinished,
                             const std::string& name);

}  // namespace tenstone::backup
