#include "jobs_fixture.hpp"
#include "tenstone/jobs/redis_due.hpp"
#include "tenstone/testing/redis_server.hpp"

namespace tenstone::jobs {
namespace {

// The worker looks by itself once an hour: what is on time, it was told of.
class DueTest : public JobsTest {
 protected:
  DueTest() { connect(); }
  void TearDown() override {
    run(forget(&due_));
    JobsTest::TearDown();
  }

  void connect() {
    redis_ = std::make_unique<redis::Redis>(loops_, redis::Options{.url = server_.url()});
    EXPECT_TRUE(run(redis_->ready(10s)));
    queue_ = std::make_unique<Queue>(loops_, *database_, ids_, registry_, Wake(), remember_in_redis(*redis_, clock_));
  }
  // Its first look is over: the next is an hour away.
  Worker& idle_worker() {
    Worker& worker = add_worker({.poll = 1h});
    worker.handle("done", [this](jobs::Run&) -> Task<Outcome> {
      ++entered_;
      co_return Done{};
    });
    start(worker);
    const auto first = enqueue({.org_id = kOrg, .kind = "done"});
    worker.wake("default");
    EXPECT_TRUE(eventually([&] { return succeeded(first); }));
    return worker;
  }
  void follow(Worker& worker) {
    due_ = std::make_unique<DueTimes>(*redis_, loops_[0], clock_, [&](std::string_view queue) { worker.look(queue); });
  }
  static Task<> forget(std::unique_ptr<DueTimes>* due) {  // it goes on its loop
    due->reset();
    co_return;
  }
  bool succeeded(const JobRef& job) { return find(job.id).state == JobState::Succeeded; }
  std::int64_t remembered() {
    const auto body = [](redis::Redis* redis) -> Task<std::int64_t> {
      const auto reply = co_await redis->command({"ZCARD", "tenstone:{jobs}:due"});
      co_return reply ? reply->integer : -1;
    };
    return run(body(redis_.get()));
  }

  testing::RedisServer server_;
  std::unique_ptr<redis::Redis> redis_;
  std::unique_ptr<DueTimes> due_;
};

TEST_F(DueTest, ADelayedJobRunsWhenItIsDueAndNotBefore) {
  Worker& worker = idle_worker();
  follow(worker);
  const auto job = enqueue({.org_id = kOrg, .kind = "done", .delay = 300ms});
  ASSERT_TRUE(eventually([&] { return succeeded(job); }));
  const auto view = find(job.id);
  EXPECT_GE(view.attempts.at(0).started_at - view.created_at, 299ms);
  EXPECT_EQ(remembered(), 0);
}

TEST_F(DueTest, AnEarlierOneGoesFirst) {
  Worker& worker = idle_worker();
  follow(worker);
  const auto late = enqueue({.org_id = kOrg, .kind = "done", .delay = 30min});
  ASSERT_TRUE(eventually([&] { return remembered() == 1; }));
  const auto early = enqueue({.org_id = kOrg, .kind = "done", .delay = 100ms});
  ASSERT_TRUE(eventually([&] { return succeeded(early); }));
  EXPECT_EQ(find(late.id).state, JobState::Queued);
  EXPECT_EQ(remembered(), 1);
}

TEST_F(DueTest, WhatWasRememberedWhileNobodyFollowedIsTaken) {
  Worker& worker = idle_worker();
  const auto job = enqueue({.org_id = kOrg, .kind = "done", .delay = 1ms});
  ASSERT_TRUE(eventually([&] { return remembered() == 1; }));
  follow(worker);
  EXPECT_TRUE(eventually([&] { return succeeded(job); }));
}

TEST_F(DueTest, AHintThatIsWrongCostsALookAndRunsNothingEarly) {
  Worker& worker = idle_worker();
  const auto job = enqueue({.org_id = kOrg, .kind = "done", .delay = 2h});  // too far away to be remembered
  const auto body = [](redis::Redis* redis) -> Task<> {
    const auto reply = co_await redis->command({"ZADD", "tenstone:{jobs}:due", "1", "default@1"});
    EXPECT_TRUE(reply);
  };
  run(body(redis_.get()));
  follow(worker);
  ASSERT_TRUE(eventually([&] { return remembered() == 0; }));
  EXPECT_EQ(find(job.id).state, JobState::Queued);
  pass(2h + 1s);
  worker.look("default");
  EXPECT_TRUE(eventually([&] { return succeeded(job); }));
}

TEST_F(DueTest, WithoutRedisAWorkersOwnLookFindsIt) {
  Worker& worker = add_worker({.poll = 50ms});
  worker.handle("done", [](jobs::Run&) -> Task<Outcome> { co_return Done{}; });
  start(worker);
  server_.kill();
  const auto job = enqueue({.org_id = kOrg, .kind = "done", .delay = 200ms});
  EXPECT_TRUE(eventually([&] { return succeeded(job); }));
}

TEST_F(DueTest, AfterRedisHasForgottenLaterJobsAreOnTime) {
  Worker& worker = idle_worker();
  follow(worker);
  server_.kill();
  server_.start();
  ASSERT_TRUE(run(redis_->ready(10s)));
  const auto job = enqueue({.org_id = kOrg, .kind = "done", .delay = 100ms});
  EXPECT_TRUE(eventually([&] { return succeeded(job); }));
}

}  // namespace
}  // namespace tenstone::jobs
