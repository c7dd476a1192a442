// What a bug ends goes on, and what does not stop is let go of.
#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class StuckTest : public JobsTest {
 protected:
  // One slot, and handlers that are given up at once.
  Worker& narrow_worker(Policy deaf = {.backoff = {.base = 1h}, .timeout = 50ms}) {
    Worker& worker = add_worker({.slots = 1, .poll = 50ms, .overdue = 50ms});
    worker.handle("deaf", hold(), deaf);
    worker.handle("fine", hold(0));
    return worker;
  }
  bool ends_as(const JobRef& job, JobState state) {
    return eventually([&] { return find(job.id).state == state; });
  }
  Task<> cancel(Uuid id) {
    auto transaction = co_await database_->begin();
    EXPECT_TRUE(co_await queue_->cancel(transaction, kOrg, id));
    co_await transaction.commit();
  }
};

TEST_F(StuckTest, ALaneThatCannotWorkIsDownUntilItCanAndLosesNoJob) {
  Worker& worker = add_worker({.poll = 50ms});
  worker.handle("fine", hold(0));
  start(worker);
  sql("ALTER TABLE job_runs RENAME TO hidden");
  const auto job = enqueue({.org_id = kOrg, .kind = "fine"});
  EXPECT_TRUE(eventually([&] { return loops_.supervision().down() == std::vector<std::string>{"jobs.lane"}; }));
  sql("ALTER TABLE hidden RENAME TO job_runs");
  EXPECT_TRUE(ends_as(job, JobState::Succeeded));
  EXPECT_TRUE(eventually([&] { return loops_.supervision().down().empty(); }));
  EXPECT_EQ(entered_, 1);
}

TEST_F(StuckTest, CodeThatABugHidesIsLookedForAgain) {
  Worker& worker = add_worker({.slots = 1, .poll = 50ms});
  std::atomic<bool> broken = false;
  const auto code = std::make_shared<const Kind>(Kind{hold(0)});
  worker.handle_others({.find = [&](std::string_view) -> std::shared_ptr<const Kind> {
                          if (broken.exchange(false)) throw std::runtime_error("a bug");
                          return code;
                        },
                        .refresh = []() -> Task<> { co_return; }});
  start(worker);
  const auto first = enqueue({.org_id = kOrg, .kind = "later"});
  ASSERT_TRUE(ends_as(first, JobState::Succeeded));
  broken = true;
  const auto second = enqueue({.org_id = kOrg, .kind = "later"});
  EXPECT_TRUE(ends_as(second, JobState::Succeeded));
  EXPECT_TRUE(eventually([&] { return running(worker) == 0; }));
}

TEST_F(StuckTest, AHandlerThatIgnoresItsTimeoutFreesItsSlot) {
  Worker& worker = narrow_worker();
  start(worker);
  const auto deaf = enqueue({.org_id = kOrg, .kind = "deaf"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  EXPECT_TRUE(ends_as(deaf, JobState::Retrying));
  EXPECT_EQ(running(worker), 0U);
  release();
}

TEST_F(StuckTest, AHandlerThatIgnoresItsCancellationFreesItsSlot) {
  Worker& worker = narrow_worker({.timeout = 0ms});
  start(worker);
  const auto deaf = enqueue({.org_id = kOrg, .kind = "deaf"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  run(cancel(deaf.id));
  run(worker.beat());
  EXPECT_TRUE(ends_as(deaf, JobState::Cancelled));
  EXPECT_TRUE(eventually([&] { return running(worker) == 0; }));
  release();
}

TEST_F(StuckTest, WithAsManyStuckHandlersAsSlotsAWorkerTakesNothingUntilOneEnds) {
  Worker& worker = narrow_worker();
  start(worker);
  const auto deaf = enqueue({.org_id = kOrg, .kind = "deaf"});
  ASSERT_TRUE(ends_as(deaf, JobState::Retrying));
  EXPECT_TRUE(counted("tenstone_jobs_stuck_handlers_count", 1));
  const auto fine = enqueue({.org_id = kOrg, .kind = "fine"});
  run(worker.beat());
  EXPECT_EQ(find(fine.id).state, JobState::Queued);
  EXPECT_EQ(loops_.supervision().down(), std::vector<std::string>{"jobs.lane"});
  release();
  EXPECT_TRUE(ends_as(fine, JobState::Succeeded));
  EXPECT_TRUE(counted("tenstone_jobs_stuck_handlers_count", 0));
  EXPECT_TRUE(loops_.supervision().down().empty());
  EXPECT_EQ(find(deaf.id).state, JobState::Retrying);
}

}  // namespace
}  // namespace tenstone::jobs
