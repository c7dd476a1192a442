#include "tenstone/postgres/database.hpp"

#include "connection.hpp"
#include "pool.hpp"

namespace tenstone::postgres {

constexpr Statement kReady{"ready", "select 1"};
// Connecting is rare and mostly waiting; a few threads let the loops reconnect side by side.
constexpr std::size_t kConnectors = 4;
constexpr std::size_t kWaitingConnects = 1000;

struct Database::Client {
  Client(runtime::Loop& loop, std::shared_ptr<const Options> options, runtime::BlockingPool& connector)
      : reader(std::make_shared<Connection>(loop, options, connector, Use::Read)),
        writer(std::make_shared<Connection>(loop, options, connector, Use::Write)),
        pool(std::make_shared<Pool>(loop, options, connector)) {}
  bool busy() const { return !reader->quiet() || !writer->quiet() || pool->lent() > 0; }
  void close() const {
    pool->close();
    reader->close();
    writer->close();
  }
  std::shared_ptr<Connection> reader, writer;
  std::shared_ptr<Pool> pool;
};

struct Database::State {
  State(runtime::Loops& all, Options given)
      : loops(all),
        options(std::make_shared<const Options>(std::move(given))),
        connector(std::make_unique<runtime::BlockingPool>(kConnectors, kWaitingConnects)),
        clients(all, [this](runtime::Loop& loop) { return std::make_unique<Client>(loop, options, *connector); }) {}
  runtime::Loops& loops;
  std::shared_ptr<const Options> options;
  std::unique_ptr<runtime::BlockingPool> connector;
  runtime::PerLoop<Client> clients;
};

Database::Database(runtime::Loops& loops, Options options)
    : state_(std::make_unique<State>(loops, std::move(options))) {}

// First the threads: what they run points into suspended tasks.
Database::~Database() {
  state_->connector.reset();
  for (std::size_t i = 0; i < state_->clients.size(); ++i) state_->clients.at(i).close();
}

Task<Rows> Database::read(Query query) {
  std::vector<Query> queries;
  queries.push_back(std::move(query));
  auto rows = co_await state_->clients.here().reader->run(std::move(queries));
  if (!rows) throw Failure(std::move(rows.error()));
  co_return std::move(rows->front());
}

Task<Result<Rows>> Database::write(Query query) {
  std::vector<Query> queries;
  queries.push_back(std::move(query));
  auto rows = co_await state_->clients.here().writer->run(std::move(queries));
  if (!rows) co_return std::move(rows.error());
  co_return std::move(rows->front());
}

Task<Lease> Database::connection() { return state_->clients.here().pool->take(); }

Task<Transaction> Database::begin() {
  auto lease = co_await connection();
  co_return Transaction(std::move(lease));
}

Task<> Database::ready() { co_await read(kReady); }

Task<> Database::close(std::chrono::milliseconds) {
  state_->clients.here().close();
  co_return;
}

}  // namespace tenstone::postgres
