#include <algorithm>

#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

// Pauses of a second or more are passed by moving the database's clock, and the worker is told to look.
class RetriesTest : public JobsTest {
 protected:
  // Fails in its first `times` attempts.
  Handler fails(int times) {
    return [this, times](jobs::Run& run) -> Task<Outcome> {
      ++entered_;
      run.log("try");
      if (run.attempt() <= times) co_return Retry{"not yet", "not_yet"};
      co_return Done{};
    };
  }
  bool waits(const Uuid& id, int attempt) {
    const auto view = find(id);
    return view.state == JobState::Retrying && view.attempt == attempt;
  }
  void pass_and_look(std::chrono::seconds by, Worker& worker) {
    pass(by);
    run(worker.beat());
    worker.wake("default");
  }
  Task<Result<void>> cancel(Uuid id) {
    auto transaction = co_await database_->begin();
    auto done = co_await queue_->cancel(transaction, kOrg, id);
    co_await transaction.commit();
    co_return done;
  }
  Task<Result<std::string>> retry(Uuid id) {
    auto transaction = co_await database_->begin();
    auto done = co_await queue_->retry(transaction, kOrg, id);
    co_await transaction.commit();
    co_return done;
  }
};

TEST_F(RetriesTest, AFailedAttemptIsFollowedByOthersUntilOneSucceeds) {
  Worker& worker = add_worker();
  worker.handle("flaky", fails(2), {.attempts = 3, .backoff = {.base = 10s}});
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "flaky"});
  ASSERT_TRUE(eventually([&] { return waits(job.id, 1); }));
  auto view = find(job.id);
  ASSERT_TRUE(view.next_run_at);
  const auto first_pause = *view.next_run_at - *view.attempts.at(0).finished_at;
  EXPECT_GE(first_pause, 5s);
  EXPECT_LE(first_pause, 10s);
  EXPECT_EQ(view.attempts[0].outcome, RunOutcome::Failed);
  EXPECT_EQ(view.attempts[0].error_code, "not_yet");

  pass_and_look(10s, worker);
  ASSERT_TRUE(eventually([&] { return waits(job.id, 2); }));
  view = find(job.id);
  EXPECT_GE(*view.next_run_at - *view.attempts.at(1).finished_at, 10s);
  pass_and_look(20s, worker);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  view = find(job.id);
  ASSERT_EQ(view.attempts.size(), 3U);
  for (const AttemptView& each : view.attempts) EXPECT_EQ(each.logs.size(), 1U) << each.attempt;
  EXPECT_EQ(entered_, 3);
  EXPECT_FALSE(view.next_run_at);
}

TEST_F(RetriesTest, AfterItsLastAttemptAJobIsDeadAndCanBeRetriedUnderItsId) {
  Worker& worker = add_worker();
  worker.handle("flaky", fails(3), {.attempts = 2, .backoff = {.base = 10s}});
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "flaky", .payload = "input"});
  ASSERT_TRUE(eventually([&] { return waits(job.id, 1); }));
  EXPECT_EQ(run(retry(job.id)).error().code, "job_not_failed");
  pass_and_look(10s, worker);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Failed; }));
  EXPECT_EQ(count("jobs"), 0);
  EXPECT_EQ(run(cancel(job.id)).error().code, "job_finished");

  const auto queue = run(retry(job.id));
  ASSERT_TRUE(queue);
  EXPECT_EQ(*queue, "default");
  EXPECT_EQ(run(retry(job.id)).error().code, "job_not_failed");
  worker.wake(*queue);
  ASSERT_TRUE(eventually([&] { return waits(job.id, 3); }));  // its budget is new: the third attempt is not the last
  pass_and_look(10s, worker);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_EQ(find(job.id).attempts.size(), 4U);
  EXPECT_EQ(run(retry(job.id)).error().code, "job_not_failed");
  EXPECT_EQ(run(retry(Uuid{})).error().code, "job_not_found");
}

TEST_F(RetriesTest, WhatWillNotGetBetterIsNotTriedAgain) {
  Worker& worker = add_worker();
  worker.handle("throws",
                [](jobs::Run& run) -> Task<Outcome> {
                  if (run.payload() == "gone") throw Failure(kJobNotFound);
                  Error error(kBusy);
                  error.retry_after = 100s;
                  throw Failure(error);
                },
                {.attempts = 5, .backoff = {.base = 1s}});
  start(worker);
  const auto gone = enqueue({.org_id = kOrg, .kind = "throws", .payload = "gone"});
  const auto busy = enqueue({.org_id = kOrg, .kind = "throws", .payload = "busy"});
  ASSERT_TRUE(eventually([&] { return find(gone.id).state == JobState::Failed; }));
  ASSERT_TRUE(eventually([&] { return waits(busy.id, 1); }));
  EXPECT_GE(*find(busy.id).next_run_at - *find(busy.id).attempts.at(0).finished_at, 100s);
}

TEST_F(RetriesTest, AnAttemptThatTakesTooLongIsAskedToStopAndTriedAgain) {
  Worker& worker = add_worker();
  worker.handle("slow",
                [this](jobs::Run& run) -> Task<Outcome> {
                  ++entered_;
                  if (run.attempt() == 1 && !co_await run.pause(1h)) throw std::runtime_error("stopped");
                  co_return Done{};
                },
                {.backoff = {.base = 10s}, .timeout = 50ms});
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "slow"});
  ASSERT_TRUE(eventually([&] { return waits(job.id, 1); }));
  EXPECT_EQ(find(job.id).attempts.at(0).outcome, RunOutcome::TimedOut);
  EXPECT_EQ(find(job.id).attempts.at(0).error_code, "timed_out");
  pass_and_look(10s, worker);
  EXPECT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
}

TEST_F(RetriesTest, AnAttemptThatDoesNotStopIsGivenUpAndItsResultDropped) {
  Worker& worker = add_worker({.overdue = 50ms});
  worker.handle("deaf", hold(), {.backoff = {.base = 10s}, .timeout = 50ms});
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "deaf"});
  ASSERT_TRUE(eventually([&] { return waits(job.id, 1); }));
  EXPECT_EQ(find(job.id).attempts.at(0).outcome, RunOutcome::TimedOut);
  EXPECT_TRUE(counted("tenstone_jobs_stuck_handlers_count", 1));
  release();
  ASSERT_TRUE(eventually([&] { return counted("tenstone_jobs_stuck_handlers_count", 0); }));
  EXPECT_TRUE(waits(job.id, 1));
  pass_and_look(10s, worker);
  EXPECT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_EQ(count("job_runs"), 2);
}

TEST_F(RetriesTest, AnInterruptedAttemptHasItsOwnNumberAndDoesNotCount) {
  Worker& worker = add_worker({.drain = 1ms, .drain_stopped = 20ms});
  worker.handle("hold", hold());
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "hold"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  run(worker.drain());
  EXPECT_EQ(sql("SELECT attempt::text || ' ' || uncounted FROM jobs"), "1 1");
  EXPECT_EQ(find(job.id).state, JobState::Queued);
  release();
}

TEST_F(RetriesTest, ASnoozedAttemptDoesNotCountAndLeavesNoRow) {
  Worker& worker = add_worker();
  std::vector<int> counted;
  worker.handle("full",
                [&](jobs::Run& run) -> Task<Outcome> {
                  counted.push_back(run.counted());
                  if (run.attempt() <= 2) co_return Snooze{10s};
                  if (run.attempt() == 3) co_return Retry{"not yet", "not_yet"};
                  co_return Done{};
                },
                {.attempts = 2, .backoff = {.base = 10s}});
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "full"});
  const auto snoozed = [&](int attempt) {
    return sql("SELECT state::text || ' ' || attempt || ' ' || uncounted FROM jobs") ==
           "0 " + std::to_string(attempt) + " " + std::to_string(attempt);
  };
  ASSERT_TRUE(eventually([&] { return snoozed(1); }));
  EXPECT_EQ(find(job.id).state, JobState::Queued);
  EXPECT_TRUE(find(job.id).attempts.empty());
  EXPECT_EQ(sql("SELECT (run_at - tenstone.now() > interval '5 seconds')::text FROM jobs"), "true");
  pass_and_look(10s, worker);
  ASSERT_TRUE(eventually([&] { return snoozed(2); }));
  pass_and_look(10s, worker);
  ASSERT_TRUE(eventually([&] { return waits(job.id, 3); }));  // its first failure, of two
  pass_and_look(10s, worker);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_EQ(counted, (std::vector{1, 1, 1, 2}));
  EXPECT_EQ(find(job.id).attempts.size(), 2U);
}

TEST_F(RetriesTest, AJobThatIsCancelledWhileItSnoozesIsNotPutBack) {
  Worker& worker = add_worker();
  worker.handle("full", [this](jobs::Run&) -> Task<Outcome> {
    ++entered_;
    while (!released_) co_await runtime::sleep_for(1ms);
    co_return Snooze{1s};
  });
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "full"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  ASSERT_TRUE(run(cancel(job.id)));
  release();
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Cancelled; }));
  EXPECT_EQ(find(job.id).attempts.at(0).outcome, RunOutcome::Snoozed);
}

TEST_F(RetriesTest, AJobThatSnoozesForEverIsDead) {
  Worker& worker = add_worker();
  worker.handle("full", [](jobs::Run&) -> Task<Outcome> { co_return Snooze{1h}; });
  const auto job = enqueue({.org_id = kOrg, .kind = "full"});
  sql("UPDATE jobs SET attempt = 31999, uncounted = 31999");
  start(worker);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Failed; }));
  EXPECT_EQ(find(job.id).attempts.at(0).error_code, "snoozed_too_often");
}

TEST_F(RetriesTest, ADelayedJobRunsWhenItIsDueAndNotBefore) {
  Worker& worker = add_worker();
  worker.handle("fine", hold(0));
  start(worker);
  const auto later = enqueue({.org_id = kOrg, .kind = "fine", .delay = 1h});
  const auto soon = enqueue({.org_id = kOrg, .kind = "fine", .delay = 300ms});
  ASSERT_TRUE(eventually([&] { return find(soon.id).state == JobState::Succeeded; }));
  const auto ran = find(soon.id).attempts.at(0);
  EXPECT_GE(ran.started_at, find(soon.id).created_at + 300ms);
  EXPECT_EQ(find(later.id).state, JobState::Queued);
  EXPECT_GE(*find(later.id).next_run_at, find(later.id).created_at + 1h);
  pass_and_look(1h, worker);
  EXPECT_TRUE(eventually([&] { return find(later.id).state == JobState::Succeeded; }));
}

TEST_F(RetriesTest, AWaitingJobIsCancelledAtOnce) {
  const auto job = enqueue({.org_id = kOrg, .kind = "fine"});
  ASSERT_TRUE(run(cancel(job.id)));
  EXPECT_EQ(find(job.id).state, JobState::Cancelled);
  EXPECT_EQ(run(cancel(job.id)).error().code, "job_finished");
  EXPECT_EQ(run(cancel(Uuid{})).error().code, "job_not_found");
  ASSERT_TRUE(run(retry(job.id)));
  EXPECT_EQ(find(job.id).state, JobState::Queued);
}

TEST_F(RetriesTest, ARunningJobIsAskedToStopAndNotTriedAgain) {
  Worker& worker = add_worker();
  worker.handle("polite", [this](jobs::Run& run) -> Task<Outcome> {
    ++entered_;
    if (!co_await run.pause(1h)) throw std::runtime_error("stopped");
    co_return Done{};
  });
  worker.handle("failing", [this](jobs::Run&) -> Task<Outcome> {
    ++entered_;
    while (!released_) co_await runtime::sleep_for(1ms);
    co_return Retry{"no"};
  });
  start(worker);
  const auto polite = enqueue({.org_id = kOrg, .kind = "polite"});
  const auto failing = enqueue({.org_id = kOrg, .kind = "failing"});
  ASSERT_TRUE(eventually([&] { return entered_ == 2; }));
  ASSERT_TRUE(run(cancel(polite.id)));
  ASSERT_TRUE(run(cancel(failing.id)));
  EXPECT_EQ(find(polite.id).state, JobState::Running);
  release();  // it ends before its worker knows
  ASSERT_TRUE(eventually([&] { return find(failing.id).state == JobState::Cancelled; }));
  EXPECT_EQ(find(failing.id).attempts.at(0).outcome, RunOutcome::Failed);
  run(worker.beat());
  ASSERT_TRUE(eventually([&] { return find(polite.id).state == JobState::Cancelled; }));
  EXPECT_EQ(find(polite.id).attempts.at(0).outcome, RunOutcome::Cancelled);
  EXPECT_EQ(run(reader().list(kOrg, {.state = JobState::Cancelled})).size(), 2U);
}

TEST_F(RetriesTest, OneUniqueJobIsMadeHoweverManyAskForItAtOnce) {
  const auto ask = [&](Uuid org, std::string key) {
    return queue_->enqueue({.org_id = org, .kind = "fine", .unique = Unique{std::move(key), 600s}});
  };
  auto many = [&]() -> Task<std::vector<JobRef>> {
    std::vector<JobRef> refs;
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 20; ++i) {
      group.spawn([](auto one, std::vector<JobRef>* all) -> Task<> {
        const auto ref = co_await one(kOrg, "key");
        if (ref) all->push_back(*ref);
      }(ask, &refs));
    }
    co_await group.join();
    co_return refs;
  };
  const auto refs = run(many());
  ASSERT_EQ(refs.size(), 20U);
  EXPECT_EQ(std::ranges::count(refs, false, &JobRef::existed), 1);
  for (const JobRef& ref : refs) EXPECT_EQ(ref.id, refs[0].id);
  EXPECT_EQ(count("jobs"), 1);
  EXPECT_FALSE(run(ask(kOrg, "other"))->existed);
  EXPECT_FALSE(run(ask(Uuid{}, "key"))->existed);
  pass(601s);
  const auto again = run(ask(kOrg, "key"));
  EXPECT_FALSE(again->existed);
  EXPECT_NE(again->id, refs[0].id);
  EXPECT_EQ(run(ask(kOrg, "")).error().code, "invalid_unique_key");
}

}  // namespace
}  // namespace tenstone::jobs
