#include "tenstone/postgres/database.hpp"

#include "connection.hpp"
#include "listener_hub.hpp"
#include "pool.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::postgres {

constexpr Statement kReady{"ready", "select 1"};
// Connecting is rare and mostly waiting; a few threads let the loops reconnect side by side.
constexpr std::size_t kConnectors = 4;
constexpr std::size_t kWaitingConnects = 1000;

struct Database::Client {
  Client(runtime::Loop& on, const std::shared_ptr<const Options>& options, runtime::BlockingPool& connector)
      : reader(std::make_shared<Connection>(on, options, connector, Use::Read)),
        writer(std::make_shared<Connection>(on, options, connector, Use::Write)),
        pool(std::make_shared<Pool>(on, options, connector)),
        hub(std::make_shared<ListenerHub>(on, std::make_shared<Connection>(on, options, connector, Use::Listen))) {}
  bool busy() const { return !reader->quiet() || !writer->quiet() || pool->lent() > 0; }
  bool connecting() const { return reader->connecting() || writer->connecting() || hub->connection()->connecting(); }
  void close() const {
    pool->close();
    reader->close();
    writer->close();
    hub->close();
  }
  void abandon() const {
    pool->abandon();
    reader->abandon();
    writer->abandon();
    hub->connection()->abandon();
  }
  bool closing = false;
  std::shared_ptr<Connection> reader, writer;
  std::shared_ptr<Pool> pool;
  std::shared_ptr<ListenerHub> hub;
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
  for (std::size_t i = 0; i < state_->clients.size(); ++i) {
    state_->clients.at(i).close();
    state_->clients.at(i).abandon();
  }
}

Task<Rows> Database::read(Query query) {
  std::vector<Query> queries;
  queries.push_back(std::move(query));
  auto rows = co_await here().reader->run(std::move(queries));
  if (!rows) throw Failure(std::move(rows.error()));
  co_return std::move(rows->front());
}

Task<Result<Rows>> Database::write(Query query) {
  std::vector<Query> queries;
  queries.push_back(std::move(query));
  auto rows = co_await here().writer->run(std::move(queries));
  if (!rows) co_return std::move(rows.error());
  co_return std::move(rows->front());
}

Task<Lease> Database::connection() { return here().pool->take(); }

Task<Transaction> Database::begin() {
  auto lease = co_await connection();
  co_return Transaction(std::move(lease));
}

// A write connection that nobody has used is left alone: a server admits 100 connections by default, and a process has
// a loop for each core.
Task<> Database::ready() {
  co_await read(kReady);
  if (!here().writer->used()) co_return;
  const auto answered = co_await write(kReady);
  if (!answered) throw Failure(answered.error());
}

Listener Database::listen(std::string channel, std::function<void(std::string_view)> on_message,
                          std::function<void()> on_listening) {
  return here().hub->add(std::move(channel), std::move(on_message), std::move(on_listening));
}

Database::Client& Database::here() {
  Client& client = state_->clients.here();
  if (client.closing) throw Failure(Error(kDatabaseUnavailable, {}, "the client is closing"));
  return client;
}

// Draining is rare and may be slow to notice: it looks every 5 ms.
Task<> Database::close_here(Client* client, std::chrono::milliseconds patience) {
  constexpr auto kStep = std::chrono::milliseconds(5);
  client->closing = true;
  const runtime::Stopwatch watch;
  while (client->busy() && watch.elapsed() < patience) co_await runtime::sleep_for(kStep);
  client->close();
  while (client->connecting()) co_await runtime::sleep_for(kStep);  // a thread works for it: it must come back first
}

Task<> Database::close(std::chrono::milliseconds patience) {
  struct Join {
    explicit Join(runtime::Loop& loop, std::size_t count) : home(loop), left(count), all(loop) {}
    runtime::Loop& home;
    std::size_t left;  // on `home`
    runtime::Event all;
  };
  const auto join = std::make_shared<Join>(runtime::Loop::current(), state_->loops.size());
  const auto one = [](std::shared_ptr<Join> with, Client* client, std::chrono::milliseconds wait) -> Task<> {
    co_await close_here(client, wait);
    with->home.post([with] {
      if (--with->left == 0) with->all.notify();
    });
  };
  for (std::size_t i = 0; i < state_->loops.size(); ++i)
    state_->loops[i].spawn(one(join, &state_->clients.at(i), patience));
  while (join->left != 0) co_await join->all.wait();
}

}  // namespace tenstone::postgres
