#include <map>

#include "definition_check.hpp"
#include "store_state.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::flags {
namespace {

using audit::Changed;
using postgres::Statement;
using postgres::Transaction;

// [snippet:raise]
constexpr Statement kRaise{"flags.raise", R"(
WITH raised AS (UPDATE flag_version SET version = version + 1, change = gen_random_uuid() RETURNING version)
SELECT version, pg_notify('tenstone_flags', version::text)::text FROM raised)"};
// [/snippet:raise]
struct RaisedRow {
  std::int64_t version;
  std::string told;
};

constexpr Statement kKnown{"flags.known", R"(
SELECT (SELECT coalesce(max(revision), 0) FROM flag_revisions WHERE key = $1),
       definition, revision, created_at, changed_at, changed_by
  FROM (VALUES (1)) one LEFT JOIN flags ON key = $1)"};
struct KnownRow {
  std::int64_t last;
  std::optional<std::string> definition;
  std::optional<std::int64_t> revision;
  std::optional<Time> created_at, changed_at;
  std::optional<std::string> changed_by;
};
constexpr Statement kPut{"flags.put", R"(
INSERT INTO flags (key, definition, revision, created_at, changed_at, changed_by)
VALUES ($1, $2, $3, tenstone.now(), tenstone.now(), $4)
ON CONFLICT (key) DO UPDATE SET definition = excluded.definition, revision = excluded.revision,
                                changed_at = excluded.changed_at, changed_by = excluded.changed_by
RETURNING created_at, changed_at)"};
struct PutRow {
  Time created_at, changed_at;
};
constexpr Statement kRemove{"flags.remove", "DELETE FROM flags WHERE key = $1"};
constexpr Statement kPutRevision{"flags.put_revision", R"(
INSERT INTO flag_revisions (key, revision, at, actor, reason, before, after)
VALUES ($1, $2, tenstone.now(), $3, $4, $5, $6))"};

constexpr Statement kOthers{"flags.others", R"(
SELECT json_build_object(
  'flags', CASE WHEN $2 THEN (SELECT coalesce(json_agg(definition ORDER BY key), '[]') FROM flags WHERE key <> $1)
                ELSE '[]' END,
  'segments', (SELECT coalesce(json_agg(definition ORDER BY key), '[]') FROM flag_segments
                WHERE definition IS NOT NULL))::text)"};
constexpr Statement kCountOthers{"flags.count_others", "SELECT count(*) FROM flags WHERE key <> $1"};

std::optional<Json> as_json(const std::optional<Definition>& definition) {
  return definition ? std::optional(Json{to_json(*definition)}) : std::nullopt;
}

// The splits of a flag by what gives a unit its point, and how many there are of each.
std::map<std::string, int> bucketings(const Definition& flag) {
  std::map<std::string, int> found;
  const auto count = [&](const Serve& serve) {
    if (!serve.split) return;
    const std::string& salt = serve.split->salt.empty() ? flag.salt : serve.split->salt;
    ++found[std::to_string(flag.hash_version) + '\n' + serve.split->by + '\n' + salt];
  };
  for (const Rule& rule : flag.rules) count(rule.serve);
  if (flag.otherwise) count(*flag.otherwise);
  return found;
}
bool has_more(const std::map<std::string, int>& one, const std::map<std::string, int>& other) {
  return std::ranges::any_of(one, [&](const auto& each) {
    const auto found = other.find(each.first);
    return found == other.end() || found->second < each.second;
  });
}
// A split that comes or goes is none; one that stays and divides people in another way is.
bool rebuckets(const Definition& before, const Definition& after) {
  const auto had = bucketings(before), has = bucketings(after);
  return has_more(had, has) && has_more(has, had);
}

}  // namespace

Task<std::int64_t> Store::State::raise(Transaction& transaction) {
  const auto rows = co_await execute(transaction, kRaise);
  co_return rows.one<RaisedRow>().value().version;
}

Task<Store::State::Known> Store::State::known(Transaction& transaction, std::string key) {
  const auto rows = co_await execute(transaction, kKnown, key);
  KnownRow row = rows.one<KnownRow>().value();
  Known known{.last = row.last, .flag = {}};
  if (row.definition)
    known.flag = {stored_definition(*row.definition), *row.revision, *row.created_at, *row.changed_at,
                  std::move(*row.changed_by)};
  co_return known;
}

Task<Result<Definitions>> Store::State::others(Transaction& transaction, std::string but, bool with_flags) {
  const auto rows = co_await execute(transaction, kOthers, but, with_flags);
  const std::string text = rows.one<std::string>().value();
  const auto parse = [&] { return parse_definitions(text); };
  auto parsed = co_await blocking.run(parse);
  if (!parsed) co_return parsed.error();
  if (!*parsed) throw Failure(Error(kInternal, {}, "the flags in PostgreSQL are unreadable"));
  co_return std::move(**parsed);
}

Task<Result<void>> Store::State::check(Transaction& transaction, Definition flag) {
  const auto count = co_await execute(transaction, kCountOthers, flag.key);
  validation::Issues issues("body");
  if (count.one<std::int64_t>().value() >= static_cast<std::int64_t>(kMaxDefinitions)) {
    issues.add({}, "items", "is one flag more than there may be: 5,000");
    co_return std::move(issues).error();
  }
  auto all = co_await others(transaction, {}, false);
  if (!all) co_return all.error();
  all->flags.push_back(std::move(flag));
  const auto check = [&] { check_all(*all, issues); };
  const auto checked = co_await blocking.run(check);
  if (!checked) co_return checked.error();
  if (issues.count() == 0) co_return Result<void>();
  Error error = std::move(issues).error();
  constexpr std::string_view kPlace = "/flags/0";
  for (Issue& issue : error.issues)
    if (issue.pointer.starts_with(kPlace)) issue.pointer.erase(0, kPlace.size());
  co_return error;
}

Task<StoredFlag> Store::State::write(Transaction& transaction, By by, Known known, Definition after) {
  const std::int64_t revision = known.last + 1;
  const std::optional<Definition> before = known.flag ? std::optional(std::move(known.flag->value)) : std::nullopt;
  const Json json{to_json(after)};
  const auto rows = co_await execute(transaction, kPut, after.key, json, revision, by.actor);
  co_await execute(transaction, kPutRevision, after.key, revision, by.actor, by.reason, as_json(before),
                   std::optional(json));
  const PutRow row = rows.one<PutRow>().value();
  co_return StoredFlag{std::move(after), revision, row.created_at, row.changed_at, by.actor};
}

Task<> Store::State::erase(Transaction& transaction, By by, Known known) {
  const Definition& flag = known.flag->value;
  co_await execute(transaction, kRemove, flag.key);
  co_await execute(transaction, kPutRevision, flag.key, known.last + 1, by.actor, by.reason,
                   std::optional(Json{to_json(flag)}), std::optional<Json>());
}

audit::Entry entry_of(const By& by, std::string_view thing, std::string_view action, std::string_view key,
                      std::int64_t revision) {
  validation::JsonObject details;
  details.set("revision", std::to_string(revision));
  if (!by.reason.empty()) details.say("reason", by.reason);
  std::string subject(thing);
  if (!key.empty()) subject.append(":").append(key);
  return {.actor = by.actor,
          .action = std::string(thing).append(".").append(action),
          .subject = std::move(subject),
          .details = details.json()};
}

Task<Result<Put<Definition>>> Store::put(By by, Definition definition, std::optional<web::IfMatch> covered,
                                         bool confirm_rebucket) {
  const auto state = state_;
  add_salt(definition);
  const auto replace = [&](Transaction& transaction, std::int64_t) -> Task<Result<Changed<Put<Definition>>>> {
    State::Known known = co_await State::known(transaction, definition.key);
    const bool created = !known.flag;
    if (!created && !covered) co_return http::kPreconditionRequired;
    if (covered && (created || !covered->covers(known.flag->revision))) co_return web::kPreconditionFailed;
    if (!created && known.flag->value == definition)
      co_return Changed<Put<Definition>>{{std::move(*known.flag), false}, {}};
    const auto checked = co_await state->check(transaction, definition);
    if (!checked) co_return checked.error();
    if (!created && !confirm_rebucket && rebuckets(known.flag->value, definition)) co_return kRebucketNeedsConfirmation;
    StoredFlag stored = co_await State::write(transaction, by, std::move(known), definition);
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag", created ? "created" : "changed", definition.key, stored.revision));
    co_return Changed<Put<Definition>>{{std::move(stored), created}, std::move(entries)};
  };
  co_return co_await state->change<Put<Definition>>(replace);
}

Task<Result<void>> Store::remove(By by, std::string key, web::IfMatch covered) {
  const auto state = state_;
  const auto drop = [&](Transaction& transaction, std::int64_t) -> Task<Result<Changed<void>>> {
    State::Known known = co_await State::known(transaction, key);
    if (!known.flag) co_return kFlagNotFound;
    if (!covered.covers(known.flag->revision)) co_return web::kPreconditionFailed;
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag", "removed", key, known.last + 1));
    co_await State::erase(transaction, by, std::move(known));
    co_return Changed<void>{std::move(entries)};
  };
  co_return co_await state->change<void>(drop);
}

Task<Result<StoredFlag>> Store::State::alter(By by, std::string key, web::IfMatch covered, Alter how) {
  const auto apply = [&](Transaction& transaction, std::int64_t) -> Task<Result<Changed<StoredFlag>>> {
    Known known = co_await State::known(transaction, key);
    if (!known.flag) co_return kFlagNotFound;
    if (!covered.covers(known.flag->revision)) co_return web::kPreconditionFailed;
    Definition after = known.flag->value;
    const Result<void> altered = how(after);
    if (!altered) co_return altered.error();
    if (after == known.flag->value) co_return Changed<StoredFlag>{std::move(*known.flag), {}};
    StoredFlag stored = co_await write(transaction, by, std::move(known), std::move(after));
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag", "changed", key, stored.revision));
    co_return Changed<StoredFlag>{std::move(stored), std::move(entries)};
  };
  co_return co_await change<StoredFlag>(apply);
}

Task<Result<StoredFlag>> Store::kill(By by, std::string key, bool killed, web::IfMatch covered) {
  const auto state = state_;
  const auto set = [killed](Definition& flag) {
    flag.killed = killed;
    return Result<void>();
  };
  co_return co_await state->alter(std::move(by), std::move(key), std::move(covered), set);
}

Task<Result<StoredFlag>> Store::enable(By by, std::string key, bool enabled, web::IfMatch covered) {
  const auto state = state_;
  const auto set = [enabled](Definition& flag) {
    flag.enabled = enabled;
    return Result<void>();
  };
  co_return co_await state->alter(std::move(by), std::move(key), std::move(covered), set);
}

}  // namespace tenstone::flags
