#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class WorkerTest : public JobsTest {};

TEST_F(WorkerTest, RunsAJobAndKeepsItsRunAndItsLog) {
  Worker& worker = add_worker();
  worker.handle("greet", [](jobs::Run& run) -> Task<Outcome> {
    run.log("hello " + run.payload());
    run.log(logging::Level::Warn, "second line");
    run.log("third\0line\xFF"sv);
    co_return Done{};
  });
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "greet", .payload = "Mia"});
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));

  const JobView view = find(job.id);
  EXPECT_EQ(view.kind, "greet");
  EXPECT_EQ(view.queue, "default");
  EXPECT_EQ(view.attempt, 1);
  EXPECT_TRUE(view.finished_at);
  ASSERT_EQ(view.attempts.size(), 1U);
  const AttemptView& attempt = view.attempts[0];
  EXPECT_EQ(attempt.attempt, 1);
  EXPECT_EQ(attempt.outcome, RunOutcome::Succeeded);
  ASSERT_EQ(attempt.logs.size(), 3U);
  EXPECT_EQ(attempt.logs[0].text, "hello Mia");
  EXPECT_EQ(attempt.logs[1].text, "second line");
  EXPECT_EQ(attempt.logs[1].level, logging::Level::Warn);
  EXPECT_EQ(attempt.logs[2].text, "third\xEF\xBF\xBDline\xEF\xBF\xBD");
  EXPECT_EQ(count("jobs"), 0);
}

TEST_F(WorkerTest, TwoWorkersRunEachJobOnce) {
  constexpr int kJobs = 3000;
  std::atomic<int> runs = 0;
  for (int i = 0; i < 2; ++i) {
    Worker& worker = add_worker({.slots = 50, .batch = 20, .lanes = 2});
    worker.handle("count", [&runs](jobs::Run&) -> Task<Outcome> {
      ++runs;
      co_return Done{};
    });
  }
  enqueue({.org_id = kOrg, .kind = "count"});
  sql("INSERT INTO jobs (public_id, org_id, queue, kind, run_at, payload) SELECT gen_random_uuid(), org_id, queue, "
      "kind, "
      "run_at, '' FROM jobs, generate_series(2, " +
      std::to_string(kJobs) + ")");
  for (const auto& worker : workers_) start(*worker);
  ASSERT_TRUE(eventually([&] { return count("jobs") == 0; }));
  EXPECT_EQ(runs, kJobs);
  EXPECT_EQ(count("job_runs WHERE outcome = 'succeeded' AND attempt = 1"), kJobs);
  EXPECT_EQ(count("(SELECT DISTINCT public_id FROM job_runs) x"), kJobs);
  EXPECT_EQ(count("(SELECT DISTINCT worker FROM job_runs) x"), 2);
}

TEST_F(WorkerTest, ADiscardedJobIsDeadWithItsReason) {
  Worker& worker = add_worker();
  worker.handle("doomed", [](jobs::Run&) -> Task<Outcome> { co_return Discard{"no such report", "report_not_found"}; });
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "doomed", .payload = "p"});
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Failed; }));
  const JobView view = find(job.id);
  ASSERT_EQ(view.attempts.size(), 1U);
  EXPECT_EQ(view.attempts[0].outcome, RunOutcome::Failed);
  EXPECT_EQ(view.attempts[0].error_code, "report_not_found");
  EXPECT_EQ(view.attempts[0].error_text, "no such report");
  EXPECT_EQ(count("jobs"), 0);
  EXPECT_EQ(sql("SELECT convert_from(payload, 'UTF8') FROM jobs_dead WHERE error_code = 'report_not_found'"), "p");
}

TEST_F(WorkerTest, WhatAHandlerThrowsEndsItsAttemptAndNothingElse) {
  Worker& worker = add_worker();
  worker.handle("throws",
                [](jobs::Run& run) -> Task<Outcome> {
                  if (run.payload() == "failure") throw Failure(kBusy);
                  if (run.payload() == "int") throw 7;
                  throw std::runtime_error("secret detail");
                },
                {.attempts = 1});
  start(worker);
  const auto error = [&](const char* payload) {
    const auto job = enqueue({.org_id = kOrg, .kind = "throws", .payload = payload});
    EXPECT_TRUE(eventually([&] { return find(job.id).state == JobState::Failed; }));
    return find(job.id).attempts.at(0);
  };
  EXPECT_EQ(error("failure").error_code, "busy");
  EXPECT_EQ(error("int").error_code, "internal");
  const auto bug = error("bug");
  EXPECT_EQ(bug.error_code, "internal");
  EXPECT_EQ(bug.error_text, kInternal.meaning());
}

TEST_F(WorkerTest, AJobWithoutAHandlerSaysSoAndWaitsForAWorkerThatHasOne) {
  start(add_worker());
  const auto job = enqueue({.org_id = kOrg, .kind = "nobody"});
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Retrying; }));
  EXPECT_EQ(find(job.id).attempts.at(0).error_code, "job_kind_unknown");
}

TEST_F(WorkerTest, TakesNothingFromOtherQueues) {
  Worker& mail = add_worker({.queues = {"mail"}});
  mail.handle("send", hold(0));
  start(mail);
  const auto other = enqueue({.org_id = kOrg, .kind = "send", .queue = "reports", .priority = kUrgent});
  const auto own = enqueue({.org_id = kOrg, .kind = "send", .queue = "mail", .priority = kIdle});
  ASSERT_TRUE(eventually([&] { return find(own.id).state == JobState::Succeeded; }));
  EXPECT_EQ(find(other.id).state, JobState::Queued);
  Worker& both = add_worker({.queues = {"mail", "reports"}});
  both.handle("send", hold(0));
  start(both);
  EXPECT_TRUE(eventually([&] { return find(other.id).state == JobState::Succeeded; }));
}

TEST_F(WorkerTest, TakesTheMostUrgentFirstAndTheOldestAmongEquals) {
  std::mutex mutex;
  std::vector<std::string> order;
  for (const auto& [name, priority] :
       {std::pair("idle", kIdle), {"normal 1", kNormal}, {"urgent", kUrgent}, {"normal 2", kNormal}})
    enqueue({.org_id = kOrg, .kind = "note", .payload = name, .priority = priority});
  Worker& worker = add_worker({.slots = 1});
  worker.handle("note", [&](jobs::Run& run) -> Task<Outcome> {
    const std::scoped_lock lock(mutex);
    order.push_back(run.payload());
    co_return Done{};
  });
  start(worker);
  ASSERT_TRUE(eventually([&] { return count("jobs") == 0; }));
  EXPECT_EQ(order, (std::vector<std::string>{"urgent", "normal 1", "normal 2", "idle"}));
}

TEST_F(WorkerTest, TheLogOfARunningAttemptCanBeRead) {
  Worker& worker = add_worker();
  worker.handle("slow", [this](jobs::Run& run) -> Task<Outcome> {
    run.log("began");
    while (!released_) co_await runtime::sleep_for(1ms);
    co_return Done{};
  });
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "slow"});
  ASSERT_TRUE(eventually([&] {
    const auto view = find(job.id);
    return !view.attempts.empty() && view.attempts[0].logs.size() == 1;
  }));
  const auto view = find(job.id);
  EXPECT_EQ(view.state, JobState::Running);
  EXPECT_FALSE(view.attempts[0].outcome);
  EXPECT_EQ(view.attempts[0].logs[0].text, "began");
}

TEST_F(WorkerTest, RunsNoMoreThanItsSlots) {
  Worker& worker = add_worker({.slots = 3});
  worker.handle("hold", hold());
  start(worker);
  for (int i = 0; i < 5; ++i) enqueue({.org_id = kOrg, .kind = "hold"});
  ASSERT_TRUE(eventually([&] { return running(worker) == 3; }));
  EXPECT_EQ(count("jobs WHERE state = 0"), 2);
  release();
  EXPECT_TRUE(eventually([&] { return count("jobs") == 0; }));
}

TEST_F(WorkerTest, ListsAnOrganisationsJobsNewestFirst) {
  Worker& worker = add_worker();
  worker.handle("fine", hold(0));
  std::vector<Uuid> ids;
  for (int i = 0; i < 3; ++i) ids.push_back(enqueue({.org_id = kOrg, .kind = "fine"}).id);
  enqueue({.org_id = Uuid{}, .kind = "fine"});
  start(worker);
  ASSERT_TRUE(eventually([&] { return count("jobs") == 0; }));
  ids.push_back(enqueue({.org_id = kOrg, .kind = "fine", .queue = "later"}).id);
  const auto all = run(reader().list(kOrg, {}));
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].id, ids[3]);
  EXPECT_EQ(all[0].state, JobState::Queued);
  EXPECT_EQ(all[3].id, ids[0]);
  EXPECT_EQ(all[3].state, JobState::Succeeded);
  const auto page = run(reader().list(kOrg, {.state = JobState::Succeeded, .limit = 2, .before = ids[2]}));
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].id, ids[1]);
  EXPECT_FALSE(run(reader().find(Uuid{}, ids[0])));
}

}  // namespace
}  // namespace tenstone::jobs
