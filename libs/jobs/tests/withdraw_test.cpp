#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class WithdrawTest : public JobsTest {
 protected:
  std::size_t withdraw(std::vector<Uuid> ids, Uuid org = kOrg, bool commit = true) {
    const auto body = [](postgres::Database* database, Queue* queue, Uuid whose, std::vector<Uuid> which,
                         bool keep) -> Task<std::size_t> {
      auto transaction = co_await database->begin();
      const auto withdrawn = co_await queue->withdraw(transaction, whose, std::move(which));
      if (!withdrawn) throw Failure(withdrawn.error());
      if (keep) co_await transaction.commit();
      co_return *withdrawn;
    };
    return run(body(database_.get(), queue_.get(), org, std::move(ids), commit));
  }
  bool known(const Uuid& id) { return run(reader().find(kOrg, id)).has_value(); }
};

TEST_F(WithdrawTest, WhatWaitsIsTakenOutAsIfItHadNotBeenEnqueued) {
  const Uuid now = enqueue({.org_id = kOrg, .kind = "greet"}).id;
  const Uuid later = enqueue({.org_id = kOrg, .kind = "greet", .delay = 1h}).id;
  const Uuid stays = enqueue({.org_id = kOrg, .kind = "greet"}).id;
  EXPECT_EQ(withdraw({now, later}, ids_.next()), 0U) << "another organisation's";
  EXPECT_EQ(withdraw({now, later}, kOrg, false), 2U);
  EXPECT_TRUE(known(now)) << "with the transaction, or not at all";
  EXPECT_EQ(withdraw({now, later, ids_.next()}), 2U) << "an id that no job has is left out";
  EXPECT_FALSE(known(now) || known(later));
  EXPECT_TRUE(known(stays));
  EXPECT_EQ(count("jobs_dead") + count("job_runs"), 0);
  EXPECT_EQ(withdraw({now}), 0U);
  EXPECT_EQ(enqueue({.org_id = kOrg, .kind = "greet", .id = now}).id, now) << "its id is free";
}

TEST_F(WithdrawTest, WhatRunsOrHasEndedIsLeftAlone) {
  Worker& worker = add_worker();
  worker.handle("hold", hold());
  worker.handle("fail", [](jobs::Run&) -> Task<Outcome> { co_return Discard{.reason = "no"}; });
  worker.handle("retry", [](jobs::Run&) -> Task<Outcome> { co_return Retry{.reason = "later", .at_least = 1h}; });
  const Uuid runs = enqueue({.org_id = kOrg, .kind = "hold"}).id, dead = enqueue({.org_id = kOrg, .kind = "fail"}).id;
  const Uuid retries = enqueue({.org_id = kOrg, .kind = "retry"}).id;
  start(worker);
  ASSERT_TRUE(eventually([&] {
    return find(runs).state == JobState::Running && find(dead).state == JobState::Failed &&
           find(retries).state == JobState::Retrying;
  }));
  EXPECT_EQ(withdraw({runs, dead, retries}), 1U) << "one that waits for another attempt waits";
  EXPECT_EQ(find(dead).state, JobState::Failed);
  release();
  EXPECT_TRUE(eventually([&] { return find(runs).state == JobState::Succeeded; }));
}

TEST_F(WithdrawTest, WhatIsUniqueKeepsItsKeyAndStays) {
  const Uuid unique = enqueue({.org_id = kOrg, .kind = "greet", .unique = Unique{"hello", 600s}}).id;
  EXPECT_EQ(withdraw({unique}), 0U);
  EXPECT_TRUE(known(unique));
}

}  // namespace
}  // namespace tenstone::jobs
