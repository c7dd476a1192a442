#pragma once
#include "tenstone/audit/change.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/validation/json.hpp"

namespace tenstone::flags {

using validation::Json;

struct Store::State {
  postgres::Database& database;
  runtime::BlockingPool& blocking;
  Ids& ids;
  const std::function<Task<>()> told;

  // A change: `make(transaction, version)` under the lock of the version's row, which it has raised to `version`. Told
  // when it made entries for the audit log; without any it is undone.
  template <class T, class Make>
  Task<Result<T>> change(const Make& make) {
    bool changed = false;
    const auto locked = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<T>>> {
      const std::int64_t version = co_await raise(transaction);
      auto made = co_await make(transaction, version);
      changed = made && !made->entries.empty();
      co_return made;
    };
    auto done = co_await audit::change<T>(database, ids, locked);
    if (done && changed) co_await told();
    co_return done;
  }
  static Task<std::int64_t> raise(postgres::Transaction& transaction);

  // All segments, and the other flags or only their number.
  Task<Result<Definitions>> others(postgres::Transaction& transaction, std::string but, bool with_flags);
  // Errors: validation_failed, whose pointers lead into the flag.
  Task<Result<void>> check(postgres::Transaction& transaction, Definition flag);

  // Changes one flag under the lock. `alter` gets nothing for a flag that does not exist, and returns nothing for one
  // that is to go.
  struct Known {
    std::int64_t last = 0;  // revision, also of a removal
    std::optional<StoredFlag> flag;
  };
  static Task<Known> known(postgres::Transaction& transaction, std::string key);
  // What goes into the tables and the audit log.
  static Task<StoredFlag> write(postgres::Transaction& transaction, By by, Known known, Definition after);
  static Task<> erase(postgres::Transaction& transaction, By by, Known known);
  using Alter = std::function<Result<void>(Definition&)>;
  Task<Result<StoredFlag>> alter(By by, std::string key, web::IfMatch covered, Alter how);
};

// Throw Failure for an Error that only a bug can cause.
template <class... A>
Task<postgres::Rows> execute(postgres::Transaction& transaction, const postgres::Statement& statement,
                             const A&... args) {
  auto done = co_await transaction.execute(statement, args...);
  if (!done) throw Failure(done.error());
  co_return std::move(*done);
}
Definition stored_definition(const std::string& json);

// `thing`: "flag", "flag_segment"; `action`: "created", "changed", "removed".
audit::Entry entry_of(const By& by, std::string_view thing, std::string_view action, std::string_view key,
                      std::int64_t revision);

}  // namespace tenstone::flags
