#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

// How long a key is held, by how its job ends.
class UniqueTest : public JobsTest {
 protected:
  static NewJob once(const std::string& kind, std::string key = "key") {
    return {.org_id = kOrg, .kind = kind, .unique = Unique{std::move(key), 600s}};
  }
  JobRef ask(const std::string& kind = "report") { return enqueue(once(kind)); }
  Worker& worker_with(Handler handler, Policy policy = {.attempts = 1}) {
    Worker& worker = add_worker();
    worker.handle("report", std::move(handler), policy);
    start(worker);
    return worker;
  }
  void expect_a_new_job_after(const JobRef& dead) {
    const auto next = ask();
    EXPECT_FALSE(next.existed);
    EXPECT_NE(next.id, dead.id);
    EXPECT_EQ(ask().id, next.id);
    EXPECT_EQ(count("jobs_dead"), 1);
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

TEST_F(UniqueTest, AJobThatIsCancelledWhileItWaitsGivesItsKeyBack) {
  const auto job = ask();
  EXPECT_EQ(ask().id, job.id);
  ASSERT_TRUE(run(cancel(job.id)));
  expect_a_new_job_after(job);
}

TEST_F(UniqueTest, AJobThatFailsFinallyGivesItsKeyBack) {
  worker_with([](jobs::Run&) -> Task<Outcome> { co_return Discard{"no"}; });
  const auto job = ask();
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Failed; }));
  EXPECT_EQ(count("job_unique"), 0);
}

TEST_F(UniqueTest, AJobThatIsCancelledWhileItRunsKeepsItsKeyUntilItHasEnded) {
  worker_with([this](jobs::Run&) -> Task<Outcome> {
    ++entered_;
    while (!released_) co_await runtime::sleep_for(1ms);
    co_return Retry{"later"};
  });
  const auto job = ask();
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  ASSERT_TRUE(run(cancel(job.id)));
  EXPECT_EQ(ask().id, job.id);
  release();
  ASSERT_TRUE(eventually([&] { return find(job.id).state != JobState::Running; }));
  EXPECT_EQ(count("job_unique"), 0);
}

TEST_F(UniqueTest, AJobThatWillBeTriedAgainOrHasSucceededKeepsItsKey) {
  Worker& worker = worker_with(
      [](jobs::Run& run) -> Task<Outcome> {
        if (run.attempt() == 1) co_return Retry{"not yet"};
        co_return Done{};
      },
      {.attempts = 2});
  const auto job = ask();
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Retrying; }));
  EXPECT_EQ(ask().id, job.id);
  sql("UPDATE jobs SET run_at = now()");
  worker.wake("default");
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_TRUE(ask().existed);
  EXPECT_EQ(ask().id, job.id);
}

TEST_F(UniqueTest, APoisonousJobGivesItsKeyBack) {
  Worker& rescuer = add_worker();
  start(rescuer);
  const auto job = ask("nobodys");
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Retrying; }));
  sql("INSERT INTO workers (started_at, beat_at) VALUES (now() - interval '1 hour', now() - interval '1 hour')");
  sql("UPDATE jobs SET state = 1, started_at = now(), lost = 3, worker = (SELECT min(id) FROM workers WHERE beat_at < "
      "now() - interval '1 minute')");
  run(rescuer.rescue());
  EXPECT_EQ(find(job.id).state, JobState::Failed);
  EXPECT_EQ(count("job_unique"), 0);
}

TEST_F(UniqueTest, ADeadJobTakesItsKeyAgainWhenItIsRetriedInTime) {
  const auto job = ask();
  ASSERT_TRUE(run(cancel(job.id)));
  ASSERT_TRUE(run(retry(job.id)));
  EXPECT_EQ(ask().id, job.id);
  ASSERT_TRUE(run(cancel(job.id)));
  pass(601s);  // from the job's beginning, however often it was retried
  ASSERT_TRUE(run(retry(job.id)));
  EXPECT_FALSE(ask().existed);
}

TEST_F(UniqueTest, ADeadJobIsNotRetriedWhileAnotherHasItsKey) {
  const auto job = ask();
  ASSERT_TRUE(run(cancel(job.id)));
  const auto next = ask();
  const auto refused = run(retry(job.id));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "job_key_taken");
  EXPECT_EQ(find(job.id).state, JobState::Cancelled);
  EXPECT_EQ(ask().id, next.id);
  ASSERT_TRUE(run(cancel(next.id)));
  ASSERT_TRUE(run(retry(job.id)));
  EXPECT_EQ(ask().id, job.id);
}

// Seen from a transaction that began before: the key is neither free nor the dead job's any more.
TEST_F(UniqueTest, WhoAsksWhileAKeyChangesHandsGetsItsNewJob) {
  const auto first = ask();
  const auto body = [](postgres::Database* database, Queue* queue, Uuid cancelled) -> Task<> {
    auto holder = co_await database->begin();
    EXPECT_TRUE(co_await queue->cancel(holder, kOrg, cancelled));
    const auto next = co_await queue->enqueue(holder, once("report"));
    std::optional<JobRef> waited;
    const auto wait = [](Queue* on, std::optional<JobRef>* into) -> Task<> {
      NewJob job = once("report");
      *into = (co_await on->enqueue(std::move(job))).value();
    };
    runtime::TaskGroup group(runtime::Loop::current());
    group.spawn(wait(queue, &waited));
    for (int i = 0; i < 20; ++i) {
      NewJob other{.org_id = kOrg, .kind = "other"};
      EXPECT_TRUE(co_await queue->enqueue(std::move(other)));
    }
    EXPECT_FALSE(waited);
    co_await holder.commit();
    co_await group.join();
    EXPECT_EQ(waited->id, next->id);
    EXPECT_TRUE(waited->existed);
  };
  run(body(database_.get(), queue_.get(), first.id));
}

}  // namespace
}  // namespace tenstone::jobs
