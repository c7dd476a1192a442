// A pooled connection of one's own, for a while.
#pragma once
#include <memory>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/postgres/rows.hpp"
#include "tenstone/postgres/statement.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {

class Connection;
class Pool;

// Given back when it goes; a connection that is in the middle of something is closed instead, never reused.
// Errors of its calls: as Database::write(). Once its connection is lost every call throws database_unavailable.
class Lease {
 public:
  Lease(std::shared_ptr<Connection> connection, std::weak_ptr<Pool> pool);
  ~Lease();
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;

  Task<Result<Rows>> execute(Query query);
  template <class... A>
  Task<Result<Rows>> execute(const Statement& statement, const A&... args) {
    return execute(Query(statement, args...));
  }
  // Several statements under one Sync: one round trip, one implicit transaction, one fsync. The rows of each.
  Task<Result<std::vector<Rows>>> run_together(std::vector<Query> queries);

  bool lost() const;

 private:
  std::shared_ptr<Connection> connection_;
  std::weak_ptr<Pool> pool_;
};

// Destroyed without commit(): rolled back. BEGIN travels with the first statement. After an Error the transaction has
// failed: nothing but letting it go is left.
class Transaction {
 public:
  explicit Transaction(Lease lease);
  ~Transaction();
  Transaction(Transaction&&) noexcept = default;
  Transaction& operator=(Transaction&&) = delete;

  Task<Result<Rows>> execute(Query query);
  template <class... A>
  Task<Result<Rows>> execute(const Statement& statement, const A&... args) {
    return execute(Query(statement, args...));
  }
  // Several statements in one round trip. The rows of each.
  Task<Result<std::vector<Rows>>> run_together(std::vector<Query> queries);
  // Resumes when it is durable. Throws Failure: it did not happen, or (connection lost, deadline) it may have.
  Task<> commit();
  // One more statement and the commit, in one round trip. An Error: nothing of the transaction happened. Throws as
  // commit().
  Task<Result<Rows>> commit_with(Query last);

 private:
  void refuse_failed() const;

  Lease lease_;
  bool begun_ = false;
  bool failed_ = false;
};

}  // namespace tenstone::postgres
