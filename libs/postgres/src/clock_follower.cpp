#include "clock_names.hpp"
#include "tenstone/postgres/clock.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/follower.hpp"

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
      : database(loops, one_connection(std::move(options))),
        on_moved(std::move(call)),
        follower(loops[0], "clock", runtime::Follower::kHintsAlone) {}

  Task<> join();
  Task<> refresh();

  Database database;
  const OnMoved on_moved;
  std::optional<Lease> here;  // between refreshes; one that failed has let go of it
  runtime::Follower follower;
};

ClockFollower::ClockFollower(runtime::Loops& loops, Options options, OnMoved on_moved)
    : state_(std::make_shared<State>(loops, std::move(options), std::move(on_moved))) {}
ClockFollower::~ClockFollower() = default;

void ClockFollower::start() {
  state_->follower.start([state = state_] { return state->refresh(); },
                         [state = state_](auto hint) { return state->database.listen("tenstone_clock", hint, hint); });
}

Task<> ClockFollower::stop() {
  state_->follower.stop();
  state_->here.reset();
  co_await state_->database.close(1s);
  co_await state_->follower.join();
}

// Is there before it reads, so that a move either waits for it or is what it reads.
Task<> ClockFollower::State::join() {
  Lease session = co_await database.connection();
  co_await read(session, Query(kCall, std::string(kFollowerPrefix) + "joins"));
  here.emplace(std::move(session));
}

Task<> ClockFollower::State::refresh() {
  if (!here) co_await join();
  Lease session = std::move(*here);
  here.reset();
  const Rows rows = co_await read(session, kAhead);
  const microseconds offset(rows.one<std::int64_t>().value_or(0));
  co_await on_moved(offset);
  co_await read(session, Query(kCall, follower_name(offset)));
  if (!follower.stopped()) here.emplace(std::move(session));
}

}  // namespace tenstone::postgres
