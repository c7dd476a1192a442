#include "jobs_fixture.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::jobs {
namespace {

class RetentionTest : public JobsTest {
 protected:
  std::string days(const std::string& parent) {
    return sql("SELECT count(*)::text FROM pg_inherits WHERE inhparent = '" + parent + "'::regclass");
  }
  void run_one(Worker& worker) {
    const auto before = count("job_runs");
    enqueue({.org_id = kOrg, .kind = "fine"});
    worker.wake("default");
    ASSERT_TRUE(eventually([&] { return count("job_runs") == before + 1; }));
  }
};

TEST_F(RetentionTest, HistoryIsDroppedByDaysAndDeadJobsStay) {
  Worker& worker = add_worker({.history = std::chrono::hours(24 * 7)});
  worker.handle("fine", [](jobs::Run& run) -> Task<Outcome> {
    run.log("done");
    co_return Done{};
  });
  worker.handle("doomed", [](jobs::Run&) -> Task<Outcome> { co_return Discard{"no"}; });
  start(worker);
  run_one(worker);
  const auto dead = enqueue({.org_id = kOrg, .kind = "doomed"});
  ASSERT_TRUE(eventually([&] { return find(dead.id).state == JobState::Failed; }));
  EXPECT_EQ(days("job_runs"), "5");
  EXPECT_EQ(sql("SELECT drop_job_partitions(tenstone.now() - interval '7 days')::text"), "0");

  run(worker.beat());  // drops what is over, and does so again in an hour
  pass(24h * 9);
  run(worker.beat());  // makes the days from then on
  EXPECT_EQ(days("job_runs"), "9");
  EXPECT_EQ(sql("SELECT drop_job_partitions(tenstone.now() - interval '7 days')::text"), "4");
  EXPECT_EQ(days("job_runs"), "7");
  EXPECT_EQ(count("job_runs"), 0);
  EXPECT_EQ(count("job_logs"), 0);
  EXPECT_EQ(count("jobs_dead"), 1);
  EXPECT_EQ(find(dead.id).state, JobState::Failed);
  EXPECT_EQ(sql("SELECT drop_job_partitions(tenstone.now() - interval '5 days')::text"), "4");
  run_one(worker);
}

// A backup reads for hours. What waits for it must not stand before those who end attempts.
TEST_F(RetentionTest, DaysAreMadeBesideAReaderOfTheHistory) {
  auto reader = postgres::BlockingConnection::open(temporary_.url(), 5s, "reader");
  ASSERT_TRUE(reader);
  ASSERT_TRUE(
      reader->execute("BEGIN; LOCK TABLE ONLY tenstone.job_runs IN ACCESS SHARE MODE; LOCK TABLE ONLY "
                      "tenstone.job_logs IN ACCESS SHARE "
                      "MODE"));
  pass(24h * 9);
  sql("SELECT FROM ensure_job_partitions(3)");
  EXPECT_EQ(days("job_runs"), "9");
  EXPECT_EQ(days("job_logs"), "9");
}

TEST_F(RetentionTest, WhatIsInTheDefaultPartitionIsDeletedByItsTime) {
  sql("INSERT INTO job_runs (org_id, public_id, worker, run_at, started_at, finished_at, queue, kind, outcome, "
      "attempt) "
      "SELECT gen_random_uuid(), gen_random_uuid(), 1, now(), now(), now() - interval '1 day' * d, 1, 1, 'succeeded', "
      "1 "
      "FROM unnest('{100, 99, 2}'::int[]) d");
  EXPECT_EQ(count("job_runs_default"), 3);
  EXPECT_EQ(sql("SELECT drop_job_partitions(tenstone.now() - interval '30 days')::text"), "0");
  EXPECT_EQ(count("job_runs"), 1);
}

// A worker's first beat drops what is over.
TEST_F(RetentionTest, AWorkerDropsWhatIsOver) {
  sql("CREATE TABLE job_runs_20200101 PARTITION OF job_runs FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 "
      "00:00+00')");
  Worker& worker = add_worker();
  worker.handle("fine", hold(0));
  start(worker);
  run_one(worker);  // it has signed in
  run(worker.beat());
  EXPECT_EQ(sql("SELECT count(*)::text FROM pg_class WHERE relname = 'job_runs_20200101'"), "0");
}

// Somebody's report holds the tables: what ends attempts waits no longer than a moment.
TEST_F(RetentionTest, ALongReportKeepsTheHistoryAndNobodyWaitsForIt) {
  sql("CREATE TABLE job_runs_20200101 PARTITION OF job_runs FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2020-01-02 "
      "00:00+00')");
  Worker& worker = add_worker();
  worker.handle("fine", hold(0));
  start(worker);
  run_one(worker);
  const auto body = [](postgres::Database* database, Worker* of) -> Task<> {
    auto report = co_await database->begin();
    const auto rows = co_await report.execute(postgres::Statement{"report", "SELECT count(*) FROM job_runs"});
    EXPECT_TRUE(rows);
    co_await of->beat();
  };
  run(body(database_.get(), &worker));
  EXPECT_EQ(sql("SELECT count(*)::text FROM pg_class WHERE relname = 'job_runs_20200101'"), "1");
  run_one(worker);
}

}  // namespace
}  // namespace tenstone::jobs
