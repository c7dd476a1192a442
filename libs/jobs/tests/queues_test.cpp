#include "tenstone/jobs/queues.hpp"

#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class QueuesTest : public JobsTest {
 protected:
  Queues queues() { return Queues(*database_, ids_); }
  QueueState state(const std::string& name) {
    for (QueueState& each : run(queues().list()))
      if (each.name == name) return each;
    throw std::runtime_error("no such queue: " + name);
  }
  Worker& quick_worker(WorkerOptions options = {.queues = {"default", "mail"}}) {
    options.poll = 20ms;
    Worker& worker = add_worker(std::move(options));
    worker.handle("hold", hold());
    worker.handle("fine", [](jobs::Run&) -> Task<Outcome> { co_return Done{}; });
    start(worker);
    return worker;
  }
  void enqueue_many(const std::string& kind, const std::string& queue, int many) {
    for (int i = 0; i < many; ++i) enqueue({.org_id = kOrg, .kind = kind, .queue = queue});
  }
};

TEST_F(QueuesTest, APausedQueueBeginsNothingAndLetsTheRestGoOn) {
  quick_worker();
  enqueue_many("hold", "mail", 1);
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  ASSERT_TRUE(run(queues().pause("olaf", "mail")));
  enqueue_many("hold", "mail", 2);
  enqueue_many("fine", "default", 3);
  ASSERT_TRUE(eventually([&] { return count("job_runs") == 3; }));
  const auto mail = state("mail");
  EXPECT_TRUE(mail.paused_at);
  EXPECT_EQ(mail.running, 1);
  EXPECT_EQ(mail.ready, 2);
  EXPECT_FALSE(state("default").paused_at);
  release();
  ASSERT_TRUE(eventually([&] { return count("job_runs") == 4; }));
  EXPECT_EQ(entered_, 1);
  ASSERT_TRUE(run(queues().resume("olaf", "mail")));  // noticed without a wake
  EXPECT_TRUE(eventually([&] { return count("job_runs") == 6; }));
  EXPECT_EQ(sql("SELECT string_agg(actor || ' ' || action || ' ' || subject, ', ' ORDER BY action) FROM audit_log "
                "WHERE subject LIKE 'queue:%'"),
            "olaf queue.paused queue:mail, olaf queue.resumed queue:mail");
}

// Also when the slots are full and others would get a turn.
TEST_F(QueuesTest, APausedQueueGetsNoTurn) {
  Worker& worker = quick_worker({.queues = {"default", "mail"}, .slots = 2});
  enqueue({.org_id = Uuid{}, .kind = "fine", .queue = "mail", .delay = 1h});
  ASSERT_TRUE(run(queues().pause("olaf", "mail")));
  sql("UPDATE jobs SET run_at = now()");
  enqueue_many("hold", "default", 5);
  ASSERT_TRUE(eventually([&] { return running(worker) == 2; }));
  enqueue({.org_id = Uuid{}, .kind = "hold"});  // a guest: after a look at all that wait
  ASSERT_TRUE(eventually([&] { return running(worker) == 3; }));
  EXPECT_EQ(state("mail").ready, 1);
  EXPECT_EQ(state("default").running, 3);
}

TEST_F(QueuesTest, ALimitHoldsOverAllWorkers) {
  enqueue_many("hold", "mail", 1);
  ASSERT_TRUE(run(queues().limit("olaf", "mail", 3)));
  enqueue_many("hold", "mail", 19);
  enqueue_many("fine", "default", 5);
  for (int i = 0; i < 3; ++i) quick_worker();
  ASSERT_TRUE(eventually([&] { return entered_ == 3 && count("job_runs") == 5; }));
  std::atomic<bool> over = false;
  const auto watch = [&] {
    if (count("jobs WHERE state = 1") > 3) over = true;
    return count("jobs") == 0;
  };
  EXPECT_FALSE(watch());
  release();
  EXPECT_TRUE(eventually(watch));
  EXPECT_FALSE(over);
}

TEST_F(QueuesTest, ALimitThatIsRaisedOrLiftedLetsMoreBegin) {
  Worker& worker = quick_worker();
  enqueue_many("hold", "mail", 1);
  ASSERT_TRUE(eventually([&] { return running(worker) == 1; }));
  ASSERT_TRUE(run(queues().limit("olaf", "mail", 1)));
  enqueue_many("hold", "mail", 9);
  EXPECT_EQ(state("mail").most_running, 1);
  ASSERT_TRUE(run(queues().limit("olaf", "mail", 4)));
  ASSERT_TRUE(eventually([&] { return running(worker) == 4; }));
  EXPECT_EQ(state("mail").ready, 6);
  ASSERT_TRUE(run(queues().limit("olaf", "mail", std::nullopt)));
  EXPECT_TRUE(eventually([&] { return running(worker) == 10; }));
}

TEST_F(QueuesTest, RefusesWhatDoesNotExistOrFit) {
  enqueue_many("hold", "mail", 1);
  EXPECT_EQ(run(queues().pause("olaf", "male")).error().code, "queue_not_found");
  EXPECT_EQ(run(queues().resume("olaf", "male")).error().code, "queue_not_found");
  EXPECT_EQ(run(queues().limit("olaf", "male", 1)).error().code, "queue_not_found");
  EXPECT_EQ(run(queues().limit("olaf", "mail", 0)).error().code, "queue_limit_invalid");
}

}  // namespace
}  // namespace tenstone::jobs
