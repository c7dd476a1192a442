#include "stored_state.hpp"

#include "tenstone/runtime/patiently.hpp"

namespace tenstone::flags {
namespace {

using postgres::Statement;

constexpr Statement kIdentity{"flags.identity", "SELECT installation, version, change FROM flag_version"};
// One statement, so one moment.
constexpr Statement kText{"flags.text", R"(
SELECT installation, version, change, json_build_object(
  'format', 1, 'installation', installation, 'version', version, 'change', change,
  'keys', (SELECT coalesce(json_agg(json_build_object('id', id, 'kind', kind, 'hash', encode(hash, 'hex'))), '[]')
             FROM flag_keys),
  'definitions', json_build_object(
    'killed', killed,
    'flags', (SELECT coalesce(json_agg(definition ORDER BY key), '[]') FROM flags),
    'segments', (SELECT coalesce(json_agg(definition ORDER BY key), '[]') FROM flag_segments
                  WHERE definition IS NOT NULL)))::text
  FROM flag_version)"};

struct TextRow {
  Uuid installation;
  std::int64_t version;
  Uuid change;
  std::string text;
};

Failure incomplete(std::string detail) { return Failure(Error(kInternal, {}, std::move(detail))); }

}  // namespace

Task<Identity> stored_identity(postgres::Database& database) {
  const auto rows = co_await database.read(kIdentity);
  const auto identity = rows.one<Identity>();
  if (!identity) throw incomplete("flag_version has no row");
  co_return *identity;
}

Task<StoredText> stored_text(postgres::Database& database) {
  // Megabytes, perhaps: not before the short reads of the loop.
  auto lease = co_await database.connection();
  const auto rows = co_await lease.execute(kText);
  if (!rows) throw Failure(rows.error());
  auto row = rows->one<TextRow>();
  if (!row) throw incomplete("flag_version has no row");
  co_return StoredText{{row->installation, row->version, row->change}, std::move(row->text)};
}

Task<Result<Snapshot>> read_in(runtime::BlockingPool& blocking, std::string text, Source source) {
  const auto read = [&] { return read_snapshot(text, source); };
  const auto run = [&] { return blocking.run(read); };
  auto done = co_await runtime::patiently(run);
  if (!done) co_return done.error();
  co_return std::move(*done);
}

Task<Snapshot> read_stored(runtime::BlockingPool& blocking, std::string text) {
  auto snapshot = co_await read_in(blocking, std::move(text), Source::PostgreSql);
  if (!snapshot) {
    std::string why = "what PostgreSQL has of flags is unreadable: " + snapshot.error().code;
    for (const Issue& issue : snapshot.error().issues) why += ' ' + issue.pointer + ' ' + issue.code;
    throw incomplete(std::move(why));
  }
  co_return std::move(*snapshot);
}

Task<Snapshot> stored_snapshot(postgres::Database& database, runtime::BlockingPool& blocking) {
  StoredText stored = co_await stored_text(database);
  co_return co_await read_stored(blocking, std::move(stored.text));
}

}  // namespace tenstone::flags
