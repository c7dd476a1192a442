#include "sharing.hpp"
#include "store_state.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::flags {
namespace {

using audit::Changed;
using postgres::Statement;
using postgres::Transaction;

// $2: the revision itself.
constexpr Statement kRevision{"flags.revision", R"(
SELECT revision, at, actor, reason, before, after FROM flag_revisions WHERE key = $1 AND revision = $2)"};
constexpr Statement kHistory{"flags.history", R"(
SELECT revision, at, actor, reason, before, after FROM flag_revisions
 WHERE key = $1 AND ($2::bigint IS NULL OR revision < $2) ORDER BY revision DESC LIMIT $3)"};
struct RevisionRow {
  std::int64_t revision;
  Time at;
  std::string actor, reason;
  std::optional<std::string> before, after;
};

std::optional<Definition> optional_definition(const std::optional<std::string>& json) {
  return json ? std::optional(stored_definition(*json)) : std::nullopt;
}
Revision revision_of(RevisionRow row) {
  return {row.revision,
          row.at,
          std::move(row.actor),
          std::move(row.reason),
          optional_definition(row.before),
          optional_definition(row.after)};
}

}  // namespace

Task<Result<StoredFlag>> Store::share(By by, std::string key, Shares shares, web::IfMatch covered) {
  const auto state = state_;
  const auto set = [&](Definition& flag) -> Result<void> {
    auto changed = with_shares(flag, shares);
    if (!changed) return changed.error();
    flag = std::move(*changed);
    return {};
  };
  co_return co_await state->alter(std::move(by), std::move(key), std::move(covered), set);
}

Task<Result<StoredFlag>> Store::rollback(By by, std::string key, std::int64_t to, web::IfMatch covered) {
  const auto state = state_;
  const auto restore = [&](Transaction& transaction, std::int64_t) -> Task<Result<Changed<StoredFlag>>> {
    State::Known known = co_await State::known(transaction, key);
    if (known.last == 0) co_return kFlagNotFound;
    if (!covered.covers(known.last)) co_return web::kPreconditionFailed;
    const auto rows = co_await execute(transaction, kRevision, key, to);
    const auto row = rows.one<RevisionRow>();
    if (!row || !row->after) co_return kRevisionNotFound;
    Definition after = stored_definition(*row->after);
    if (known.flag && known.flag->value == after) co_return Changed<StoredFlag>{std::move(*known.flag), {}};
    const auto checked = co_await state->check(transaction, after);
    if (!checked) co_return checked.error();
    const bool created = !known.flag;
    StoredFlag stored = co_await State::write(transaction, by, std::move(known), std::move(after));
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag", created ? "created" : "changed", key, stored.revision));
    co_return Changed<StoredFlag>{std::move(stored), std::move(entries)};
  };
  co_return co_await state->change<StoredFlag>(restore);
}

Task<std::vector<Revision>> Store::history(std::string key, std::optional<std::int64_t> before, std::size_t limit) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kHistory, key, before, static_cast<std::int64_t>(limit));
  std::vector<RevisionRow> found = rows.as<RevisionRow>();
  const auto parse = [&] {
    std::vector<Revision> revisions;
    for (RevisionRow& row : found) revisions.push_back(revision_of(std::move(row)));
    return revisions;
  };
  const auto run = [&] { return state->blocking.run(parse); };
  auto parsed = co_await runtime::patiently(run);
  co_return std::move(*parsed);
}

Task<Result<Revision>> Store::revision(std::string key, std::int64_t revision) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kRevision, key, revision);
  auto row = rows.one<RevisionRow>();
  if (!row) co_return kRevisionNotFound;
  co_return revision_of(std::move(*row));
}

}  // namespace tenstone::flags
