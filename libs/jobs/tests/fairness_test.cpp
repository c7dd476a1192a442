#include <map>

#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class FairnessTest : public JobsTest {
 protected:
  // Ends when one more of its organisation may.
  Handler until_let_go() {
    return [this](jobs::Run& run) -> Task<Outcome> {
      std::atomic<int>& may_end = run.org_id() == kOrg ? ones_ : others_;
      int left = may_end;
      while (!released_ && (left == 0 || !may_end.compare_exchange_strong(left, left - 1))) {
        co_await runtime::sleep_for(1ms);
        left = may_end;
      }
      co_return Done{};
    };
  }
  void enqueue_many(Uuid org, int many, std::chrono::milliseconds delay = 0ms) {
    for (int i = 0; i < many; ++i) enqueue({.org_id = org, .kind = "long", .delay = delay});
  }
  long runs(const Uuid& org) { return count("jobs WHERE state = 1 AND org_id = '" + to_string(org) + "'"); }

  static inline const Uuid kOther = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");
  static inline const Uuid kThird = *parse_uuid("0190a1b2-0000-7000-8000-000000000003");
  std::atomic<int> ones_ = 0, others_ = 0;
};

TEST_F(FairnessTest, AnotherOrganisationsJobStartsWhileOneHoldsAllSlots) {
  Worker& worker = add_worker({.slots = 4, .guests = 2});
  worker.handle("long", until_let_go());
  start(worker);
  enqueue_many(kOrg, 20);
  ASSERT_TRUE(eventually([&] { return running(worker) == 4; }));
  enqueue_many(kOther, 3);
  ASSERT_TRUE(eventually([&] { return runs(kOther) == 1; }));
  enqueue_many(kThird, 1);
  ASSERT_TRUE(eventually([&] { return runs(kThird) == 1; }));
  EXPECT_EQ(runs(kOrg), 4);
  EXPECT_EQ(running(worker), 6U);
}

TEST_F(FairnessTest, SlotsThatBecomeFreeGoToTheOneThatHoldsLess) {
  Worker& worker = add_worker({.slots = 4, .poll = 20ms});
  worker.handle("long", until_let_go());
  start(worker);
  enqueue_many(kOrg, 30);
  ASSERT_TRUE(eventually([&] { return running(worker) == 4; }));
  enqueue_many(kOther, 10);
  ASSERT_TRUE(eventually([&] { return runs(kOther) == 1; }));
  ones_ = 2;
  ASSERT_TRUE(eventually([&] { return ones_ == 0 && runs(kOrg) == 2 && runs(kOther) == 2; }));
  ones_ = 4;
  ASSERT_TRUE(eventually([&] { return ones_ == 0 && count("job_runs") == 6 && running(worker) == 4; }));
  EXPECT_EQ(runs(kOrg), 2);
  EXPECT_EQ(runs(kOther), 2);
  others_ = 10;  // when the other has no more, the one has all again
  EXPECT_TRUE(eventually([&] { return runs(kOther) == 0 && runs(kOrg) == 4; }));
}

TEST_F(FairnessTest, WhatIsNotDueYetGetsNoTurnAndKeepsNoSlotFree) {
  Worker& worker = add_worker({.slots = 2, .poll = 20ms});
  worker.handle("long", until_let_go());
  start(worker);
  enqueue_many(kOther, 5, 1h);
  enqueue_many(kOrg, 20);
  ASSERT_TRUE(eventually([&] { return running(worker) == 2; }));
  ones_ = 18;
  ASSERT_TRUE(eventually([&] { return count("job_runs") == 18; }));
  EXPECT_EQ(count("jobs WHERE state = 0"), 5);
}

TEST_F(FairnessTest, WorkersTakeTurnsAmongManyOrganisations) {
  constexpr int kOrgs = 300, kJobs = 10;  // more than one look visits
  for (int i = 0; i < 2; ++i) {
    Worker& worker = add_worker({.slots = 20, .batch = 10, .lanes = 2});
    worker.handle("quick", hold(0));
  }
  enqueue({.org_id = kOrg, .kind = "quick"});
  sql("INSERT INTO jobs (public_id, org_id, queue, kind, run_at, payload) SELECT gen_random_uuid(), "
      "lpad(to_hex(org), 32, '0')::uuid, queue, kind, run_at, '' FROM jobs, generate_series(0, " +
      std::to_string(kOrgs - 1) + ") org, generate_series(1, " + std::to_string(kJobs) + ")");
  for (const auto& worker : workers_) start(*worker);
  ASSERT_TRUE(eventually([&] { return count("jobs") == 0; }));
  EXPECT_EQ(count("(SELECT DISTINCT public_id FROM job_runs WHERE outcome = 'succeeded') x"), kOrgs * kJobs + 1);
  EXPECT_EQ(count("job_runs"), kOrgs * kJobs + 1);
}

}  // namespace
}  // namespace tenstone::jobs
