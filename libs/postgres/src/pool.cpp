#include "pool.hpp"

#include <fmt/core.h>

#include "tenstone/postgres/errors.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::postgres {

constexpr Statement kRollback{"rollback", "rollback"};

Pool::Pool(runtime::Loop& loop, std::shared_ptr<const Options> options, runtime::BlockingPool& connector)
    : loop_(loop), options_(std::move(options)), connector_(connector) {}

std::shared_ptr<Connection> Pool::next() {
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (!connection->broken()) return connection;
  }
  auto connection = std::make_shared<Connection>(loop_, options_, connector_, Use::Session);
  std::erase_if(made_, [](const std::weak_ptr<Connection>& each) { return each.expired(); });
  made_.push_back(connection);
  return connection;
}

Task<Lease> Pool::take() {
  const auto self = shared_from_this();
  if (closed_) throw Failure(Error(kDatabaseUnavailable, {}, "the client was closed"));
  if (lent_ < options_->pool_size) {
    ++lent_;
    co_return Lease(next(), self);
  }
  if (waiting_.size() >= kMaxWorks) throw Failure(kDatabaseBusy);
  const auto waiter = std::make_shared<Waiter>(loop_);
  waiting_.push_back(waiter);
  co_await waiter->event.wait(options_->statement_timeout);
  if (waiter->granted) co_return Lease(std::move(waiter->granted), self);
  std::erase(waiting_, waiter);
  throw Failure(Error(kDatabaseBusy, {},
                      fmt::format("all {} connections of the loop's pool were taken for {} ms", options_->pool_size,
                                  options_->statement_timeout.count())));
}

void Pool::give_back(std::shared_ptr<Connection> connection) {
  if (closed_ || connection->broken() || !connection->quiet() || !connection->connected()) {
    connection->close();
    release(nullptr);
  } else if (connection->in_transaction()) {
    loop_.spawn(roll_back(shared_from_this(), std::move(connection)));
  } else {
    release(std::move(connection));
  }
}

Task<> Pool::roll_back(std::shared_ptr<Pool> self, std::shared_ptr<Connection> connection) {
  bool clean = false;
  try {
    std::vector<Query> rollback{Query(kRollback)};
    clean = (co_await connection->run(std::move(rollback))).has_value() && !connection->in_transaction();
  } catch (const Failure&) {
    clean = false;  // it is closed below
  }
  if (!clean) connection->close();
  self->release(clean ? std::move(connection) : nullptr);
}

void Pool::release(std::shared_ptr<Connection> connection) {
  if (waiting_.empty() || closed_) {
    --lent_;
    if (connection && !closed_) return idle_.push_back(std::move(connection));
    if (connection) connection->close();
    return;
  }
  const auto waiter = std::move(waiting_.front());
  waiting_.pop_front();
  waiter->granted = connection ? std::move(connection) : next();
  waiter->event.notify();
}

void Pool::close() {
  closed_ = true;
  idle_.clear();
  for (const auto& each : made_)
    if (const auto connection = each.lock()) connection->close();
  for (const auto& waiter : std::exchange(waiting_, {})) waiter->event.notify();
}

void Pool::abandon() {
  for (const auto& each : std::exchange(made_, {}))
    if (const auto connection = each.lock()) connection->abandon();
}

}  // namespace tenstone::postgres
