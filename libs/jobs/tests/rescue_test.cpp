#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class RescueTest : public JobsTest {
 protected:
  // A worker that runs a job and goes silent; the clock moves on until it is taken for dead.
  JobRef job_of_a_silent_worker() {
    silent_ = &add_worker({.slots = 4});
    silent_->handle("hold", hold());
    start(*silent_);
    const auto job = enqueue({.org_id = kOrg, .kind = "hold"});
    EXPECT_TRUE(eventually([&] { return entered_ == 1; }));
    other_ = &add_worker({.slots = 4});
    other_->handle("hold", hold());
    start(*other_);
    EXPECT_TRUE(eventually([&] { return count("workers") == 2; }));
    pass(31s);
    run(other_->beat());
    return job;
  }
  // Claims of all workers that were answered.
  long trips() const {
    constexpr auto kCount = "\ntenstone_job_claim_seconds_count "sv;
    const std::string all = registry_.render();
    return std::stol(all.substr(all.find(kCount) + kCount.size()));
  }
  Worker* silent_ = nullptr;
  Worker* other_ = nullptr;
};

TEST_F(RescueTest, AnotherWorkerRunsTheJobAgainUnderItsIdAndTheLateResultChangesNothing) {
  const auto job = job_of_a_silent_worker();
  run(other_->rescue());
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  release();  // the silent one comes back with a result
  ASSERT_TRUE(eventually([&] { return counted("tenstone_jobs_fenced_total", 1); }));

  const auto view = find(job.id);
  EXPECT_EQ(view.attempt, 2);
  ASSERT_EQ(view.attempts.size(), 2U);
  EXPECT_EQ(view.attempts[0].attempt, 1);
  EXPECT_EQ(view.attempts[0].outcome, RunOutcome::Lost);
  EXPECT_EQ(view.attempts[1].attempt, 2);
  EXPECT_EQ(view.attempts[1].outcome, RunOutcome::Succeeded);
  EXPECT_NE(view.attempts[0].worker, view.attempts[1].worker);
  EXPECT_EQ(count("job_runs"), 2);
  EXPECT_TRUE(counted("tenstone_jobs_rescued_total", 1));
}

TEST_F(RescueTest, AWorkerThatWasTakenForDeadGetsNothingUntilItHasSignedInAgain) {
  job_of_a_silent_worker();
  run(other_->rescue());
  ASSERT_TRUE(eventually([&] { return count("jobs") == 0; }));
  EXPECT_TRUE(run(other_->drain()));
  const auto next = enqueue({.org_id = kOrg, .kind = "hold"});
  for (int i = 0; i < 2; ++i) {  // the first may have been under way before there was a job
    const long before = trips();
    silent_->wake("default");
    ASSERT_TRUE(eventually([&] { return trips() > before; }));
  }
  EXPECT_EQ(find(next.id).state, JobState::Queued);
  release();
  run(silent_->beat());
  EXPECT_TRUE(eventually([&] { return find(next.id).state == JobState::Succeeded; }));
}

TEST_F(RescueTest, ALiveWorkerIsNotRescued) {
  const auto job = job_of_a_silent_worker();
  run(silent_->beat());  // just in time
  run(other_->rescue());
  EXPECT_EQ(find(job.id).state, JobState::Running);
  release();
  EXPECT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_EQ(find(job.id).attempt, 1);
}

TEST_F(RescueTest, AJobThatTookDownTooManyWorkersIsDead) {
  const auto job = job_of_a_silent_worker();
  sql("UPDATE jobs SET lost = 3");
  run(other_->rescue());
  const auto view = find(job.id);
  EXPECT_EQ(view.state, JobState::Failed);
  ASSERT_EQ(view.attempts.size(), 1U);
  EXPECT_EQ(view.attempts[0].outcome, RunOutcome::Lost);
  EXPECT_EQ(sql("SELECT error_code FROM jobs_dead WHERE lost = 4"), "worker_lost");
  EXPECT_EQ(count("jobs"), 0);
}

TEST_F(RescueTest, ADrainPutsBackWhatDoesNotEndAndDoesNotCountTheAttempt) {
  Worker& worker = add_worker({.drain = 1ms, .drain_stopped = 20ms});
  worker.handle("hold", hold());
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "hold"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  EXPECT_FALSE(run(worker.drain()));
  EXPECT_EQ(find(job.id).state, JobState::Queued);
  EXPECT_EQ(count("workers"), 0);
  release();

  Worker& next = add_worker();
  next.handle("hold", hold());
  start(next);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  const auto view = find(job.id);
  ASSERT_EQ(view.attempts.size(), 2U);
  EXPECT_EQ(view.attempts[0].outcome, RunOutcome::Interrupted);
  EXPECT_EQ(view.attempts[1].outcome, RunOutcome::Succeeded);
  EXPECT_EQ(view.attempts[0].attempt, 1);
  EXPECT_EQ(view.attempts[1].attempt, 2);
}

TEST_F(RescueTest, ADrainWaitsForWhatEndsAndStartsNothingNew) {
  Worker& worker = add_worker({.slots = 1});
  worker.handle("hold", hold());
  start(worker);
  const auto first = enqueue({.org_id = kOrg, .kind = "hold"});
  const auto second = enqueue({.org_id = kOrg, .kind = "hold"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  std::atomic<bool> begun = false;  // on the loop that also claims, so nothing is claimed between this and the drain
  const auto drain = [&]() -> Task<bool> {
    begun = true;
    co_return co_await worker.drain();
  };
  auto drained = std::async(std::launch::async, [&] { return run(drain()); });
  ASSERT_TRUE(eventually([&] { return begun.load(); }));
  EXPECT_EQ(drained.wait_for(0ms), std::future_status::timeout);
  release();
  EXPECT_TRUE(drained.get());
  EXPECT_EQ(find(first.id).state, JobState::Succeeded);
  EXPECT_EQ(find(second.id).state, JobState::Queued);
  EXPECT_EQ(count("workers"), 0);
}

TEST_F(RescueTest, AHandlerThatIsAskedToStopMayThrowAndIsInterrupted) {
  Worker& worker = add_worker({.drain = 1ms});
  worker.handle("polite", [this](jobs::Run& run) -> Task<Outcome> {
    ++entered_;
    if (!co_await run.pause(1h)) throw std::runtime_error("stopped");
    co_return Done{};
  });
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "polite"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  EXPECT_TRUE(run(worker.drain()));
  EXPECT_EQ(find(job.id).state, JobState::Queued);
  EXPECT_EQ(find(job.id).attempts.at(0).outcome, RunOutcome::Interrupted);
}

TEST_F(RescueTest, AWorkerThatCannotBeatLetsGoAndComesBack) {
  open({.url = temporary_.url(), .statement_timeout = 1s});
  std::atomic<int> stopped = 0;
  Worker& worker = add_worker({.slots = 2, .beat = 20ms, .self_fence = 1s});
  worker.handle("polite", [this, &stopped](jobs::Run& run) -> Task<Outcome> {
    ++entered_;
    if (!released_ && !co_await run.pause(1h)) {
      ++stopped;
      throw std::runtime_error("stopped");
    }
    co_return Done{};
  });
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "polite"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  {
    // Nobody can beat while this transaction lives; it is rolled back on the loop that made it.
    auto lock = [](postgres::Database& database) -> Task<std::unique_ptr<postgres::Transaction>> {
      auto transaction = std::make_unique<postgres::Transaction>(co_await database.begin());
      const auto locked = co_await transaction->execute("LOCK TABLE tenstone.workers IN EXCLUSIVE MODE");
      if (!locked) throw Failure(locked.error());
      co_return transaction;
    };
    auto other = run(lock(*database_));
    EXPECT_TRUE(eventually([&] { return stopped >= 1; }));
    released_ = true;
    auto let_go = [](std::unique_ptr<postgres::Transaction> transaction) -> Task<> {
      transaction.reset();
      co_return;
    };
    run(let_go(std::move(other)));
  }
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_EQ(find(job.id).attempt, 2);
  EXPECT_EQ(find(job.id).attempts.front().outcome, RunOutcome::Interrupted);
}

TEST_F(RescueTest, ConnectionsThatAreCutLoseNothingAndRunNothingTwice) {
  constexpr int kJobs = 1500;
  std::atomic<int> runs = 0;
  Worker& worker = add_worker({.slots = 16, .batch = 8, .lanes = 2});
  worker.handle("brief", [&runs](jobs::Run&) -> Task<Outcome> {
    ++runs;
    co_await runtime::sleep_for(1ms);
    co_return Done{};
  });
  enqueue({.org_id = kOrg, .kind = "brief"});
  sql("INSERT INTO jobs (public_id, org_id, queue, kind, run_at, payload) SELECT gen_random_uuid(), org_id, queue, "
      "kind, "
      "run_at, '' FROM jobs, generate_series(2, " +
      std::to_string(kJobs) + ")");
  start(worker);
  for (int cut = 0; cut < 8; ++cut) {
    const long before = count("jobs");
    ASSERT_TRUE(eventually([&] { return before == 0 || count("jobs") < before; })) << "after cut " << cut;
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        "pg_backend_pid() AND backend_type = 'client backend'");  // an autovacuum may not be ended
  }
  ASSERT_TRUE(eventually([&] { return count("jobs") == 0; }));
  EXPECT_EQ(runs, kJobs);
  EXPECT_EQ(count("job_runs WHERE outcome = 'succeeded'"), kJobs);
  EXPECT_EQ(count("(SELECT DISTINCT public_id FROM job_runs WHERE outcome = 'succeeded') x"), kJobs);
  EXPECT_EQ(count("job_runs WHERE outcome <> 'succeeded' AND outcome <> 'interrupted'"), 0);
}

}  // namespace
}  // namespace tenstone::jobs
