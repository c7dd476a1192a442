#include "tenstone/backup/keeper.hpp"

#include <chrono>
#include <thread>

#include "source_database.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/open_or_init.hpp"

namespace tenstone::backup {
namespace {

using namespace std::chrono_literals;

class KeeperTest : public ::testing::Test {
 protected:
  KeeperOptions options() const {
    return {.databases = {source_.name()},
            .schedule = {.cron = recurrence::Cron::parse("0 3 * * *").value()},
            .retention = {.last = 1, .hourly = 0, .daily = 0, .weekly = 0, .monthly = 0, .yearly = 0, .within = 0s}};
  }
  std::unique_ptr<Runs> runs(const std::string& server = testing::database_url()) {
    return std::make_unique<Runs>(*repository_, repository_.clock,
                                  RunsOptions{.server = Secret<std::string>(server), .max_run = 24h * 365},
                                  logging::Logger(), metrics_);
  }
  Keeper keeper(Runs& runs) { return {*repository_, runs, repository_.clock, options(), {}, metrics_}; }

  static std::ptrdiff_t count(const Runs& runs, RunKind kind, RunState state) {
    return std::ranges::count_if(runs.list(),
                                 [&](const RunAnswer& run) { return run.kind == kind && run.state == state; });
  }
  // Looks for up to a minute.
  static bool eventually(const auto& holds) {
    const auto deadline = std::chrono::steady_clock::now() + 1min;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(10ms);
    }
    return true;
  }
  static bool eventually(const Runs& runs, RunKind kind, RunState state, std::ptrdiff_t wanted) {
    return eventually([&] { return count(runs, kind, state) >= wanted; });
  }
  std::vector<RunKind> kinds(const Runs& runs) const {
    std::vector<RunKind> kinds;
    for (const RunAnswer& run : runs.list()) kinds.insert(kinds.begin(), run.kind);
    return kinds;
  }
  double gauge(const std::string& name) {
    return metrics_
        .gauge(name,
               name == "tenstone_backup_age_seconds"
                   ? "Age of the newest backup of a database"
                   : "Time since the last drill of a database that found no difference",
               {{"database", source_.name()}})
        .value();
  }

  SourceDatabase source_{"CREATE TABLE rows AS SELECT n FROM generate_series(1, 1000) AS n"};
  TemporaryRepository repository_;
  metrics::Registry metrics_;
};

TEST_F(KeeperTest, TakesAndDrillsAtOnceAndAgainAtTheNextTime) {
  const auto all = runs();
  Keeper keeper = this->keeper(*all);
  keeper.start();
  ASSERT_TRUE(eventually(*all, RunKind::Drill, RunState::Done, 1));
  using enum RunKind;
  EXPECT_EQ(kinds(*all), (std::vector{Take, Prune, Verify, Drill}));

  repository_.clock.advance(24h);
  keeper.look();
  ASSERT_TRUE(eventually(*all, Drill, RunState::Done, 2));
  keeper.stop();
  EXPECT_EQ(kinds(*all), (std::vector{Take, Prune, Verify, Drill, Take, Prune, Verify, Drill}));
  // The first version was drilled, the second was not yet when old versions were sorted out: both stay.
  EXPECT_EQ(repository_->versions()->size(), 2U);
}

TEST_F(KeeperTest, AFailedBackupIsTriedAgainAfterAPauseAndNothingElseIsDone) {
  const auto all = runs("postgresql://nobody@127.0.0.1:1/none");
  Keeper keeper = this->keeper(*all);
  keeper.start();
  ASSERT_TRUE(eventually(*all, RunKind::Take, RunState::Failed, 1));
  repository_.clock.advance(1min);
  keeper.look();
  ASSERT_TRUE(eventually(*all, RunKind::Take, RunState::Failed, 2));
  keeper.stop();
  EXPECT_EQ(kinds(*all), (std::vector{RunKind::Take, RunKind::Take}));
  EXPECT_EQ(gauge("tenstone_backup_age_seconds"), std::numeric_limits<double>::infinity());
}

TEST_F(KeeperTest, OfTwoOneTakesTheBackup) {
  const auto first = runs(), second = runs();
  Keeper one = keeper(*first), other = keeper(*second);
  one.start();
  other.start();
  using enum RunKind;
  const auto done = [&](RunKind kind) {
    return count(*first, kind, RunState::Done) + count(*second, kind, RunState::Done);
  };
  ASSERT_TRUE(eventually([&] { return done(Verify) > 0 && done(Drill) > 0; }));
  one.stop();
  other.stop();
  EXPECT_EQ(done(Take), 1);
  EXPECT_EQ(repository_->versions()->size(), 1U);
}

TEST(OpenOrInit, MakesTheRepositoryOnceAndNoticesADiskThatIsNotThere) {
  const TemporaryFolder above;
  const testing::FakeClock clock;
  ASSERT_TRUE(open_or_init(above / "repository", above / "key", clock));
  ASSERT_TRUE(open_or_init(above / "repository", above / "key", clock));
  std::filesystem::remove_all(above / "repository");
  const auto opened = open_or_init(above / "repository", above / "key", clock);
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().is(kBackupKeyExists)) << opened.error().message;
  EXPECT_FALSE(std::filesystem::exists(above / "repository" / "config"));
}

}  // namespace
}  // namespace tenstone::backup
