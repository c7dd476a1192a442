// Kinds that come and go while a worker works.
#include <map>
#include <mutex>

#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class KindsTest : public JobsTest {
 protected:
  // A worker that knows what it has read of the truth.
  Worker& add_reader(WorkerOptions options = {}) {
    Worker& worker = add_worker(std::move(options));
    worker.handle_others(
        {.find = [this](std::string_view kind) { return find_known(kind); }, .refresh = [this] { return refresh(); }});
    return worker;
  }
  std::shared_ptr<const Kind> find_known(std::string_view kind) {
    const std::scoped_lock lock(mutex_);
    const auto found = known_.find(kind);
    return found == known_.end() ? nullptr : found->second;
  }
  Task<> refresh() {
    const std::scoped_lock lock(mutex_);
    ++refreshes_;
    if (away_) throw Failure(Error(postgres::kDatabaseUnavailable));
    known_ = truth_;
    co_return;
  }
  void declare(const std::string& name, Kind kind) {
    const std::scoped_lock lock(mutex_);
    truth_.insert_or_assign(name, std::make_shared<const Kind>(std::move(kind)));
  }
  void tell() { run(refresh()); }
  static Handler succeeds() {
    return [](jobs::Run&) -> Task<Outcome> { co_return Done{}; };
  }
  static Handler fails() {
    return [](jobs::Run&) -> Task<Outcome> { co_return Retry{"not yet", "not_yet"}; };
  }
  bool is(const Uuid& id, JobState state) {
    return eventually([&] { return find(id).state == state; });
  }
  void pass_and_look(std::chrono::seconds by, Worker& worker) {
    pass(by);
    run(worker.beat());
    worker.wake("default");
  }

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Kind>, std::less<>> truth_, known_;
  std::atomic<int> refreshes_ = 0;
  std::atomic<bool> away_ = false;
};

TEST_F(KindsTest, OneThatTheWorkerHasNotHeardOfIsFoundInTheTruth) {
  start(add_reader());
  ASSERT_TRUE(eventually([&] { return count("workers") == 1; }));
  declare("late", {succeeds()});
  const auto job = enqueue({.org_id = kOrg, .kind = "late"});
  ASSERT_TRUE(is(job.id, JobState::Succeeded));
  EXPECT_EQ(find(job.id).attempt, 1);
  EXPECT_EQ(find(job.id).attempts.size(), 1U);
  EXPECT_EQ(refreshes_, 1);
  const auto again = enqueue({.org_id = kOrg, .kind = "late"});
  ASSERT_TRUE(is(again.id, JobState::Succeeded));
  EXPECT_EQ(refreshes_, 1);
}

TEST_F(KindsTest, FixedOnesNeedNoTruth) {
  Worker& worker = add_reader();
  worker.handle("fixed", succeeds());
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "fixed"});
  ASSERT_TRUE(is(job.id, JobState::Succeeded));
  EXPECT_EQ(refreshes_, 0);
}

TEST_F(KindsTest, AChangedPolicyHoldsForJobsThatWaitAlready) {
  declare("errand", {fails(), {.attempts = 5, .backoff = {.base = 10s}}});
  tell();
  Worker& worker = add_reader();
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "errand"});
  ASSERT_TRUE(is(job.id, JobState::Retrying));
  declare("errand", {fails(), {.attempts = 2}});
  tell();
  pass_and_look(10s, worker);
  ASSERT_TRUE(is(job.id, JobState::Failed));
  EXPECT_EQ(find(job.id).attempt, 2);
}

TEST_F(KindsTest, AnAttemptKeepsTheCodeThatItBeganWith) {
  const auto state = std::make_shared<std::atomic<int>>(0);
  const std::weak_ptr<std::atomic<int>> seen = state;
  // Its captures live in the kind.
  Handler slow = [this, state](jobs::Run&) -> Task<Outcome> {
    ++entered_;
    while (!released_) co_await runtime::sleep_for(1ms);
    ++*state;
    co_return Done{};
  };
  declare("slow", {std::exchange(slow, nullptr)});
  tell();
  start(add_reader());
  const auto job = enqueue({.org_id = kOrg, .kind = "slow"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  declare("slow", {fails()});
  tell();
  release();
  ASSERT_TRUE(is(job.id, JobState::Succeeded));
  EXPECT_EQ(*state, 1);
  EXPECT_TRUE(eventually([&] { return seen.use_count() == 1; }));  // ours
}

TEST_F(KindsTest, WhileTheTruthIsAwayNoAttemptCounts) {
  away_ = true;
  Worker& worker = add_reader();
  start(worker);
  declare("late", {succeeds(), {.attempts = 1}});
  const auto job = enqueue({.org_id = kOrg, .kind = "late"});
  ASSERT_TRUE(eventually([&] { return !find(job.id).attempts.empty() && find(job.id).attempts[0].outcome; }));
  EXPECT_EQ(find(job.id).attempts[0].outcome, RunOutcome::Interrupted);
  away_ = false;
  pass_and_look(2s, worker);
  EXPECT_TRUE(is(job.id, JobState::Succeeded));
}

TEST_F(KindsTest, JobsOfOneThatIsGoneFailUntilItIsThereAgain) {
  Worker& worker = add_reader();
  start(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "gone"});
  ASSERT_TRUE(is(job.id, JobState::Retrying));
  EXPECT_EQ(find(job.id).attempts.at(0).error_code, "job_kind_unknown");
  declare("gone", {succeeds()});
  pass_and_look(10s, worker);
  ASSERT_TRUE(is(job.id, JobState::Succeeded));
  EXPECT_EQ(find(job.id).attempt, 2);
}

// For a process that enqueues and cannot ask the workers.
TEST_F(KindsTest, WhatNoLiveWorkerHasAnnouncedIsNotRun) {
  const auto is_run = [this](std::string kind) { return run(reader().is_run(std::move(kind))); };
  EXPECT_TRUE(is_run("tea")) << "no worker says otherwise";
  Worker& worker = add_worker();
  worker.handle("greet", succeeds());
  worker.handle_others({.find = [this](std::string_view kind) { return find_known(kind); }, .announced = {"coffee"}});
  start(worker);
  ASSERT_TRUE(eventually([&] { return count("workers") == 1; }));
  EXPECT_TRUE(is_run("greet"));
  EXPECT_TRUE(is_run("coffee"));
  EXPECT_FALSE(is_run("tea"));
  sql("INSERT INTO workers (started_at, beat_at) VALUES (now(), now())");  // of a program that did not say
  EXPECT_TRUE(is_run("tea"));
  pass(31s);
  EXPECT_TRUE(is_run("tea")) << "all are taken for dead";
}

}  // namespace
}  // namespace tenstone::jobs
