#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class ProgressTest : public JobsTest {
 protected:
  std::string states(const std::vector<Uuid>& ids) {
    std::string all;
    for (const JobProgress& job : run(reader().progress(kOrg, ids)))
      all += (all.empty() ? "" : ", ") + std::string(to_string(job.state)) + ' ' + std::to_string(job.attempt) + ' ' +
             job.error_code.value_or("-");
    return all;
  }
  std::vector<Uuid> failed(std::optional<Uuid> before = {}, std::size_t limit = 10) {
    return run(reader().failed(kOrg, "fail", before, limit));
  }
};

TEST_F(ProgressTest, IsKnownOfManyJobsAtOnce) {
  Worker& worker = add_worker();
  worker.handle("hold", hold());
  worker.handle("done", [](jobs::Run&) -> Task<Outcome> { co_return Done{}; });
  worker.handle("retry", [](jobs::Run&) -> Task<Outcome> {
    co_return Retry{.reason = "later", .code = "closed", .at_least = 1h};
  });
  worker.handle("fail", [](jobs::Run&) -> Task<Outcome> { co_return Discard{.reason = "no", .code = "no_order"}; });
  std::vector<Uuid> ids;
  for (const char* kind : {"hold", "done", "retry", "fail"}) ids.push_back(enqueue({.org_id = kOrg, .kind = kind}).id);
  ids.push_back(enqueue({.org_id = kOrg, .kind = "done", .queue = "nobody"}).id);
  ids.push_back(ids_.next());
  start(worker);
  const std::string wanted =
      "running 1 -, succeeded 1 -, retrying 1 closed, failed 1 no_order, queued 0 -, succeeded 0 -";
  EXPECT_TRUE(eventually([&] { return states(ids) == wanted; })) << states(ids);
  const auto waits = run(reader().progress(kOrg, {ids[2], ids[1]}));
  EXPECT_TRUE(waits.at(0).next_run_at);
  EXPECT_FALSE(waits.at(1).next_run_at);
  EXPECT_EQ(waits.at(0).error_text, "later");
  const auto others = run(reader().progress(ids_.next(), {ids[3]}));
  EXPECT_EQ(others.at(0).state, JobState::Succeeded);  // nobody else's job is known
}

TEST_F(ProgressTest, TheFailedOfAKindComeNewestFirst) {
  Worker& worker = add_worker();
  worker.handle("fail", [](jobs::Run&) -> Task<Outcome> { co_return Discard{.reason = "no"}; });
  worker.handle("other", [](jobs::Run&) -> Task<Outcome> { co_return Discard{.reason = "no"}; });
  EXPECT_TRUE(failed().empty());
  std::vector<Uuid> ids;
  for (const char* kind : {"fail", "fail", "fail", "other"}) ids.push_back(enqueue({.org_id = kOrg, .kind = kind}).id);
  start(worker);
  ASSERT_TRUE(eventually([&] { return count("jobs_dead") == 4; }));
  EXPECT_EQ(failed(), (std::vector{ids[2], ids[1], ids[0]}));
  EXPECT_EQ(failed(ids[2], 1), (std::vector{ids[1]}));
  EXPECT_TRUE(failed(ids[0]).empty());
  EXPECT_TRUE(run(reader().failed(ids_.next(), "fail", {}, 10)).empty());
}

}  // namespace
}  // namespace tenstone::jobs
