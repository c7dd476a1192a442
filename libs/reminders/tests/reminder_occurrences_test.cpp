#include "reminders_fixture.hpp"

namespace tenstone::reminders {
namespace {

using ::testing::ElementsAre;

class OccurrencesTest : public RemindersTest {
 protected:
  OccurrencesTest() { time_is("2026-05-01T12:00:00Z"); }

  std::vector<Occurrence> all(const Uuid& id) { return run(reminders_.occurrences(kOrg, id, {}, 100)).value(); }
  // State, and what it waits for: "pending time".
  std::string state(const Uuid& id) {
    const auto latest = all(id).at(0);
    std::string text(validation::kSchema<OccurrenceState>.name(latest.state));
    if (latest.waiting) text += " " + std::string(validation::kSchema<WaitsFor>.name(latest.waiting->what));
    return text;
  }
  void set(const std::string& assignments) { sql("update reminder_occurrences set " + assignments); }
  // It has gone off, and a mail or a webhook is on its way by this job.
  Uuid delivers() {
    const Uuid delivery = ids_.next();
    set("fired_at = tenstone.now(), handed_over = true, delivery_id = '" + to_string(delivery) + "'");
    sql("update jobs set public_id = '" + to_string(delivery) + "', run_at = tenstone.now()");
    return delivery;
  }
  void job_has_ended(const std::string& outcome) {
    sql("with job as (delete from jobs returning *), run as (insert into job_runs (org_id, public_id, worker, run_at, "
        "started_at, finished_at, queue, kind, outcome, attempt, error_code, error_text) select org_id, public_id, 7, "
        "run_at, tenstone.now(), tenstone.now(), queue, kind, '" +
        outcome +
        "', 1, 'closed', 'the door was closed' from job) insert into jobs_dead (org_id, public_id, queue, kind, "
        "priority, attempt, lost, died_at, outcome, error_code, error_text, payload) select org_id, public_id, queue, "
        "kind, priority, 1, 0, tenstone.now(), '" +
        outcome + "', 'closed', 'the door was closed', payload from job where '" + outcome + "' <> 'succeeded'");
  }
  // An attempt failed; the next one is at that time.
  void job_is_tried_again(const std::string& at) {
    sql("insert into job_runs (org_id, public_id, worker, run_at, started_at, finished_at, queue, kind, outcome, "
        "attempt, error_code, error_text) select org_id, public_id, 7, run_at, tenstone.now(), tenstone.now(), queue, "
        "kind, 'failed', 1, 'closed', 'the door was closed' from jobs; update jobs set attempt = 1, run_at = '" +
        at + "'");
  }
};

TEST_F(OccurrencesTest, BeforeItGoesOffItWaitsForItsTimeOrForAWorker) {
  const Uuid id = add("2026-05-01T13:00:00Z").id;
  const auto waits = all(id).at(0);
  EXPECT_EQ(state(id), "pending time");
  EXPECT_EQ(waits.waiting->until, parse_rfc3339("2026-05-01T13:00:00Z"));
  EXPECT_EQ(waits.due_at, parse_rfc3339("2026-05-01T13:00:00Z"));
  EXPECT_FALSE(waits.snoozed || waits.fired_at || waits.acknowledged_at || waits.delivery);
  time_is("2026-05-01T13:00:00Z");
  EXPECT_EQ(state(id), "pending worker");
  EXPECT_FALSE(all(id).at(0).waiting->until);
  sql("update jobs set state = 1, worker = 7, started_at = tenstone.now()");
  EXPECT_EQ(state(id), "pending");
  sql("update jobs set state = 0, worker = null, started_at = null");
  job_is_tried_again("2026-05-01T13:01:00Z");
  EXPECT_EQ(state(id), "pending retry");
  const auto retries = all(id).at(0);
  EXPECT_EQ(retries.waiting->until, parse_rfc3339("2026-05-01T13:01:00Z"));
  EXPECT_EQ(retries.waiting->error_code, "closed");
  EXPECT_EQ(retries.waiting->error, "the door was closed");
  time_is("2026-05-01T13:01:00Z");
  EXPECT_EQ(state(id), "pending worker") << "the pause is over";
  job_has_ended("failed");
  EXPECT_EQ(state(id), "failed");
}

TEST_F(OccurrencesTest, OnceItHasGoneOffItsStateIsThatOfTheDelivery) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  const Uuid delivery = delivers();
  EXPECT_EQ(state(id), "delivering worker");
  EXPECT_EQ(all(id).at(0).delivery, delivery);
  EXPECT_EQ(all(id).at(0).fired_at, parse_rfc3339("2026-05-01T12:00:00Z"));
  job_is_tried_again("2026-05-01T12:00:02Z");
  EXPECT_EQ(state(id), "delivering retry");
  job_has_ended("succeeded");
  EXPECT_EQ(state(id), "delivered");
}

TEST_F(OccurrencesTest, ADeliveryThatIsGivenUpHasFailed) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  delivers();
  job_has_ended("failed");
  EXPECT_EQ(state(id), "failed");
}

TEST_F(OccurrencesTest, WhatTheChannelRefusedIsTriedAgainByItsOwnJob) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  set("fired_at = tenstone.now()");
  job_is_tried_again("2026-05-01T12:00:02Z");
  EXPECT_EQ(state(id), "delivering retry");
  job_has_ended("failed");
  EXPECT_EQ(state(id), "failed");
}

TEST_F(OccurrencesTest, TheLogHasItAtOnce) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  goes_off(id);
  EXPECT_EQ(state(id), "delivered");
  ASSERT_TRUE(run(reminders_.acknowledge(kOrg, id)));
  EXPECT_TRUE(all(id).at(0).acknowledged_at);
}

TEST_F(OccurrencesTest, MissedAndCancelledOnesWaitForNothing) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  set("missed = true");
  EXPECT_EQ(state(id), "missed");
  const Uuid other = add("2026-05-01T13:00:00Z").id;
  ASSERT_TRUE(run(reminders_.cancel(kOrg, other)));
  EXPECT_EQ(state(other), "cancelled");
}

TEST_F(OccurrencesTest, ArePagedLatestFirst) {
  const Uuid id = add("2026-05-01T13:00:00Z").id;
  sql("insert into reminder_occurrences (org_id, id, reminder_id, plan_version, due_at, missed) select org_id, "
      "gen_random_uuid(), reminder_id, n, due_at - n * interval '1 hour', true from reminder_occurrences, "
      "generate_series(1, 3) n");
  const auto dues = [&](std::optional<OccurrenceKey> before, std::size_t limit) {
    std::vector<std::string> found;
    for (const Occurrence& one : run(reminders_.occurrences(kOrg, id, before, limit)).value())
      found.push_back(to_rfc3339(one.due_at).substr(11, 5));
    return found;
  };
  EXPECT_THAT(dues({}, 2), ElementsAre("13:00", "12:00"));
  EXPECT_THAT(dues(OccurrenceKey{all(id).at(1).due_at, all(id).at(1).id}, 9), ElementsAre("11:00", "10:00"));
  EXPECT_TRUE(dues(OccurrenceKey{all(id).at(3).due_at, all(id).at(3).id}, 9).empty());
}

TEST_F(OccurrencesTest, ALifeHasTheAttemptsOfBothJobsInOrder) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  const Uuid occurrence = all(id).at(0).id;
  job_has_ended("succeeded");
  time_is("2026-05-01T12:00:05Z");
  const Uuid delivery = ids_.next();
  set("fired_at = tenstone.now(), handed_over = true, delivery_id = '" + to_string(delivery) + "'");
  sql("insert into jobs (org_id, public_id, queue, kind, run_at, payload) select '" + to_string(kOrg) + "', '" +
      to_string(delivery) + "', max(q.id), max(k.id), tenstone.now(), '' from queues q, job_kinds k");
  job_is_tried_again("2026-05-01T12:00:07Z");
  const auto life = run(reminders_.life(kOrg, id, occurrence)).value();
  EXPECT_EQ(life.occurrence.state, OccurrenceState::Delivering);
  ASSERT_EQ(life.attempts.size(), 2U);
  EXPECT_EQ(life.attempts[0].stage, Stage::GoOff);
  EXPECT_EQ(life.attempts[0].outcome, "succeeded");
  EXPECT_EQ(life.attempts[0].started_at, parse_rfc3339("2026-05-01T12:00:00Z"));
  EXPECT_EQ(life.attempts[1].stage, Stage::Deliver);
  EXPECT_EQ(life.attempts[1].attempt, 1);
  EXPECT_EQ(life.attempts[1].outcome, "failed");
  EXPECT_EQ(life.attempts[1].error, "the door was closed");
  EXPECT_EQ(life.attempts[1].finished_at, parse_rfc3339("2026-05-01T12:00:05Z"));
  EXPECT_EQ(run(reminders_.life(kOrg, id, delivery)).error().code, "occurrence_not_found");
  EXPECT_EQ(run(reminders_.life(kOrg, occurrence, occurrence)).error().code, "reminder_not_found");
}

}  // namespace
}  // namespace tenstone::reminders
