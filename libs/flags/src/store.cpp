#include "tenstone/flags/store.hpp"

#include "definition_schema.hpp"
#include "store_state.hpp"
#include "stored_state.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::flags {
namespace {

using postgres::Statement;

constexpr Statement kFind{"flags.find", R"(
SELECT definition, revision, created_at, changed_at, changed_by FROM flags WHERE key = $1)"};
constexpr Statement kList{"flags.list", R"(
SELECT definition, revision, created_at, changed_at, changed_by FROM flags WHERE key > $1 ORDER BY key LIMIT $2)"};
struct FlagRow {
  std::string definition;
  std::int64_t revision;
  Time created_at, changed_at;
  std::string changed_by;
};

constexpr Statement kSwitch{"flags.switch", "SELECT killed, version FROM flag_version"};
struct SwitchRow {
  bool killed;
  std::int64_t version;
};
constexpr Statement kSetSwitch{"flags.set_switch", "UPDATE flag_version SET killed = $1"};
constexpr Statement kLockedSwitch{"flags.locked_switch", "SELECT killed FROM flag_version"};

StoredFlag stored_flag(FlagRow row) {
  return {stored_definition(row.definition), row.revision, row.created_at, row.changed_at, std::move(row.changed_by)};
}

}  // namespace

// Its rules were checked when it was stored: to compile its regular expressions again belongs on no loop.
Definition stored_definition(const std::string& json) {
  auto definition = validation::parse_json<Definition>(json);
  if (!definition)
    throw Failure(Error(kInternal, {}, "a definition in PostgreSQL is unreadable: " + json.substr(0, 200)));
  return std::move(*definition);
}

Store::Store(postgres::Database& database, runtime::BlockingPool& blocking, Ids& ids, std::function<Task<>()> told)
    : state_(std::make_shared<State>(database, blocking, ids, std::move(told))) {}
Store::~Store() = default;

Task<Result<StoredFlag>> Store::find(std::string key) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kFind, key);
  auto row = rows.one<FlagRow>();
  if (!row) co_return kFlagNotFound;
  co_return stored_flag(std::move(*row));
}

Task<std::vector<StoredFlag>> Store::list(std::string after, std::size_t limit) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kList, after, static_cast<std::int64_t>(limit));
  std::vector<FlagRow> found = rows.as<FlagRow>();
  const auto parse = [&] {
    std::vector<StoredFlag> flags;
    for (FlagRow& row : found) flags.push_back(stored_flag(std::move(row)));
    return flags;
  };
  const auto run = [&] { return state->blocking.run(parse); };
  auto parsed = co_await runtime::patiently(run);
  co_return std::move(*parsed);
}

Task<Store::Switch> Store::kill_switch() {
  const auto state = state_;
  const auto rows = co_await state->database.read(kSwitch);
  const auto row = rows.one<SwitchRow>().value();
  co_return Switch{row.killed, row.version};
}

Task<Result<Store::Switch>> Store::set_kill_switch(By by, bool killed, web::IfMatch known) {
  const auto state = state_;
  const auto set = [&](postgres::Transaction& transaction,
                       std::int64_t version) -> Task<Result<audit::Changed<Switch>>> {
    if (!known.covers(version - 1)) co_return web::kPreconditionFailed;
    const auto rows = co_await execute(transaction, kLockedSwitch);
    if (rows.one<bool>().value() == killed) co_return audit::Changed<Switch>{{killed, version - 1}, {}};
    co_await execute(transaction, kSetSwitch, killed);
    audit::Entry entry = entry_of(by, "kill_switch", killed ? "set" : "released", {}, version);
    std::vector<audit::Entry> entries;
    entries.push_back(std::move(entry));
    co_return audit::Changed<Switch>{{killed, version}, std::move(entries)};
  };
  co_return co_await state->change<Switch>(set);
}

Task<Snapshot> Store::read() {
  const auto state = state_;
  co_return co_await stored_snapshot(state->database, state->blocking);
}

}  // namespace tenstone::flags
