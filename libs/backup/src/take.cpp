#include "tenstone/backup/take.hpp"

#include <fmt/core.h>

#include "crew.hpp"
#include "dump_text.hpp"
#include "program.hpp"
#include "scan.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/postgres/connection_string.hpp"

namespace tenstone::backup {
namespace {

Result<std::string_view> no_input() { return std::string_view(); }

class StoredRows : public RowSink {
 public:
  StoredRows(Taking& taking, std::vector<Stream>& into) : writer_(taking.stream()), into_(into) {}
  Result<void> write(std::string_view bytes) override { return writer_.write(bytes); }
  Result<void> finish() override {
    auto stream = writer_.finish();
    if (!stream) return stream.error();
    into_.push_back(std::move(*stream));
    return {};
  }

 private:
  StreamWriter writer_;
  std::vector<Stream>& into_;
};

Result<Stream> dump_section(const Client& client, const Snapshot& snapshot, const std::string& section, Taking& taking,
                            std::stop_token stop) {
  auto environment = postgres::connection_environment(snapshot.url());
  if (!environment) return environment.error();
  environment->insert_or_assign("LC_MESSAGES", "C");
  const Program pg_dump{
      .path = client.folder / "pg_dump",
      .arguments = {"--no-password", "--section=" + section, "--snapshot=" + snapshot.id(), "--lock-wait-timeout=5000"},
      .environment = std::move(*environment)};
  StreamWriter writer = taking.stream();
  DumpKeeper keeper([&](std::string_view bytes) { return writer.write(bytes); });
  const auto ran = run_program(pg_dump, no_input, [&](std::string_view bytes) { return keeper.write(bytes); }, stop);
  if (!ran) return ran.error();
  if (auto complete = keeper.finish(); !complete) return complete.error();
  return writer.finish();
}

Result<void> dump_schema(const Client& client, const Snapshot& snapshot, Taking& taking, Manifest& manifest,
                         const std::stop_token& stop) {
  auto before = dump_section(client, snapshot, "pre-data", taking, stop);
  if (!before) return before.error();
  manifest.pre_data = std::move(*before);
  auto after = dump_section(client, snapshot, "post-data", taking, stop);
  if (!after) return after.error();
  manifest.post_data = std::move(*after);
  return {};
}

Manifest begin_manifest(const Snapshot& snapshot, const TakeOptions& options, Time now) {
  Manifest manifest{.database = snapshot.database(),
                    .server_version = snapshot.server_version(),
                    .lsn = snapshot.lsn(),
                    .database_options = snapshot.database_options(),
                    .database_properties = snapshot.database_properties(),
                    .taken_at = now,
                    .tool_version = options.tool_version,
                    .sequences = snapshot.sequences()};
  for (const auto& table : snapshot.tables())
    manifest.tables.push_back({.schema = table.schema, .name = table.name, .columns = table.columns});
  return manifest;
}

Result<void> fill(Manifest& manifest, const Client& client, const Snapshot& snapshot, Taking& taking,
                  const TakeOptions& options) {
  Scan scan(
      snapshot,
      [&](std::size_t table) -> std::unique_ptr<RowSink> {
        return std::make_unique<StoredRows>(taking, manifest.tables[table].streams);
      },
      "copy", options.on_progress);
  Crew crew(options.stop);
  scan.start(crew, options.workers);
  crew.start([&](std::stop_token stop) { return dump_schema(client, snapshot, taking, manifest, stop); });
  if (auto done = crew.join(); !done) return done;
  for (std::size_t table = 0; table < manifest.tables.size(); ++table) {
    const TableSum& sum = scan.sums()[table];
    manifest.tables[table].rows = sum.rows;
    manifest.tables[table].bytes = sum.bytes;
    manifest.tables[table].row_hash = sum.hash;
  }
  return {};
}

// The lock of the database is held, so the answer stays true.
Result<void> refuse_second(const Repository& repository, const std::string& database,
                           std::optional<std::uint64_t> seen) {
  if (!seen) return {};
  const auto newest = repository.newest(database);
  if (!newest) return newest.error();
  if (!*newest || (*newest)->number == *seen) return {};
  return Error(kBackupLocked, fmt::format("{} was taken meanwhile by another process", to_string(**newest)));
}

}  // namespace

Result<Version> take(const Repository& repository, const Clock& clock, const TakeOptions& options) {
  auto snapshot = Snapshot::take(options.url, options.stop);
  if (!snapshot) return snapshot.error();
  Manifest manifest = begin_manifest(*snapshot, options, clock.now());
  const auto client = find_client(snapshot->server_version_number(), options.clients);
  if (!client) return client.error();
  if (auto without = snapshot->refuse_large_objects(); !without) return without.error();
  auto taking = repository.take(snapshot->database());
  if (!taking) return taking.error();
  if (auto first = refuse_second(repository, snapshot->database(), options.newest); !first) return first.error();
  if (auto filled = fill(manifest, *client, *snapshot, *taking, options); !filled) return filled.error();
  manifest.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - manifest.taken_at).count();
  return taking->commit(std::move(manifest));
}

}  // namespace tenstone::backup
