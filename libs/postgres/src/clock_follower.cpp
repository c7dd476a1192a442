#include "clock_names.hpp"
#include "tenstone/postgres/clock.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/supervisor.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr Statement kCall{"clock.call", "select from set_config('application_name', $1, false)"};
constexpr Statement kAhead{"clock.ahead",
                           "select (extract(epoch from tenstone.now() - pg_catalog.now()) * 1e6)::bigint"};

Options one_connection(Options options) {
  options.pool_size = 1;
  return options;
}

Task<Rows> read(Lease& session, Query query) {
  auto rows = co_await session.execute(std::move(query));
  if (!rows) throw Failure(rows.error());
  co_return std::move(*rows);
}

}  // namespace

struct ClockFollower::State {
  State(runtime::Loops& loops, Options options, OnMoved call)
      : loop(loops[0]),
        database(loops, one_connection(std::move(options))),
        on_moved(std::move(call)),
        changed(loop),
        supervisor(loop) {}

  static Task<> follow(std::shared_ptr<State> self, runtime::Pulse pulse);

  runtime::Loop& loop;
  Database database;
  const OnMoved on_moved;
  Listener listener;
  runtime::Event changed;
  runtime::Supervisor supervisor;
  bool stale = true;
};

ClockFollower::ClockFollower(runtime::Loops& loops, Options options, OnMoved on_moved)
    : state_(std::make_shared<State>(loops, std::move(options), std::move(on_moved))) {}
ClockFollower::~ClockFollower() = default;

void ClockFollower::start() {
  state_->loop.post([state = state_] {
    const auto look = [raw = state.get()] {
      raw->stale = true;
      raw->changed.notify();
    };
    state->listener = state->database.listen("tenstone_clock", [look](std::string_view) { look(); }, look);
    state->supervisor.keep("clock", [state](runtime::Pulse pulse) { return State::follow(state, std::move(pulse)); });
  });
}

Task<> ClockFollower::stop() {
  state_->supervisor.stop();
  state_->changed.notify();
  state_->listener = {};
  co_await state_->database.close(1s);
  co_await state_->supervisor.join();
}

// Is there before it reads, so that a move either waits for it or is what it reads.
Task<> ClockFollower::State::follow(std::shared_ptr<State> self, runtime::Pulse pulse) {
  Lease session = co_await self->database.connection();
  co_await read(session, Query(kCall, std::string(kFollowerPrefix) + "joins"));
  self->stale = true;
  while (!self->supervisor.stopped()) {
    if (!std::exchange(self->stale, false)) {
      co_await self->changed.wait();
      continue;
    }
    const Rows rows = co_await read(session, kAhead);
    const microseconds offset(rows.one<std::int64_t>().value_or(0));
    co_await self->on_moved(offset);
    co_await read(session, Query(kCall, follower_name(offset)));
    pulse.well();
  }
}

}  // namespace tenstone::postgres
