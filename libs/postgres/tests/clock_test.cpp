#include "tenstone/postgres/clock.hpp"

#include "tenstone/postgres/blocking_connection.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/runtime/time.hpp"
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;

constexpr Statement kAhead{"select extract(epoch from tenstone.now() - pg_catalog.now())::bigint"};

class ClockTest : public DatabaseTest {
 protected:
  ClockTest() {
    test_.sql("drop schema tenstone");
    const std::span<const Migration> all[] = {migrations()};
    if (!migrate(test_.url(), {std::begin(all), std::end(all)}, 10s)) throw std::runtime_error("no schema");
  }
  ~ClockTest() override {
    if (follower_) run(follower_->stop());
    run(database().close(1s));
  }
  void follow(ClockFollower::OnMoved on_moved) {
    follower_ = std::make_unique<ClockFollower>(loops_, options(), std::move(on_moved));
    follower_->start();
    wait_for_name("tenstone clock 0");
  }
  // Until a session of this name is there.
  void wait_for_name(const std::string& name) const {
    const std::string seen = "select count(*) > 0 from pg_stat_activity where datname = '" + test_.name() +
                             "' and application_name = '" + name + "'";
    while (test_.sql(seen) != "t") std::this_thread::yield();
  }
  Result<void> move(microseconds offset, std::chrono::milliseconds patience = 10s) {
    return run(move_clock(database(), offset, patience));
  }
  std::string seconds_ahead() const {
    return test_.sql("select round(extract(epoch from tenstone.now() - pg_catalog.now()))");
  }

  std::unique_ptr<ClockFollower> follower_;
};

TEST_F(ClockTest, IsMovedForEverybodyAndRestored) {
  EXPECT_TRUE(move(5min));
  EXPECT_EQ(seconds_ahead(), "300");
  auto connection = BlockingConnection::open(test_.url(), 5s, "test");
  ASSERT_TRUE(connection);
  EXPECT_TRUE(clock_is_replaced(*connection).value());
  EXPECT_EQ(clock_offset(*connection).value(), 5min);
  EXPECT_TRUE(move(microseconds(0)));
  EXPECT_EQ(seconds_ahead(), "0");
  EXPECT_FALSE(clock_is_replaced(*connection).value());
}

TEST_F(ClockTest, PreparedStatementsSeeTheMove) {
  const auto ahead = [](Database* on) -> Task<std::int64_t> {
    const Rows rows = co_await on->read(kAhead);
    co_return rows.one<std::int64_t>().value_or(-1);
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(run(ahead(&database())), 0);  // PostgreSQL settles on a generic plan
  EXPECT_TRUE(move(1h));
  EXPECT_EQ(run(ahead(&database())), 3600);
}

TEST_F(ClockTest, AMoveReturnsWhenAFollowerHasRenewed) {
  std::atomic<std::int64_t> renewed_at = -1;
  follow([&](microseconds offset) -> Task<> {
    co_await runtime::sleep_for(20ms);
    renewed_at = offset.count();
  });
  EXPECT_TRUE(move(2min));
  EXPECT_EQ(renewed_at, microseconds(2min).count());
}

TEST_F(ClockTest, NobodyTakesAnythingAwayMeanwhile) {
  std::atomic<bool> held = false;
  follow([&](microseconds) -> Task<> {
    held = test_.sql("select pg_try_advisory_lock_shared(" + std::to_string(kClockLock) + ")") == "f";
    co_return;
  });
  EXPECT_TRUE(move(1min));
  EXPECT_TRUE(held);
  EXPECT_EQ(test_.sql("select pg_try_advisory_lock(" + std::to_string(kClockLock) + ")"), "t");
}

TEST_F(ClockTest, AFollowerThatFailsIsNamedAndTheLockIsFree) {
  follow([](microseconds offset) -> Task<> {
    if (offset != microseconds(0)) throw Failure(kDatabaseBusy);
    co_return;
  });
  const auto moved = move(1min, 100ms);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, "clock_not_followed");
  EXPECT_THAT(moved.error().message, ::testing::HasSubstr("1 of the processes"));
  EXPECT_EQ(test_.sql("select pg_try_advisory_lock(" + std::to_string(kClockLock) + ")"), "t");
}

TEST_F(ClockTest, AFollowerThatWasCutOffCatchesUp) {
  std::atomic<std::int64_t> offset_seen = 0;
  follow([&](microseconds offset) -> Task<> {
    offset_seen = offset.count();
    co_return;
  });
  terminate("tenstone clock 0");
  terminate("tenstone listen");
  EXPECT_TRUE(move(3min));
  wait_for_name("tenstone clock 180000000");
  EXPECT_EQ(offset_seen, microseconds(3min).count());
}

TEST_F(ClockTest, AFollowerThatABugEndsIsStartedAgain) {
  std::atomic<int> calls = 0;
  follow([&](microseconds offset) -> Task<> {
    if (offset != microseconds(0) && ++calls == 1) throw std::runtime_error("a bug");
    co_return;
  });
  EXPECT_TRUE(move(1min));
  EXPECT_EQ(calls, 2);
}

TEST_F(ClockTest, WhoHasGoneIsNotWaitedFor) {
  follow([](microseconds) -> Task<> { co_return; });
  run(follower_->stop());
  follower_.reset();
  EXPECT_TRUE(move(1min, 100ms));
}

}  // namespace
}  // namespace tenstone::postgres
