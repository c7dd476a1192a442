#include "tenstone/schemas/registry.hpp"

#include <set>

#include "compiled_versions.hpp"
#include "references.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/runtime/single_flight.hpp"
#include "tenstone/schemas/errors.hpp"

namespace tenstone::schemas {
namespace {

using postgres::Statement;

constexpr std::size_t kMostKept = 256, kMostKeptBytes = 16 * 1024 * 1024;
constexpr std::size_t kMostReferences = 100, kMostReferencedBytes = 8 * 1024 * 1024;
constexpr std::chrono::seconds kCompilation{30};  // that a caller waits for another's

// The row of `schemas` is locked by the first part, whether it changes or not: so numbers have no gaps, and the
// comparison is with what is the newest then. No row: it has this document already.
constexpr Statement kAddVersion{"schemas.add_version", R"(
  with newest as (
    insert into schemas as s (org_id, name, version, sha256, created_at) values ($1, $2, 1, $4, tenstone.now())
    on conflict (org_id, name) do update set version = s.version + 1, sha256 = excluded.sha256, created_at = excluded.created_at
      where s.sha256 <> excluded.sha256
    returning version, created_at),
  added as (
    insert into schema_versions (org_id, name, version, document, created_by, created_at)
    select $1, $2, version, $3, $5, created_at from newest)
  select version, created_at from newest)"};

constexpr Statement kNewest{"schemas.newest",
                            "select version, created_at from schemas where org_id = $1 and name = $2"};

constexpr Statement kListSchemas{"schemas.list", R"(
  select name, version, created_at from schemas where org_id = $1 and name > $2 order by name limit $3)"};

constexpr Statement kListVersions{"schemas.versions", R"(
  select version, created_at from schema_versions where org_id = $1 and name = $2 order by version desc limit $3)"};

// $3 null: the newest.
constexpr Statement kDocument{"schemas.document", R"(
  select v.version, v.document
  from schemas s left join schema_versions v
    on v.org_id = s.org_id and v.name = s.name and v.version = coalesce($3::int, s.version)
  where s.org_id = $1 and s.name = $2)"};
struct DocumentRow {
  std::optional<std::int32_t> version;
  std::optional<std::string> text;
};

constexpr Statement kReferenced{"schemas.referenced", R"(
  select v.name, v.version, v.document
  from unnest($2::text[], $3::int[]) as wanted (name, version)
  join schema_versions v on v.org_id = $1 and v.name = wanted.name and v.version = wanted.version)"};
struct ReferencedRow {
  std::string name;
  std::int32_t version;
  std::string text;
};

// What a schema refers to, also by way of others.
struct Referenced {
  std::vector<std::pair<std::string, std::string>> documents = {};  // URI and text
  bool too_many = false;
};

audit::Entry registered(const Caller& by, const SchemaVersion& version) {
  return {.org = by.org,
          .actor = by.actor,
          .action = "schema.registered",
          .subject = "schema:" + version.name + "/" + std::to_string(version.version)};
}

}  // namespace

struct Registry::State {
  State(postgres::Database& of, Ids& with, runtime::BlockingPool& on) : database(of), ids(with), pool(on) {}

  Task<Result<Referenced>> referenced(Uuid org, const std::string& text);
  Task<Result<CompiledText>> compile(Uuid org, const std::string& text);
  Task<Result<SchemaDocument>> document(Uuid org, std::string name, VersionNumber which);
  Task<Result<CompiledVersionPtr>> make(CompiledVersions::Key key);

  postgres::Database& database;
  Ids& ids;
  runtime::BlockingPool& pool;
  CompiledVersions kept{kMostKept, kMostKeptBytes};
  runtime::SingleFlight<CompiledVersionPtr> flights;
};

// Those that are not there are left out: the compiler says which, and where.
Task<Result<Referenced>> Registry::State::referenced(Uuid org, const std::string& text) {
  const auto names_in = [&](const std::string& one) { return pool.run([&one] { return references_in(one); }); };
  Referenced out;
  std::set<std::string> seen;
  std::size_t bytes = 0;
  auto wanted = co_await names_in(text);
  if (!wanted) co_return wanted.error();
  while (!wanted->empty()) {
    std::vector<std::string> names;
    std::vector<std::int32_t> versions;
    for (SchemaName& each : *wanted) {
      if (!seen.insert(uri_of(each)).second) continue;
      names.push_back(std::move(each.name));
      versions.push_back(each.version);
    }
    wanted->clear();
    out.too_many = seen.size() > kMostReferences;
    if (names.empty() || out.too_many) break;
    const auto rows = co_await database.read(kReferenced, org, names, versions);
    for (ReferencedRow& row : rows.as<ReferencedRow>()) {
      bytes += row.text.size();
      auto further = co_await names_in(row.text);
      if (!further) co_return further.error();
      wanted->insert(wanted->end(), further->begin(), further->end());
      out.documents.emplace_back(uri_of({row.name, row.version}), std::move(row.text));
    }
    out.too_many = bytes > kMostReferencedBytes;
    if (out.too_many) break;
  }
  co_return out;
}

Task<Result<CompiledText>> Registry::State::compile(Uuid org, const std::string& text) {
  const auto others = co_await referenced(org, text);
  if (!others) co_return others.error();
  if (others->too_many) {
    CompiledText refused{.count = 1};
    refused.faults.push_back({.in = Part::Schema,
                              .pointer = {},
                              .code = "json_schema",
                              .message = "refers, with what those refer to, to more than 100 schemas or 8 MiB"});
    co_return refused;
  }
  const auto work = [&] {
    std::vector<json_schema::SchemaSource> sources;
    for (const auto& [uri, other] : others->documents) sources.push_back({uri, other});
    return compile_text(text, sources);
  };
  co_return co_await pool.run(work);
}

Task<Result<SchemaDocument>> Registry::State::document(Uuid org, std::string name, VersionNumber which) {
  const auto rows = co_await database.read(kDocument, org, name, which);
  auto row = rows.one<DocumentRow>();
  if (!row) co_return kSchemaNotFound;
  if (!row->version) co_return kSchemaVersionNotFound;
  co_return SchemaDocument{*row->version, std::move(*row->text)};
}

Task<Result<CompiledVersionPtr>> Registry::State::make(CompiledVersions::Key key) {
  if (auto found = kept.find(key)) co_return found;
  const auto stored = co_await document(key.org, key.name, key.version);
  if (!stored) co_return stored.error();
  auto text = co_await compile(key.org, stored->text);
  if (!text) co_return text.error();
  if (!text->schema) co_return schema_invalid(*text);
  auto made = std::make_shared<const CompiledVersion>(SchemaName{key.name, key.version}, std::move(*text->schema));
  kept.keep(std::move(key), made, stored->text.size());
  co_return CompiledVersionPtr(std::move(made));
}

Registry::Registry(postgres::Database& database, Ids& ids, runtime::BlockingPool& pool)
    : state_(std::make_unique<State>(database, ids, pool)) {}
Registry::~Registry() = default;

Task<Result<AddedVersion>> Registry::add(Caller caller, std::string name, std::string document) {
  const auto text = co_await state_->compile(caller.org, document);
  if (!text) co_return text.error();
  if (!text->schema) co_return schema_invalid(*text);
  const postgres::Bytes sum{sha256(document)};
  const auto append = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<AddedVersion>>> {
    const auto rows = co_await transaction.execute(kAddVersion, caller.org, name, document, sum, caller.actor);
    if (!rows) co_return rows.error();
    if (const auto added = rows->one<VersionTime>()) {
      const SchemaVersion made{name, added->version, added->created_at};
      co_return audit::Changed<AddedVersion>{{made, true}, {registered(caller, made)}};
    }
    const auto newest = co_await transaction.execute(kNewest, caller.org, name);
    if (!newest) co_return newest.error();
    const auto same = newest->one<VersionTime>().value();
    co_return audit::Changed<AddedVersion>{{{name, same.version, same.created_at}, false}, {}};
  };
  co_return co_await audit::change<AddedVersion>(state_->database, state_->ids, append);
}

Task<std::vector<SchemaVersion>> Registry::list(Uuid org, std::string after, std::size_t limit) {
  const auto rows = co_await state_->database.read(kListSchemas, org, after, static_cast<std::int64_t>(limit));
  co_return rows.as<SchemaVersion>();
}

Task<Result<SchemaHistory>> Registry::find(Uuid org, std::string name) {
  const auto rows =
      co_await state_->database.read(kListVersions, org, name, static_cast<std::int64_t>(kMostVersionsListed));
  auto versions = rows.as<VersionTime>();
  if (versions.empty()) co_return kSchemaNotFound;
  const VersionTime newest = versions.front();
  co_return SchemaHistory{std::move(name), newest.version, newest.created_at, std::move(versions)};
}

Task<Result<SchemaDocument>> Registry::document(Uuid org, std::string name, VersionNumber which) {
  co_return co_await state_->document(org, std::move(name), which);
}

Task<Result<CompiledVersionPtr>> Registry::compiled(Uuid org, std::string name, VersionNumber which) {
  if (!which) {
    const auto newest = co_await state_->database.read(kNewest, org, name);
    const auto row = newest.one<VersionTime>();
    if (!row) co_return kSchemaNotFound;
    which = row->version;
  }
  const CompiledVersions::Key key{org, std::move(name), *which};
  if (auto found = state_->kept.find(key)) co_return found;
  const std::string flight = to_string(org) + "/" + key.name + "/" + std::to_string(key.version);
  runtime::SingleFlight<CompiledVersionPtr>::Make make = [state = state_.get(), key] { return state->make(key); };
  co_return co_await state_->flights.run(flight, std::move(make), kCompilation);
}

Task<Result<Outcome>> Registry::validate(Uuid org, std::string name, VersionNumber which, std::string data) {
  const auto version = co_await compiled(org, std::move(name), which);
  if (!version) co_return version.error();
  const auto work = [&] { return check_text((*version)->schema, data); };
  auto checked = co_await state_->pool.run(work);
  if (!checked) co_return checked.error();
  if (*checked) (*checked)->schema = (*version)->name;
  co_return std::move(*checked);
}

Task<Result<Outcome>> Registry::try_out(Uuid org, std::string schema, std::string data) {
  const auto text = co_await state_->compile(org, schema);
  if (!text) co_return text.error();
  const auto work = [&] { return check_texts(*text, data); };
  auto checked = co_await state_->pool.run(work);
  if (!checked) co_return checked.error();
  co_return std::move(*checked);
}

}  // namespace tenstone::schemas
