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

}  // namespace
}  // namespace tenstone::jobs
