#include "tenstone/webhooks/sources.hpp"

#include <algorithm>
#include <mutex>

#include "tenstone/audit/change.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/runtime/published.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Statement;
using postgres::Transaction;

constexpr auto kSourcesChannel = "tenstone_webhooks";  // of NOTIFY
constexpr std::size_t kMostSecretBytes = 500;

constexpr Statement kVersion{"webhooks.version", "SELECT version FROM webhook_version"};
// One statement, so one moment.
constexpr Statement kReadSources{"webhooks.read_sources", R"(
SELECT version, s.org_id, s.id, name, scheme, tolerance_seconds, max_bytes, action, enabled, s.created_at,
       key_id, sealed, not_after
  FROM webhook_version LEFT JOIN webhook_sources s ON true
  LEFT JOIN webhook_secrets k ON k.org_id = s.org_id AND owner_id = s.id
                             AND (not_after IS NULL OR not_after > tenstone.now())
 ORDER BY name, key_id DESC)"};
struct KnownRow {
  std::int64_t version;
  std::optional<Uuid> org, id;
  std::optional<std::string> name;
  std::optional<Scheme> scheme;
  std::optional<std::int32_t> tolerance_seconds, max_bytes;
  std::optional<std::string> action;
  std::optional<bool> enabled;
  std::optional<Time> created_at;
  std::optional<Uuid> key;
  std::optional<Bytes> sealed;
  std::optional<Time> not_after;
};

constexpr Statement kRaise{"webhooks.raise", R"(
WITH raised AS (UPDATE webhook_version SET version = version + 1 RETURNING version)
SELECT pg_notify('tenstone_webhooks', version::text) FROM raised)"};
constexpr Statement kCreateSource{"webhooks.create_source", R"(
INSERT INTO webhook_sources (org_id, id, name, scheme, tolerance_seconds, max_bytes, action, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, tenstone.now()))"};
constexpr Statement kLockSource{"webhooks.lock_source", R"(
SELECT org_id, id, name, scheme, tolerance_seconds, max_bytes, action, enabled, created_at
  FROM webhook_sources WHERE org_id = $1 AND name = $2 FOR UPDATE)"};
constexpr Statement kChangeSource{"webhooks.change_source", R"(
UPDATE webhook_sources SET tolerance_seconds = $3, max_bytes = $4, action = $5, enabled = $6
 WHERE org_id = $1 AND id = $2)"};
constexpr Statement kRemoveSource{"webhooks.remove_source",
                                  "DELETE FROM webhook_sources WHERE org_id = $1 AND id = $2"};
// $2 the name, or NULL: those behind $3, at most $4.
constexpr Statement kListSources{"webhooks.list_sources", R"(
SELECT s.org_id, s.id, name, scheme, tolerance_seconds, max_bytes, action, enabled, s.created_at,
       array_agg(key_id ORDER BY key_id DESC) FILTER (WHERE key_id IS NOT NULL),
       array_agg(not_after ORDER BY key_id DESC) FILTER (WHERE key_id IS NOT NULL)
  FROM webhook_sources s
  LEFT JOIN webhook_secrets k ON k.org_id = s.org_id AND owner_id = s.id
                             AND (not_after IS NULL OR not_after > tenstone.now())
 WHERE s.org_id = $1 AND ($2::text IS NULL OR name = $2) AND name > $3
 GROUP BY s.org_id, s.id ORDER BY name LIMIT $4)"};
struct ListedRow {
  Uuid org, id;
  std::string name;
  Scheme scheme;
  std::int32_t tolerance_seconds, max_bytes;
  std::optional<std::string> action;
  bool enabled;
  Time created_at;
  std::optional<std::vector<Uuid>> keys;
  std::optional<std::vector<std::optional<Time>>> ends;
};

bool is_source_name(std::string_view name) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !name.empty() && name.size() <= 50 && good(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return good(c) || c == '-'; });
}

SourceView view_of(ListedRow row) {
  SourceView view{{.org = row.org,
                   .id = row.id,
                   .name = std::move(row.name),
                   .scheme = row.scheme,
                   .tolerance_seconds = row.tolerance_seconds,
                   .max_bytes = row.max_bytes,
                   .action = std::move(row.action),
                   .enabled = row.enabled,
                   .created_at = row.created_at},
                  {}};
  for (std::size_t i = 0; row.keys && i < row.keys->size(); ++i) view.keys.push_back({(*row.keys)[i], (*row.ends)[i]});
  return view;
}

struct Given {
  Secret<std::string> secret;
  bool made = false;
};
// The secret that was given, or one made here. Errors: secret_needed, signing_secret_invalid.
Result<Given> secret_of(Scheme scheme, std::optional<std::string> given) {
  if (!given) {
    if (scheme != Scheme::StandardWebhooks && scheme != Scheme::GitHub) return kSecretNeeded;
    return Given{make_secret(scheme), true};
  }
  if (given->size() > kMostSecretBytes) return Error(kSigningSecretInvalid, "The secret is longer than 500 bytes");
  Secret<std::string> secret(std::move(*given));
  const auto key = SigningKey::make(scheme, "", secret);
  if (!key) return key.error();
  return Given{std::move(secret)};
}

struct SourceDetails {
  Scheme scheme;
  std::int32_t tolerance_seconds, max_bytes;
  std::optional<std::string> action;
  bool enabled;
};
constexpr auto schema(validation::For<SourceDetails>) {
  using validation::field;
  return validation::object<SourceDetails>(
      field("scheme", &SourceDetails::scheme), field("tolerance_seconds", &SourceDetails::tolerance_seconds),
      field("max_bytes", &SourceDetails::max_bytes), field("action", &SourceDetails::action),
      field("enabled", &SourceDetails::enabled));
}

audit::Entry entry_of(const Caller& by, std::string action, const Source& source) {
  const SourceDetails details{source.scheme, source.tolerance_seconds, source.max_bytes, source.action, source.enabled};
  return {.org = by.org,
          .actor = by.actor,
          .action = std::move(action),
          .subject = "webhook_source:" + source.name,
          .details = validation::to_json(details)};
}

Task<std::optional<Source>> lock(Transaction& transaction, Uuid org, const std::string& name) {
  const auto rows = co_await transaction.execute(kLockSource, org, name);
  if (!rows) throw Failure(rows.error());
  co_return rows->one<Source>();
}

}  // namespace

struct Sources::State {
  State(runtime::Loops& loops, postgres::Database& with, Secrets& keeper, Ids& numbers, logging::Logger logger,
        std::chrono::milliseconds look)
      : database(with),
        secrets(keeper),
        ids(numbers),
        log(std::move(logger)),
        published(loops, SourceSet()),
        follower(loops[0], "webhooks.sources", look) {}

  SourceSet set_of(std::vector<KnownRow> rows) const {
    SourceSet set{.version = rows.front().version, .by_name = {}};
    std::shared_ptr<ActiveSource> last;
    for (KnownRow& row : rows) {
      if (!row.name) continue;
      if (!last || last->name != *row.name) {
        last = std::make_shared<ActiveSource>(ActiveSource{{.org = *row.org,
                                                            .id = *row.id,
                                                            .name = *row.name,
                                                            .scheme = *row.scheme,
                                                            .tolerance_seconds = *row.tolerance_seconds,
                                                            .max_bytes = *row.max_bytes,
                                                            .action = std::move(row.action),
                                                            .enabled = *row.enabled,
                                                            .created_at = *row.created_at},
                                                           {}});
        set.by_name.emplace(*row.name, last);
      }
      if (!row.key) continue;
      if (auto key = secrets.key(last->org, last->id, *row.key, row.sealed->value, row.not_after, last->scheme))
        last->keys.push_back(std::move(*key));
      else
        log.error("webhooks.secret_unreadable", {{"source", last->name}, {"key", to_string(*row.key)}});
    }
    return set;
  }

  // On any loop.
  Task<> refresh() {
    const auto versions = co_await database.read(kVersion);
    if (versions.one<std::int64_t>().value_or(0) <= published.now().version) co_return;
    const auto rows = co_await database.read(kReadSources);
    SourceSet next = set_of(rows.as<KnownRow>());
    const std::scoped_lock one_at_a_time(publishing);
    if (next.version > published.now().version) published.publish(std::move(next));
  }

  // After a change, so that it holds here at once. It is durable: others hear of it, whatever happens now.
  static Task<> catch_up(std::shared_ptr<State> self) {
    try {
      co_await self->refresh();
    } catch (const Failure& failure) {
      self->log.warn("webhooks.not_read_back", {{"code", failure.error().code}});
    }
  }

  Task<Result<SourceView>> view(Uuid org, std::string name) {
    const auto rows = co_await database.read(kListSources, org, std::optional(name), "", std::int64_t{1});
    auto row = rows.one<ListedRow>();
    if (!row) co_return kSourceNotFound;
    co_return view_of(std::move(*row));
  }

  // Runs `make(transaction, source)` on a source that is locked, with an audit row of what it leaves of the source.
  template <class Make>
  Task<Result<void>> change(const Caller& by, const std::string& name, std::string action, const Make& make) {
    const auto locked = [&](Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
      const auto raised = co_await transaction.execute(kRaise);
      if (!raised) co_return raised.error();
      auto source = co_await lock(transaction, by.org, name);
      if (!source) co_return kSourceNotFound;
      const Result<void> made = co_await make(transaction, *source);
      if (!made) co_return made.error();
      std::vector<audit::Entry> entries;
      entries.push_back(entry_of(by, action, *source));
      co_return audit::Changed<void>{std::move(entries)};
    };
    co_return co_await audit::change<void>(database, ids, locked);
  }

  postgres::Database& database;
  Secrets& secrets;
  Ids& ids;
  const logging::Logger log;
  std::mutex publishing;
  runtime::Published<SourceSet> published;
  runtime::Follower follower;
};

Sources::Sources(runtime::Loops& loops, postgres::Database& database, Secrets& secrets, Ids& ids, logging::Logger log,
                 std::chrono::milliseconds look)
    : state_(std::make_shared<State>(loops, database, secrets, ids, std::move(log), look)) {}
Sources::~Sources() = default;

void Sources::start() {
  state_->follower.start([state = state_] { return state->refresh(); },
                         [state = state_](auto hint) { return state->database.listen(kSourcesChannel, hint, hint); });
}

Task<> Sources::stop() {
  const auto state = state_;
  state->follower.stop();
  co_await state->follower.join();
}

Task<> Sources::refresh() {
  const auto state = state_;
  co_await state->refresh();
}

std::shared_ptr<const ActiveSource> Sources::find(std::string_view name) const {
  const SourceSet& known = state_->published.now();
  const auto found = known.by_name.find(name);
  return found == known.by_name.end() ? nullptr : found->second;
}

Task<Result<MadeSource>> Sources::create(Caller by, NewSource source) {
  const auto state = state_;
  if (!is_source_name(source.name)) co_return kSourceNameInvalid;
  auto given = secret_of(source.scheme, std::move(source.secret));
  if (!given) co_return given.error();
  const Source made{.org = by.org,
                    .id = state->ids.next(),
                    .name = source.name,
                    .scheme = source.scheme,
                    .tolerance_seconds = source.tolerance_seconds,
                    .max_bytes = source.max_bytes,
                    .action = std::move(source.action)};
  const auto put = [&](Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    std::vector<postgres::Query> queries;
    queries.emplace_back(kRaise);
    queries.emplace_back(kCreateSource, made.org, made.id, made.name, made.scheme, made.tolerance_seconds,
                         made.max_bytes, made.action);
    const auto done = co_await transaction.run_together(std::move(queries));
    if (!done && done.error().is(postgres::kUniqueViolation)) co_return kSourceNameTaken;
    if (!done) co_return done.error();
    const auto key = co_await state->secrets.put(transaction, made.org, made.id, given->secret, {});
    if (!key) co_return key.error();
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "webhook_source.created", made));
    co_return audit::Changed<void>{std::move(entries)};
  };
  const auto done = co_await audit::change<void>(state->database, state->ids, put);
  if (!done) co_return done.error();
  co_await State::catch_up(state);
  auto view = co_await state->view(by.org, made.name);
  if (!view) co_return view.error();
  MadeSource answer{std::move(*view), {}};
  if (given->made) answer.secret = given->secret.reveal();
  co_return answer;
}

Task<Result<SourceView>> Sources::get(Uuid org, std::string name) {
  const auto state = state_;
  co_return co_await state->view(org, std::move(name));
}

Task<Result<SourceView>> Sources::change(Caller by, std::string name, SourceChange change) {
  const auto state = state_;
  const auto apply = [&](Transaction& transaction, Source& source) -> Task<Result<void>> {
    if (change.tolerance_seconds) source.tolerance_seconds = *change.tolerance_seconds;
    if (change.max_bytes) source.max_bytes = *change.max_bytes;
    if (change.action) source.action = *change.action;
    if (change.enabled) source.enabled = *change.enabled;
    const auto done = co_await transaction.execute(kChangeSource, source.org, source.id, source.tolerance_seconds,
                                                   source.max_bytes, source.action, source.enabled);
    if (!done) co_return done.error();
    co_return Result<void>();
  };
  const auto done = co_await state->change(by, name, "webhook_source.changed", apply);
  if (!done) co_return done.error();
  co_await State::catch_up(state);
  co_return co_await state->view(by.org, name);
}

Task<Result<void>> Sources::remove(Caller by, std::string name) {
  const auto state = state_;
  const auto drop = [&](Transaction& transaction, Source& source) -> Task<Result<void>> {
    const auto done = co_await transaction.execute(kRemoveSource, source.org, source.id);
    if (!done) co_return done.error();
    co_return co_await state->secrets.remove(transaction, source.org, source.id);
  };
  const auto done = co_await state->change(by, name, "webhook_source.removed", drop);
  if (done) co_await State::catch_up(state);
  co_return done;
}

Task<Result<MadeSource>> Sources::rotate(Caller by, std::string name, std::optional<std::string> secret,
                                         std::chrono::seconds overlap) {
  const auto state = state_;
  std::optional<std::string> shown;
  const auto turn = [&](Transaction& transaction, Source& source) -> Task<Result<void>> {
    const bool made = !secret;
    auto given = secret_of(source.scheme, std::move(secret));
    if (!given) co_return given.error();
    if (made) shown = given->secret.reveal();
    const auto key = co_await state->secrets.put(transaction, source.org, source.id, given->secret, overlap);
    if (!key) co_return key.error();
    co_return Result<void>();
  };
  const auto done = co_await state->change(by, name, "webhook_source.rotated", turn);
  if (!done) co_return done.error();
  co_await State::catch_up(state);
  auto view = co_await state->view(by.org, name);
  if (!view) co_return view.error();
  co_return MadeSource{std::move(*view), std::move(shown)};
}

Task<std::vector<SourceView>> Sources::list(Uuid org, std::string after, std::size_t limit) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kListSources, org, std::optional<std::string>(), after,
                                                  static_cast<std::int64_t>(limit));
  std::vector<SourceView> views;
  for (ListedRow& row : rows.as<ListedRow>()) views.push_back(view_of(std::move(row)));
  co_return views;
}

}  // namespace tenstone::webhooks
