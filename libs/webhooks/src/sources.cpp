#include "tenstone/webhooks/sources.hpp"

#include "sources_state.hpp"

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Statement;

constexpr auto kSourcesChannel = "tenstone_webhooks";  // of NOTIFY

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

SourceSet set_of(std::vector<KnownRow> rows, const Secrets& secrets, const logging::Logger& log) {
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

}  // namespace

Task<> Sources::State::refresh() {
  const auto versions = co_await database.read(kVersion);
  if (versions.one<std::int64_t>().value_or(0) <= published.now().version) co_return;
  const auto rows = co_await database.read(kReadSources);
  SourceSet next = set_of(rows.as<KnownRow>(), secrets, log);
  const std::scoped_lock one_at_a_time(publishing);
  if (next.version > published.now().version) published.publish(std::move(next));
}

Task<> Sources::State::catch_up(std::shared_ptr<State> self) {
  try {
    co_await self->refresh();
  } catch (const Failure& failure) {
    self->log.warn("webhooks.not_read_back", {{"code", failure.error().code}});
  }
}

Task<Result<SourceView>> Sources::State::view(Uuid org, std::string name) {
  const auto rows = co_await database.read(kListSources, org, std::optional(name), "", std::int64_t{1});
  auto row = rows.one<ListedRow>();
  if (!row) co_return kSourceNotFound;
  co_return view_of(std::move(*row));
}

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

bool Sources::known() const { return state_->published.now().version >= 0; }

Task<Result<SourceView>> Sources::get(Uuid org, std::string name) {
  const auto state = state_;
  co_return co_await state->view(org, std::move(name));
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
