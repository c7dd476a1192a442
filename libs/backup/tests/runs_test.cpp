#include "tenstone/backup/runs.hpp"

#include <future>

#include "run_list.hpp"
#include "source_database.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/answers.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::backup {
namespace {

class RunsTest : public ::testing::Test {
 protected:
  RunsOptions options(const std::string& server = testing::database_url()) {
    return {.server = Secret<std::string>(server), .max_run = std::chrono::hours(1), .tool_version = "test"};
  }
  Runs make(const RunsOptions& options) { return {*repository_, repository_.clock, options, {}, metrics_}; }

  // Starts it and waits for its end.
  RunAnswer run(Runs& runs, RunRequest request) {
    auto ended = await_end(request);
    EXPECT_TRUE(runs.start(std::move(request)));
    return ended.get();
  }
  static std::future<RunAnswer> await_end(RunRequest& request) {
    auto promise = std::make_shared<std::promise<RunAnswer>>();
    request.on_end = [promise](const RunAnswer& answer) { promise->set_value(answer); };
    return promise->get_future();
  }
  RunRequest a_take() const { return {.kind = RunKind::Take, .database = source_.name()}; }
  // Another session that keeps the table locked, so that a take lasts.
  postgres::BlockingConnection hold() const {
    auto holder = value_of(postgres::BlockingConnection::open(source_.url(), std::chrono::seconds(10), "holder"));
    value_of(holder.execute("BEGIN; LOCK TABLE rows"));
    return holder;
  }

  SourceDatabase source_{"CREATE TABLE rows AS SELECT n FROM generate_series(1, 1000) AS n"};
  TemporaryRepository repository_;
  metrics::Registry metrics_;
};

TEST_F(RunsTest, ATakeGivesTheVersionThatItMade) {
  Runs runs = make(options());
  const RunAnswer ended = run(runs, a_take());
  ASSERT_EQ(ended.state, RunState::Done) << (ended.error ? ended.error->detail : "");
  EXPECT_EQ(ended.version, source_.name() + "@1");
  const auto version = validation::parse_json<VersionAnswer>(ended.result->text);
  ASSERT_TRUE(version);
  EXPECT_EQ(version->rows, 1000U);
  ASSERT_TRUE(ended.progress);
  EXPECT_EQ(ended.progress->phase, "copy");
  EXPECT_EQ(ended.progress->rows, 1000U);
  EXPECT_EQ(runs.find(ended.id)->version, ended.version);
  EXPECT_EQ(metrics_
                .counter("tenstone_backup_runs_total", "Runs of the backup that ended",
                         {{"kind", "take"}, {"result", "done"}})
                .value(),
            1U);
}

TEST_F(RunsTest, OneOfEachKindIsActiveAndOthersRunBesideIt) {
  Runs runs = make(options());
  const auto holder = hold();
  RunRequest request = a_take();
  auto ended = await_end(request);
  const auto first = runs.start(std::move(request));
  ASSERT_TRUE(first);
  const auto second = runs.start(a_take());
  ASSERT_FALSE(second);
  EXPECT_TRUE(second.error().is(kBackupRunActive));
  EXPECT_TRUE(second.error().message.contains(first->id));
  EXPECT_EQ(run(runs, {.kind = RunKind::Verify}).state, RunState::Done);
  EXPECT_TRUE(runs.cancel(first->id));
  EXPECT_EQ(ended.get().state, RunState::Cancelled);
}

TEST_F(RunsTest, ACancelledRunLeavesNothingAndCannotBeCancelledAgain) {
  Runs runs = make(options());
  const auto holder = hold();
  RunRequest request = a_take();
  auto ended = await_end(request);
  const auto started = runs.start(std::move(request));
  ASSERT_TRUE(runs.cancel(started->id));
  const RunAnswer answer = ended.get();
  EXPECT_EQ(answer.state, RunState::Cancelled);
  EXPECT_EQ(answer.error->code, "backup_cancelled");
  EXPECT_FALSE(answer.result);
  EXPECT_TRUE(repository_->versions()->empty());
  EXPECT_TRUE(runs.cancel(started->id).error().is(kBackupRunEnded));
  EXPECT_TRUE(runs.cancel("none").error().is(kBackupRunMissing));
}

TEST_F(RunsTest, ARunThatTakesTooLongHasFailed) {
  Runs runs = make(options());
  const auto holder = hold();
  RunRequest request = a_take();
  auto ended = await_end(request);
  ASSERT_TRUE(runs.start(std::move(request)));
  repository_.clock.advance(std::chrono::hours(1));
  const RunAnswer answer = ended.get();
  EXPECT_EQ(answer.state, RunState::Failed);
  EXPECT_EQ(answer.error->code, "backup_run_too_long");
}

TEST_F(RunsTest, AServerThatIsAwayIsAFailure) {
  Runs runs = make(options("postgresql:///x?host=/nowhere"));
  const RunAnswer answer = run(runs, a_take());
  EXPECT_EQ(answer.state, RunState::Failed);
  EXPECT_EQ(answer.error->code, "database_unavailable");
}

TEST_F(RunsTest, StopCancelsWhatRunsAndStartsNothing) {
  Runs runs = make(options());
  const auto holder = hold();
  const auto started = runs.start(a_take());
  runs.stop();
  EXPECT_EQ(runs.find(started->id)->state, RunState::Cancelled);
  EXPECT_TRUE(runs.start(a_take()).error().is(kBackupStopping));
}

TEST_F(RunsTest, AnEndMayStartTheNextRun) {
  Runs runs = make(options());
  std::promise<RunAnswer> last;
  RunRequest request{.kind = RunKind::Verify};
  request.on_end = [&](const RunAnswer&) {
    RunRequest next{.kind = RunKind::Prune};
    next.on_end = [&](const RunAnswer& answer) { last.set_value(answer); };
    EXPECT_TRUE(runs.start(std::move(next)));
  };
  ASSERT_TRUE(runs.start(std::move(request)));
  EXPECT_EQ(last.get_future().get().state, RunState::Done);
  EXPECT_EQ(runs.list().front().kind, RunKind::Prune);
}

TEST(RunList, KeepsTheLastHundredThatEnded) {
  RunList runs;
  for (int i = 0; i < 105; ++i) {
    RunRecord& run = runs.add({.id = std::to_string(i)});
    end_run(run, RunOutcome{}, Time());
    run.returned = true;
  }
  runs.add({.id = "active"});
  runs.drop_oldest();
  const auto left = runs.newest(SIZE_MAX);
  ASSERT_EQ(left.size(), RunList::kKept + 1);
  EXPECT_EQ(left.front().id, "active");
  EXPECT_EQ(left.back().id, "5");
}

TEST(RunList, TheTimeThatIsLeftIsThatOfThePhase) {
  using namespace std::chrono_literals;
  RunRecord run;
  const Time start{};
  set_progress(run, {.phase = "load", .done = 0, .total = 100}, start);
  EXPECT_FALSE(run.answer.progress->seconds_left);
  set_progress(run, {.phase = "load", .done = 25, .total = 100}, start + 10s);
  EXPECT_EQ(run.answer.progress->seconds_left, 30);
  set_progress(run, {.phase = "compare", .done = 0, .total = 100}, start + 40s);
  EXPECT_FALSE(run.answer.progress->seconds_left);
  set_progress(run, {.phase = "compare", .done = 50, .total = 100}, start + 42s);
  EXPECT_EQ(run.answer.progress->seconds_left, 2);
}

}  // namespace
}  // namespace tenstone::backup
