#include "tenstone/postgres/migration.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

#include "connect.hpp"
#include "sqlstate.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {
namespace {

using State = MigrationState::State;
using namespace std::chrono_literals;

constexpr auto kMigrationConnectTimeout = 5000ms;
constexpr auto kStatementTimeout = 600'000ms;  // of one migration
// A migration that waits for a lock stops everyone behind it: rather fail and be run again.
constexpr auto kTableLockTimeout = 10'000ms;
constexpr long long kLock = 0x74656e73746f6e65;  // "tenstone"

constexpr const char* kTable = R"(
create schema if not exists tenstone;
create table if not exists tenstone.schema_migrations (
  module text not null, version integer not null, name text not null, checksum text not null,
  applied_at timestamptz not null default pg_catalog.now(),
  constraint schema_migrations_pkey primary key (module, version)))";

// A blocking connection of one call.
class Session {
 public:
  explicit Session(const std::string& url) {
    Connected connected = connect_now(url, Use::Session, kMigrationConnectTimeout, kStatementTimeout);
    if (!connected.connection) throw Failure(Error(kDatabaseUnavailable, {}, std::move(connected.error)));
    connection_ = std::move(connected.connection);
  }
  // Several statements may stand in `sql` when there are no parameters.
  Result<Rows> run(const std::string& sql, const std::vector<std::string>& parameters = {}) {
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) values.push_back(parameter.c_str());
    PGresult* raw = values.empty() ? PQexec(connection_.get(), sql.c_str())
                                   : PQexecParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()),
                                                  nullptr, values.data(), nullptr, nullptr, 0);
    std::shared_ptr<pg_result> result(raw, PQclear);
    const auto status = PQresultStatus(raw);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return Rows(std::move(result), "migrations");
    if (PQstatus(connection_.get()) == CONNECTION_BAD)
      throw Failure(Error(kDatabaseUnavailable, {}, PQerrorMessage(connection_.get())));
    return Error(kMigrationFailed, PQresultErrorMessage(raw), diagnose(raw, "migration").error.detail);
  }
  std::string value(const Rows& rows, std::size_t row, std::size_t column) {
    return std::string(rows.cell(row, column).data);  // the text format
  }

 private:
  PgConn connection_;
};

std::string checksum(const Migration& migration) { return to_hex(sha256(migration.up)); }

std::string label(std::string_view module, int version, std::string_view name) {
  return fmt::format("{} {:04}_{}", module, version, name);
}

const Migration* find(const Modules& modules, std::string_view module, int version) {
  for (const auto& list : modules)
    for (const Migration& migration : list)
      if (migration.module == module && migration.version == version) return &migration;
  return nullptr;
}

// Applied ones in the order of their application, then the pending ones in the order in which they would be.
Result<std::vector<MigrationState>> compare(Session& session, const Modules& modules) {
  std::vector<MigrationState> all;
  const auto exists = session.run("select to_regclass('tenstone.schema_migrations') is not null");
  if (!exists) return exists.error();
  if (session.value(*exists, 0, 0) == "t") {
    const auto rows = session.run(
        "select module, version, name, checksum, (extract(epoch from applied_at) * 1000000)::bigint "
        "from tenstone.schema_migrations order by applied_at, module, version");
    if (!rows) return rows.error();
    for (std::size_t i = 0; i < rows->size(); ++i) {
      MigrationState row{.module = session.value(*rows, i, 0),
                         .version = std::stoi(session.value(*rows, i, 1)),
                         .name = session.value(*rows, i, 2),
                         .state = State::Unknown,
                         .applied_at = Time(std::chrono::microseconds(std::stoll(session.value(*rows, i, 4))))};
      if (const Migration* known = find(modules, row.module, row.version))
        row.state = checksum(*known) == session.value(*rows, i, 3) ? State::Applied : State::Changed;
      all.push_back(std::move(row));
    }
  }
  const std::size_t applied = all.size();
  for (const auto& list : modules) {
    for (const Migration& migration : list) {
      const auto end = all.begin() + static_cast<std::ptrdiff_t>(applied);
      const bool there = std::any_of(all.begin(), end, [&](const MigrationState& row) {
        return row.module == migration.module && row.version == migration.version;
      });
      if (!there)
        all.push_back(
            {std::string(migration.module), migration.version, std::string(migration.name), State::Pending, {}});
    }
  }
  return all;
}

// Refuses a database that this program must not touch.
std::optional<Error> objection(const std::vector<MigrationState>& all) {
  std::string newer;
  for (const MigrationState& row : all) {
    const std::string what = label(row.module, row.version, row.name);
    if (row.state == State::Unknown) newer += (newer.empty() ? "" : ", ") + what;
    if (row.state == State::Changed)
      return Error(kSchemaDiverged, fmt::format("Migration {} was changed after it was applied. Restore the file, and "
                                                "put the change into a new migration",
                                                what));
    if (row.state != State::Pending) continue;
    const bool gap = std::any_of(all.begin(), all.end(), [&](const MigrationState& other) {
      return other.module == row.module && other.version > row.version && other.state == State::Applied;
    });
    if (gap)
      return Error(kSchemaDiverged, fmt::format("Migration {} was never applied, although later ones of its module "
                                                "were. Take those back (migrate down) and migrate again",
                                                what));
  }
  if (newer.empty()) return std::nullopt;
  return Error(kSchemaNewer,
               fmt::format("The database has migrations that this program does not know: {}. Run the newer "
                           "program, or take them back with it (migrate down)",
                           newer));
}

// Opens a session that holds the lock until it goes, and sees to the table.
Result<std::vector<MigrationState>> enter(Session& session, const Modules& modules,
                                          std::chrono::milliseconds patience) {
  const auto set = session.run(fmt::format("set lock_timeout = {}", std::max<long>(1, patience.count())));
  if (!set) return set.error();
  const auto locked = session.run(fmt::format("select pg_advisory_lock({})", kLock));
  if (!locked)
    return Error(kMigrationLocked,
                 fmt::format("Another process has been migrating this database for {} ms; try again "
                             "when it has ended",
                             patience.count()),
                 locked.error().detail);
  auto all = compare(session, modules);
  if (!all) return all;
  if (auto refused = objection(*all)) return std::move(*refused);
  const auto table =
      session.run(fmt::format("set lock_timeout = {};", kTableLockTimeout.count()) + std::string(kTable));
  if (!table) return table.error();
  return all;
}

// One migration, or its reverse, with its row in one transaction.
Result<Rows> apply(Session& session, const Migration& migration, bool up) {
  auto step = session.run("begin");
  if (step) step = session.run(std::string(up ? migration.up : migration.down));
  const std::string version = std::to_string(migration.version);
  if (step && up)
    step = session.run(
        "insert into tenstone.schema_migrations (module, version, name, checksum, applied_at) "
        "values ($1, $2, $3, $4, pg_catalog.clock_timestamp())",
        {std::string(migration.module), version, std::string(migration.name), checksum(migration)});
  if (step && !up)
    step = session.run("delete from tenstone.schema_migrations where module = $1 and version = $2",
                       {std::string(migration.module), version});
  if (step) step = session.run("commit");
  if (step) return step;
  Error error = step.error();
  const auto rolled_back = session.run("rollback");
  error.message = fmt::format("{} of migration {} failed and was rolled back: {}", up ? "Up" : "Down",
                              label(migration.module, migration.version, migration.name), error.message);
  if (!rolled_back) error.detail += "; " + rolled_back.error().detail;
  return error;
}

}  // namespace

std::string_view to_string(MigrationState::State state) {
  switch (state) {
    case MigrationState::State::Applied: return "applied";
    case MigrationState::State::Pending: return "pending";
    case MigrationState::State::Changed: return "changed";
    case MigrationState::State::Unknown: return "unknown";
  }
  std::unreachable();
}

Result<std::vector<MigrationState>> migration_status(const std::string& url, const Modules& modules) {
  Session session(url);
  return compare(session, modules);
}

Result<std::vector<MigrationState>> migrate(const std::string& url, const Modules& modules,
                                            std::chrono::milliseconds patience) {
  Session session(url);
  const auto all = enter(session, modules, patience);
  if (!all) return all.error();
  std::vector<MigrationState> applied;
  for (MigrationState row : *all) {
    if (row.state != State::Pending) continue;
    const auto done = apply(session, *find(modules, row.module, row.version), true);
    if (!done) return done.error();
    row.state = State::Applied;
    applied.push_back(std::move(row));
  }
  return applied;
}

Result<std::vector<MigrationState>> migrate_down(const std::string& url, const Modules& modules,
                                                 std::string_view module, int steps,
                                                 std::chrono::milliseconds patience) {
  Session session(url);
  const auto all = enter(session, modules, patience);
  if (!all) return all.error();
  std::vector<MigrationState> there;
  for (const MigrationState& row : *all)
    if (row.module == module && row.state == State::Applied) there.push_back(row);
  std::sort(there.begin(), there.end(), [](const auto& a, const auto& b) { return a.version > b.version; });
  std::vector<MigrationState> undone;
  for (MigrationState& row : there) {
    if (steps-- <= 0) break;
    const auto done = apply(session, *find(modules, row.module, row.version), false);
    if (!done) return done.error();
    row.state = State::Pending;
    row.applied_at.reset();
    undone.push_back(std::move(row));
  }
  return undone;
}

}  // namespace tenstone::postgres
