// The one way to change something that the audit log must know of: begin, change, audit, commit.
#pragma once
#include <type_traits>
#include <vector>

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::audit {

// What a change has made, for its caller, and what the audit log says of it.
template <class T>
struct Changed {
  T value;
  std::vector<Entry> entries;
};
template <>
struct Changed<void> {
  std::vector<Entry> entries;
};

// Runs `make(transaction)`, writes the entries, and commits: the change and its entries are kept together, or neither
// is. Returns T when both are durable. An Error of `make` rolls back and is returned. Without entries nothing has
// changed, and what was done is rolled back too. Throws what Database::begin(),
// Transaction::execute() and commit() throw.
//
//   const auto rename = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Note>>> { … };
//   co_return co_await audit::change<Note>(database, ids, rename);  // named: the lambda must outlive the await
template <class T, class Make>
Task<Result<T>> change(postgres::Database& database, Ids& ids, const Make& make) {
  postgres::Transaction transaction = co_await database.begin();
  Result<Changed<T>> made = co_await make(transaction);
  if (!made) co_return std::move(made.error());
  if (!made->entries.empty()) {
    const auto logged = co_await append(transaction, ids, std::move(made->entries));
    if (!logged) co_return logged.error();
    co_await transaction.commit();
  }
  if constexpr (std::is_void_v<T>)
    co_return Result<void>();
  else
    co_return std::move(made->value);
}

}  // namespace tenstone::audit
