#include "tenstone/postgres/clock.hpp"

#include <fmt/core.h>

#include "clock_names.hpp"
#include "tenstone/postgres/blocking_connection.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr Statement kHold{"clock.hold", "select from pg_advisory_lock($1)"};
constexpr Statement kLetGo{"clock.let_go", "select from pg_advisory_unlock($1)"};

// A function's body takes no parameters, so the offset travels as a setting. $1 microseconds.
constexpr Statement kOffset{"clock.offset", "select from set_config('tenstone.clock_offset', $1::bigint::text, false)"};
constexpr Statement kReplace{"clock.replace", R"(
DO $do$ BEGIN
  EXECUTE format('CREATE OR REPLACE FUNCTION tenstone.now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS %L',
    CASE current_setting('tenstone.clock_offset')::bigint WHEN 0 THEN 'select pg_catalog.now()'
    ELSE format('select pg_catalog.now() + interval ''%s microseconds''', current_setting('tenstone.clock_offset')) END);
END $do$)"};
constexpr Statement kTell{"clock.tell", "select from pg_notify('tenstone_clock', '')"};

// $1 what those are called who take part, $2 what they are called once they have followed.
constexpr Statement kBehind{"clock.behind", R"(
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND starts_with(application_name, $1) AND application_name <> $2)"};

// The one value of a statement.
Result<std::string> ask(BlockingConnection& connection, const std::string& sql) {
  const auto rows = connection.execute(sql);
  if (!rows) return rows.error();
  return rows->empty() ? std::string() : rows->front().front().value_or("");
}

Task<> run(Lease& session, Query query) {
  const auto done = co_await session.execute(std::move(query));
  if (!done) throw Failure(done.error());
}

Task<Result<void>> all_follow(Lease& session, std::string name, std::chrono::milliseconds patience) {
  const runtime::Stopwatch since;
  for (;;) {
    const auto rows = co_await session.execute(kBehind, kFollowerPrefix, name);
    if (!rows) throw Failure(rows.error());
    const std::int64_t behind = rows->one<std::int64_t>().value_or(0);
    if (behind == 0) co_return Result<void>();
    if (since.elapsed() > patience)
      co_return Error(
          kClockNotFollowed,
          fmt::format("The clock was moved, but {} of the processes did not follow within {} ms: they hang, "
                      "or cannot reach the database",
                      behind, patience.count()));
    co_await runtime::sleep_for(2ms);
  }
}

}  // namespace

Result<bool> clock_is_replaced(BlockingConnection& connection) {
  const auto replaced = ask(connection,
                            "select btrim(prosrc) <> 'select pg_catalog.now()' from pg_catalog.pg_proc "
                            "where proname = 'now' and pronamespace = to_regnamespace('tenstone')");
  if (!replaced) return replaced.error();
  return *replaced == "t";
}

Result<microseconds> clock_offset(BlockingConnection& connection) {
  const auto offset = ask(connection, "select (extract(epoch from tenstone.now() - pg_catalog.now()) * 1e6)::bigint");
  if (!offset) return offset.error();
  return microseconds(std::stoll(*offset));
}

// A session that fails on the way is closed by its pool or the server, and its lock goes with it.
Task<Result<void>> move_clock(Database& database, microseconds offset, std::chrono::milliseconds patience) {
  Lease session = co_await database.connection();
  co_await run(session, Query(kHold, kClockLock));
  co_await run(session, Query(kOffset, static_cast<std::int64_t>(offset.count())));
  co_await run(session, kReplace);
  co_await run(session, kTell);
  auto followed = co_await all_follow(session, follower_name(offset), patience);
  co_await run(session, Query(kLetGo, kClockLock));
  co_return followed;
}

}  // namespace tenstone::postgres
