// What PostgreSQL has now, as one moment.
#pragma once
#include <string>

#include "tenstone/flags/snapshot.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::flags {

inline constexpr auto kChannel = "tenstone_flags";  // of NOTIFY

// These suspend, and throw what Database::read() throws.
Task<Identity> stored_identity(postgres::Database& database);
struct StoredText {
  Identity identity;
  std::string text;  // for read_snapshot()
};
Task<StoredText> stored_text(postgres::Database& database);

// In the pool, and patient while that is full. Error: of read_snapshot().
Task<Result<Snapshot>> read_in(runtime::BlockingPool& blocking, std::string text, Source source);
// These throw besides: what PostgreSQL has is unreadable.
Task<Snapshot> read_stored(runtime::BlockingPool& blocking, std::string text);
Task<Snapshot> stored_snapshot(postgres::Database& database, runtime::BlockingPool& blocking);

}  // namespace tenstone::flags
