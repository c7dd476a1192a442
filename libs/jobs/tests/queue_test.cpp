#include "jobs_fixture.hpp"
#include "waker.hpp"

namespace tenstone::jobs {
namespace {

class QueueTest : public JobsTest {};

TEST_F(QueueTest, WhatIsEnqueuedInATransactionSharesItsFate) {
  const auto body = [](postgres::Database* database, Queue* queue, bool commit) -> Task<JobRef> {
    auto transaction = co_await database->begin();
    NewJob job{.org_id = kOrg, .kind = "greet"};
    const auto ref = co_await queue->enqueue(transaction, std::move(job));
    if (!ref) throw Failure(ref.error());
    if (commit) co_await transaction.commit();
    co_return *ref;
  };
  run(body(database_.get(), queue_.get(), false));
  EXPECT_EQ(count("jobs"), 0);
  const auto kept = run(body(database_.get(), queue_.get(), true));
  EXPECT_EQ(find(kept.id).state, JobState::Queued);
}

TEST_F(QueueTest, RefusesWhatDoesNotFit) {
  const auto large = run(queue_->enqueue({.org_id = kOrg, .kind = "greet", .payload = std::string(65'537, 'x')}));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, "payload_too_large");
  EXPECT_TRUE(run(queue_->enqueue({.org_id = kOrg, .kind = "greet", .payload = std::string(65'536, 'x')})));
  const auto name = run(queue_->enqueue({.org_id = kOrg, .kind = "Greet Mia"}));
  ASSERT_FALSE(name);
  EXPECT_EQ(name.error().code, "invalid_job_name");
  EXPECT_EQ(count("jobs"), 1);
}

TEST_F(QueueTest, KeepsWhatManyCallersEnqueueAtOnce) {
  constexpr int kCallers = 300;
  const auto one = [](Queue* queue, std::atomic<int>* kept) -> Task<> {
    const auto ref = co_await queue->enqueue({.org_id = kOrg, .kind = "greet"});
    if (ref) ++*kept;
  };
  std::atomic<int> kept = 0;
  for (std::size_t i = 0; i < kCallers; ++i) loops_[i % 2].spawn(one(queue_.get(), &kept));
  ASSERT_TRUE(eventually([&] { return kept == kCallers; }));
  EXPECT_EQ(count("jobs"), kCallers);
}

TEST_F(QueueTest, WakesOnceNowAndOnceAfterAMillisecond) {
  std::atomic<int> woken = 0;
  const auto waker = std::make_shared<Waker>([&](std::string_view) { ++woken; });
  const auto body = [](std::shared_ptr<Waker> on) -> Task<> {
    for (int i = 0; i < 1000; ++i) on->call("default");
    co_return;
  };
  run(body(waker));
  EXPECT_TRUE(eventually([&] { return woken >= 2; }));
  EXPECT_LE(woken, 3);
}

}  // namespace
}  // namespace tenstone::jobs
