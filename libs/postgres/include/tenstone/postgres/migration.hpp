// Schema changes, numbered per module, embedded into the program by tenstone_embed_migrations() (cmake/).
//
// All of it blocks: it runs before serving and in the CLI, never on a loop. Thrown: Failure(database_unavailable).
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::postgres {

struct Migration {
  std::string_view module;
  int version;  // from 1, without a gap
  std::string_view name, up, down;
};

// The first of all: the schema and its clock.
std::span<const Migration> migrations();

// Modules in the order of their dependencies: this library's migrations() first.
using Modules = std::vector<std::span<const Migration>>;

// The database has migrations that this program does not know: an older program met a newer schema.
inline const ErrorCode kSchemaNewer{ErrorKind::PreconditionFailed, "schema_newer",
                                    "The database was migrated by a newer version of this program"};
// An applied migration is not the one of this program, or one is missing in the middle.
inline const ErrorCode kSchemaDiverged{ErrorKind::PreconditionFailed, "schema_diverged",
                                       "The database was migrated by a different version of this program"};
inline const ErrorCode kMigrationFailed{ErrorKind::Internal, "migration_failed",
                                        "A migration failed and was rolled back"};
inline const ErrorCode kMigrationLocked{ErrorKind::Unavailable, "migration_locked",
                                        "Another process is migrating this database"};

struct MigrationState {
  enum class State : std::uint8_t { Applied, Pending, Changed, Unknown };  // Unknown: in the database only
  std::string module;
  int version;
  std::string name;
  State state;
  std::optional<Time> applied_at;
};

std::string_view to_string(MigrationState::State state);  // "applied", "pending", "changed", "unknown"

// What stands where. Changes nothing, takes no lock.
Result<std::vector<MigrationState>> migration_status(const std::string& url, const Modules& modules);

// Applies what is pending, each in its own transaction, and returns what it applied. One process at a time: others wait
// for up to `patience`. Errors: schema_newer, schema_diverged, migration_failed (those before it stay),
// migration_locked.
Result<std::vector<MigrationState>> migrate(const std::string& url, const Modules& modules,
                                            std::chrono::milliseconds patience);

// Takes back the last `steps` migrations of one module, newest first. Errors: as migrate().
Result<std::vector<MigrationState>> migrate_down(const std::string& url, const Modules& modules,
                                                 std::string_view module, int steps,
                                                 std::chrono::milliseconds patience);

}  // namespace tenstone::postgres
