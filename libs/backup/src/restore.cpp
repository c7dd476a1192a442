#include "tenstone/backup/restore.hpp"

#include <fmt/core.h>
#include <utility>

#include "admin.hpp"
#include "dump_text.hpp"
#include "load.hpp"
#include "open_repository.hpp"
#include "post_data.hpp"
#include "program.hpp"
#include "quoting.hpp"
#include "restore_run.hpp"
#include "tenstone/backup/drill.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/postgres/connection_string.hpp"
#include "unfinished.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;

// What the steps of one restore share.
struct Target {
  const Reading& reading;
  const Manifest& manifest;
  const RestoreOptions& options;
  Client client;
  std::string url;
};

using Read = std::function<Result<std::string_view>()>;

Result<void> run_sql(const Target& target, Read read) {
  auto environment = postgres::connection_environment(target.url);
  if (!environment) return environment.error();
  environment->insert_or_assign("LC_MESSAGES", "C");
  // [snippet:psql]
  const Program psql{.path = target.client.folder / "psql",
                     .arguments = {"-X", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"},
                     .environment = std::move(*environment)};
  // [/snippet:psql]
  DumpLoader loader(std::move(read), to_hex(random_string(16)));
  return run_program(
      psql, [&] { return loader.next(); }, [](std::string_view) { return Result<void>(); }, target.options.stop);
}

Result<void> run_sql(const Target& target, const Stream& text) {
  StreamReader reader = target.reading.stream(text);
  return run_sql(target, [&] { return reader.next(); });
}

Result<void> run_post_data(const Target& target) {
  constexpr std::uint64_t kMostInMemory = 64 << 20;
  const Stream& stream = target.manifest.post_data;
  if (target.options.workers < 2 || stream.bytes > kMostInMemory) return run_sql(target, stream);
  std::string dump;
  StreamReader reader = target.reading.stream(stream);
  for (auto piece = reader.next(); !piece || !piece->empty(); piece = reader.next()) {
    if (!piece) return piece.error();
    dump += *piece;
  }
  const PostData parts = split_post_data(dump);
  if (!parts.builds.empty())
    if (auto built = run_builds(target.url, parts, target.options.workers, target.options.stop); !built) return built;
  std::string_view left = parts.rest;
  return run_sql(target, [&] { return Result<std::string_view>(std::exchange(left, {})); });
}

Result<void> set_sequences(BlockingConnection& connection, const Manifest& manifest) {
  constexpr std::size_t kTogether = 200;  // in one statement
  std::string sql;
  for (std::size_t i = 0; i < manifest.sequences.size(); ++i) {
    const SequenceEntry& one = manifest.sequences[i];
    sql += fmt::format("SELECT setval({}, {}, {}); ", quote_literal(qualified(one.schema, one.name)), one.last_value,
                       one.is_called);
    if (i + 1 != manifest.sequences.size() && (i + 1) % kTogether != 0) continue;
    if (auto set = connection.execute(sql); !set) return set.error();
    sql.clear();
  }
  return {};
}

// Sequences, then indexes, constraints and triggers, then the planner's statistics.
Result<void> finish(const Target& target) {
  constexpr std::chrono::seconds kConnectTimeout(10);
  if (target.options.on_progress) target.options.on_progress({.phase = "finish"});
  auto connection = BlockingConnection::open(target.url, kConnectTimeout, "tenstone restore");
  if (!connection) return connection.error();
  const std::stop_callback cancel(target.options.stop, [canceller = connection->canceller()] { canceller.cancel(); });
  if (auto set = set_sequences(*connection, target.manifest); !set) return set;
  if (auto ran = run_post_data(target); !ran) return ran;
  if (auto analysed = connection->execute("SET statement_timeout = 0; ANALYZE"); !analysed) return analysed.error();
  return {};
}

Result<void> load(const Target& target) {
  if (auto ran = run_sql(target, target.manifest.pre_data); !ran) return ran;
  Load tables(target.reading, target.manifest, target.url, target.options.on_progress);
  if (auto loaded = tables.run(target.options.workers, target.options.stop); !loaded) return loaded;
  return finish(target);
}

Result<RestoreRun> load_and_compare(const Target& target, const std::string& name, const Clock& clock) {
  const auto milliseconds = [](auto span) { return std::chrono::duration_cast<std::chrono::milliseconds>(span); };
  const Time begin = clock.now();
  if (auto loaded = load(target); !loaded)
    return target.options.stop.stop_requested() ? Error(kBackupCancelled) : loaded.error();
  const Time loaded_at = clock.now();
  auto differences =
      compare(target.url, target.manifest, target.options.workers, target.options.on_progress, target.options.stop);
  if (!differences) return differences.error();
  RestoreRun run{.restored = {.database = name,
                              .tables = target.manifest.tables.size(),
                              .load = milliseconds(loaded_at - begin),
                              .compare = milliseconds(clock.now() - loaded_at)},
                 .differences = std::move(*differences),
                 .properties = target.manifest.database_properties};
  for (const auto& table : target.manifest.tables) {
    run.restored.rows += table.rows;
    run.restored.bytes += table.bytes;
  }
  return run;
}

Result<void> make_database(BlockingConnection& admin, const std::string& name, const std::string& options) {
  if (auto owned = own_name(admin, name); !owned) return owned;
  const auto made =
      admin.execute(fmt::format("CREATE DATABASE {} TEMPLATE template0 {}", quote_identifier(name), options));
  if (!made) return made.error();
  return {};
}

bool may_not(const Error& error) {  // SQLSTATE insufficient_privilege, undefined_object
  return error.detail.starts_with("42501") || error.detail.starts_with("42704");
}

// The owner, the privileges and the settings of the database that the version was taken of: all or, where a role is
// missing or the session may not give them, none.
Result<void> give_properties(const std::string& url, const std::string& name, const std::string& properties) {
  if (properties.empty()) return {};
  auto admin = connect_admin(url);
  if (!admin) return admin.error();
  for (const auto& sql : {std::string("SET client_encoding = 'UTF8'"), properties_for(properties, name)})
    if (auto given = admin->execute(sql); !given && !may_not(given.error())) return given.error();
  return {};
}

Result<void> require_database(BlockingConnection& admin, const std::string& name) {
  const auto exists = database_exists(admin, name);
  if (!exists) return exists.error();
  if (!*exists) return Error(kBackupDatabaseMissing, fmt::format("There is no database \"{}\"", name));
  return {};
}

void warn_of(const Repository& repository, const std::string& database, const std::string& why) {
  repository.opened()->warn(
      fmt::format("the scratch database \"{}\" could not be dropped, so drop it by hand: {}", database, why));
}

Error and_drop(const std::string& url, const std::string& database, Error error) {
  if (auto dropped = drop_restored(url, database); !dropped)
    error.message += fmt::format(". The database \"{}\" could not be dropped", database);
  return error;
}

Error differing(const std::vector<Difference>& differences) {
  constexpr std::size_t kNamed = 5;
  std::string text = "The restored tables differ from the version:";
  for (std::size_t i = 0; i < std::min(kNamed, differences.size()); ++i)
    text += fmt::format("{} {} {}", i == 0 ? "" : ",", qualified(differences[i].schema, differences[i].name),
                        differences[i].what);
  if (differences.size() > kNamed) text += fmt::format(", and {} more", differences.size() - kNamed);
  return Error(kBackupRestoreDiffers, text);
}

}  // namespace

Result<void> drop_restored(const std::string& url, const std::string& database) {
  auto admin = connect_admin(url);
  if (!admin) return admin.error();
  return drop_database(*admin, database);
}

Result<RestoreRun> run_restore(const Repository& repository, const Version& version, const Clock& clock,
                               const RestoreOptions& options, const NewDatabase& made) {
  const auto reading = repository.read();
  if (!reading) return reading.error();
  const auto manifest = reading->manifest(version);
  if (!manifest) return manifest.error();
  auto admin = connect_admin(options.url);
  if (!admin) return admin.error();
  const auto client = find_client(admin->server_version(), options.clients);
  if (!client) return client.error();
  const auto stuck = drop_abandoned(*admin);
  if (!stuck) return stuck.error();
  for (const Stuck& each : *stuck) warn_of(repository, each.database, each.why);
  const std::string& name = options.into.empty() ? made.unfinished : options.into;
  const auto url = postgres::with_database(options.url, name);
  if (!url) return url.error();
  const auto ready =
      options.into.empty() ? make_database(*admin, name, manifest->database_options) : require_database(*admin, name);
  if (!ready) return ready.error();
  const Target target{*reading, *manifest, options, *client, *url};
  auto run = load_and_compare(target, name, clock);
  if (!options.into.empty()) return run;
  if (!run) return and_drop(options.url, name, run.error());
  if (made.finished.empty() || !run->differences.empty()) return run;
  auto done = give_properties(options.url, name, run->properties);
  if (done) done = rename_finished(*admin, name, made.finished);
  if (!done) return and_drop(options.url, name, done.error());
  run->restored.database = made.finished;
  return run;
}

Result<Restored> restore(const Repository& repository, const Version& version, const Clock& clock,
                         const RestoreOptions& options) {
  const std::string suffix = fmt::format("__r{}_{}", version.number, random_suffix());
  const NewDatabase made{.unfinished = with_suffix(version.database, suffix + kUnfinishedSuffix),
                         .finished = with_suffix(version.database, suffix)};
  const auto run = run_restore(repository, version, clock, options, made);
  if (!run) return run.error();
  if (run->differences.empty()) return run->restored;
  const Error error = differing(run->differences);
  return options.into.empty() ? and_drop(options.url, made.unfinished, error) : error;
}

Result<DrillReport> drill(const Repository& repository, const Version& version, const Clock& clock,
                          const RestoreOptions& options) {
  RestoreOptions scratch = options;
  scratch.into.clear();
  DrillReport report{.version = to_string(version), .started_at = clock.now()};
  auto run = run_restore(repository, version, clock, scratch, {.unfinished = kDrillPrefix + random_suffix()});
  if (!run) return run.error();
  if (auto dropped = drop_restored(options.url, run->restored.database); !dropped)
    warn_of(repository, run->restored.database, dropped.error().detail);
  report.database = std::move(run->restored.database);
  report.tables = run->restored.tables;
  report.rows = run->restored.rows;
  report.bytes = run->restored.bytes;
  report.load_ms = run->restored.load.count();
  report.compare_ms = run->restored.compare.count();
  report.differences = std::move(run->differences);
  if (auto recorded = repository.record_drill(report); !recorded) return recorded.error();
  return report;
}

}  // namespace tenstone::backup
