#include "tenstone/postgres/session.hpp"

#include "pool.hpp"
#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {

constexpr Statement kBegin{"begin", "begin"};
constexpr Statement kCommit{"commit", "commit"};

Lease::Lease(std::shared_ptr<Connection> connection, std::weak_ptr<Pool> pool)
    : connection_(std::move(connection)), pool_(std::move(pool)) {}

Lease::~Lease() {
  if (!connection_) return;
  if (const auto pool = pool_.lock()) pool->give_back(std::move(connection_));
}

bool Lease::lost() const { return connection_->broken(); }

Task<Result<std::vector<Rows>>> Lease::run_together(std::vector<Query> queries) {
  return connection_->run(std::move(queries));
}

Task<Result<Rows>> Lease::execute(Query query) {
  std::vector<Query> queries;
  queries.push_back(std::move(query));
  auto rows = co_await connection_->run(std::move(queries));
  if (!rows) co_return std::move(rows.error());
  co_return std::move(rows->back());
}

Transaction::Transaction(Lease lease) : lease_(std::move(lease)) {}
Transaction::~Transaction() = default;

Task<Result<Rows>> Transaction::execute(Query query) {
  std::vector<Query> queries;
  queries.push_back(std::move(query));
  auto rows = co_await run_together(std::move(queries));
  if (!rows) co_return std::move(rows.error());
  co_return std::move(rows->back());
}

Task<Result<std::vector<Rows>>> Transaction::run_together(std::vector<Query> queries) {
  const bool begins = !std::exchange(begun_, true);
  if (begins) queries.emplace(queries.begin(), kBegin);
  const bool failed_before = std::exchange(failed_, true);  // an exception leaves it so
  auto rows = co_await lease_.run_together(std::move(queries));
  if (!rows) co_return rows;
  failed_ = failed_before;
  if (begins) rows->erase(rows->begin());
  co_return rows;
}

void Transaction::refuse_failed() const {
  if (failed_) throw Failure(Error(kDatabaseError, {}, "a transaction that has failed was to be committed"));
}

Task<> Transaction::commit() {
  refuse_failed();
  if (!std::exchange(begun_, false)) co_return;
  const auto done = co_await lease_.execute(kCommit);
  if (!done) throw Failure(done.error());
}

Task<Result<Rows>> Transaction::commit_with(Query last) {
  refuse_failed();
  std::vector<Query> queries;
  queries.push_back(std::move(last));
  queries.emplace_back(kCommit);
  auto rows = co_await run_together(std::move(queries));
  if (!rows) co_return std::move(rows.error());
  begun_ = false;
  co_return std::move(rows->front());
}

}  // namespace tenstone::postgres
