#include "action_store.hpp"

#include <fmt/core.h>

#include "tenstone/audit/change.hpp"
#include "tenstone/platform/actions.hpp"

namespace tenstone::platform {
namespace {

using postgres::Statement;

constexpr Statement kVersion{"actions.version", "SELECT version FROM action_version"};
// One statement, so one moment.
constexpr Statement kRead{"actions.read", R"(
SELECT version, name, document, changed_at, changed_by FROM action_version LEFT JOIN actions ON true ORDER BY name)"};
constexpr Statement kRaise{"actions.raise", "UPDATE action_version SET version = version + 1"};
constexpr Statement kFind{"actions.find", R"(
SELECT name, document, changed_at, changed_by FROM actions WHERE name = $1)"};
constexpr Statement kCount{"actions.count", "SELECT count(*) FROM actions"};
constexpr Statement kPut{"actions.put", R"(
INSERT INTO actions (name, document, changed_at, changed_by) VALUES ($1, $2, tenstone.now(), $3)
ON CONFLICT (name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at, changed_by = excluded.changed_by
RETURNING name, document, changed_at, changed_by)"};
constexpr Statement kRemove{"actions.remove", "DELETE FROM actions WHERE name = $1"};
constexpr Statement kNotify{"actions.notify", "SELECT pg_notify($1, $2)"};

struct Row {
  std::int64_t version;
  std::optional<std::string> name, document;
  std::optional<Time> changed_at;
  std::optional<std::string> changed_by;
};

template <class... A>
Task<postgres::Rows> execute(postgres::Transaction& transaction, const Statement& statement, const A&... args) {
  auto rows = co_await transaction.execute(statement, args...);
  if (!rows) throw Failure(rows.error());
  co_return std::move(*rows);
}

// Under the lock of the version's row: changes come one after the other.
Task<std::optional<StoredAction>> lock_and_find(postgres::Transaction& transaction, const std::string& name) {
  (void)co_await execute(transaction, kRaise);
  const auto rows = co_await execute(transaction, kFind, name);
  co_return rows.one<StoredAction>();
}

struct Difference {
  std::optional<std::string> before, after;  // documents
};

audit::Entry entry_of(const std::string& name, std::string actor, const Difference& difference) {
  const std::string_view verb = !difference.after ? "removed" : difference.before ? "changed" : "declared";
  return {.actor = std::move(actor),
          .action = fmt::format("action.{}", verb),
          .subject = "action:" + name,
          .details = fmt::format(R"({{"before":{},"after":{}}})", difference.before.value_or("null"),
                                 difference.after.value_or("null"))};
}

}  // namespace

Task<std::int64_t> ActionStore::version() {
  const auto rows = co_await database_.read(kVersion);
  co_return rows.one<std::int64_t>().value_or(0);
}

Task<ActionStore::All> ActionStore::read() {
  const auto rows = co_await database_.read(kRead);
  All all;
  for (Row& row : rows.as<Row>()) {
    all.version = row.version;
    if (row.name)
      all.actions.push_back(
          {std::move(*row.name), std::move(*row.document), *row.changed_at, std::move(*row.changed_by)});
  }
  co_return all;
}

Task<Result<ActionStore::Put>> ActionStore::put(std::string name, std::string document, std::string actor, Ids& ids) {
  const auto put_it = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Put>>> {
    auto before = co_await lock_and_find(transaction, name);
    if (before && before->document == document) co_return audit::Changed<Put>{{std::move(*before)}, {}};
    if (!before) {
      const auto count = co_await execute(transaction, kCount);
      if (count.one<std::int64_t>().value_or(0) >= kMostStored) co_return kTooManyActions;
    }
    const auto rows = co_await execute(transaction, kPut, name, document, actor);
    (void)co_await execute(transaction, kNotify, kActionsChannel, name);
    const Difference difference{.before = before ? std::optional(before->document) : std::nullopt, .after = document};
    co_return audit::Changed<Put>{{rows.one<StoredAction>().value(), !before}, {entry_of(name, actor, difference)}};
  };
  co_return co_await audit::change<Put>(database_, ids, put_it);
}

Task<Result<void>> ActionStore::remove(std::string name, std::string actor, Ids& ids) {
  const auto remove_it = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto before = co_await lock_and_find(transaction, name);
    if (!before) co_return Error(kActionNotFound, fmt::format("There is no action {}", name));
    (void)co_await execute(transaction, kRemove, name);
    (void)co_await execute(transaction, kNotify, kActionsChannel, name);
    co_return audit::Changed<void>{{entry_of(name, actor, {.before = before->document, .after = {}})}};
  };
  co_return co_await audit::change<void>(database_, ids, remove_it);
}

}  // namespace tenstone::platform
