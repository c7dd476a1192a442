// Results and files of attempts: what becomes visible with a job's success, and what never does.
#include "jobs_fixture.hpp"
#include "trip.hpp"

namespace tenstone::jobs {
namespace {

// The smallest store: a table with a row a file.
class Table final : public Attachments {
 public:
  Table(postgres::Database& database, Ids& ids) : database_(database), ids_(ids) {}

  Task<Result<Uuid>> keep(AttemptKey attempt, NewFile file) override {
    static constexpr postgres::Statement kKeep{
        "INSERT INTO tenstone.kept (id, org_id, job, worker, attempt, name) VALUES ($1, $2, $3, $4, $5, $6)"};
    const Uuid id = ids_.next();
    const auto done =
        co_await database_.write(kKeep, id, attempt.org_id, attempt.job, attempt.worker, attempt.attempt, file.name);
    if (!done) co_return done.error();
    co_return id;
  }
  postgres::Query publish(const std::vector<AttachedFile>& files) const override {
    static constexpr postgres::Statement kPublish{
        "UPDATE tenstone.kept SET seen = true WHERE id = ANY ($1) AND job_attempt_succeeded(org_id, job, worker, "
        "attempt)"};
    std::vector<Uuid> ids;
    for (const AttachedFile& file : files) ids.push_back(file.id);
    return {kPublish, ids};
  }

 private:
  postgres::Database& database_;
  Ids& ids_;
};

class ResultsTest : public JobsTest {
 protected:
  ResultsTest() {
    sql("CREATE TABLE tenstone.kept (id uuid PRIMARY KEY, org_id uuid, job uuid, worker bigint, attempt smallint, name "
        "text, seen boolean NOT NULL DEFAULT false)");
  }
  Worker& worker_with(Handler handler, Policy policy = {}, WorkerOptions options = {}) {
    Worker& worker = add_worker(std::move(options));
    worker.attach_by(table_);
    worker.handle("report", std::move(handler), policy);
    start(worker);
    return worker;
  }
  JobView ended(JobState state) {
    const auto job = enqueue({.org_id = kOrg, .kind = "report"});
    EXPECT_TRUE(eventually([&] { return find(job.id).state == state; }));
    return find(job.id);
  }
  std::string seen() {
    return sql("SELECT coalesce(string_agg(name, ',' ORDER BY name), '') FROM tenstone.kept WHERE seen");
  }

  Table table_{*database_, ids_};
};

Task<> attach(jobs::Run& run, std::string name) {
  const auto kept = co_await run.attach(std::move(name), "text/csv", "a,b\r\n");
  if (!kept) throw Failure(kept.error());
}

TEST_F(ResultsTest, AResultIsStoredWithTheSuccessOnOneLine) {
  worker_with(
      [](jobs::Run&) -> Task<Outcome> { co_return Done{.result = "{\"rows\" : 3,\n \"name\":\"caf\\u00e9\"}"}; });
  const JobView view = ended(JobState::Succeeded);
  EXPECT_EQ(view.result, "{\"rows\":3,\"name\":\"caf\\u00e9\"}");
  EXPECT_EQ(view.files, 0);
}

TEST_F(ResultsTest, AJobWithoutAResultHasNone) {
  worker_with([](jobs::Run&) -> Task<Outcome> { co_return Done{}; });
  EXPECT_EQ(ended(JobState::Succeeded).result, std::nullopt);
}

TEST_F(ResultsTest, AResultThatIsTooLargeOrNoJsonEndsTheJob) {
  worker_with([](jobs::Run& run) -> Task<Outcome> {
    if (run.payload() == "large") co_return Done{.result = "[\"" + std::string(kMaxResultBytes - 3, 'x') + "\"]"};
    if (run.payload() == "most") co_return Done{.result = "[\"" + std::string(kMaxResultBytes - 4, 'x') + "\"]"};
    co_return Done{.result = run.payload()};
  });
  const auto code = [&](const char* payload) {
    const auto job = enqueue({.org_id = kOrg, .kind = "report", .payload = payload});
    EXPECT_TRUE(eventually([&] { return find(job.id).finished_at.has_value(); }));
    return find(job.id).attempts.at(0).error_code.value_or("");
  };
  EXPECT_EQ(code("most"), "");
  EXPECT_EQ(code("large"), "result_too_large");
  EXPECT_EQ(code("{\"rows\":"), "result_invalid");
  EXPECT_EQ(code("3"), "result_invalid");
}

TEST_F(ResultsTest, FilesAreSeenWithTheSuccess) {
  worker_with([this](jobs::Run& run) -> Task<Outcome> {
    co_await attach(run, "a.csv");
    co_await attach(run, "b.csv");
    EXPECT_EQ(temporary_.sql("SELECT count(*) FROM tenstone.kept WHERE NOT seen"), "2");
    co_return Done{};
  });
  const JobView view = ended(JobState::Succeeded);
  EXPECT_EQ(view.files, 2);
  EXPECT_EQ(seen(), "a.csv,b.csv");
}

TEST_F(ResultsTest, FilesOfAnAttemptThatFailsAreNeverSeen) {
  worker_with(
      [](jobs::Run& run) -> Task<Outcome> {
        co_await attach(run, "of attempt " + std::to_string(run.attempt()));
        if (run.attempt() == 1) co_return Retry{"once more"};
        if (run.payload() == "dead") co_return Discard{"no"};
        co_return Done{};
      },
      {.backoff = {.base = 1s}});
  const auto job = enqueue({.org_id = kOrg, .kind = "report"});
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Retrying; }));
  EXPECT_EQ(seen(), "");
  pass(1min);
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  EXPECT_EQ(seen(), "of attempt 2");
  EXPECT_EQ(find(job.id).files, 1);
}

TEST_F(ResultsTest, FilesOfAnAttemptThatLostItsClaimAreNeverSeen) {
  const auto handler = [this](jobs::Run& run) -> Task<Outcome> {
    co_await attach(run, "of attempt " + std::to_string(run.attempt()));
    ++entered_;
    while (!released_ && run.attempt() == 1) co_await runtime::sleep_for(1ms);
    co_return Done{.result = "[" + std::to_string(run.attempt()) + "]"};
  };
  worker_with(handler, {}, {.slots = 4});
  const auto job = enqueue({.org_id = kOrg, .kind = "report"});
  ASSERT_TRUE(eventually([&] { return entered_ == 1; }));
  Worker& other = worker_with(handler, {}, {.slots = 4});
  ASSERT_TRUE(eventually([&] { return count("workers") == 2; }));
  pass(31s);
  run(other.beat());
  run(other.rescue());
  ASSERT_TRUE(eventually([&] { return find(job.id).state == JobState::Succeeded; }));
  release();
  ASSERT_TRUE(eventually([&] { return counted("tenstone_jobs_fenced_total", 1); }));
  EXPECT_EQ(seen(), "of attempt 2");
  EXPECT_EQ(find(job.id).result, "[2]");
}

TEST_F(ResultsTest, AnAttemptAttachesAtMost32Files) {
  worker_with([](jobs::Run& run) -> Task<Outcome> {
    for (std::size_t i = 0; i < kMaxFilesPerAttempt; ++i) co_await attach(run, "a file");
    const auto more = co_await run.attach("one more", "text/csv", "");
    co_return Done{.result = more ? "[]" : "[\"" + more.error().code + "\"]"};
  });
  const JobView view = ended(JobState::Succeeded);
  EXPECT_EQ(view.result, "[\"too_many_files\"]");
  EXPECT_EQ(view.files, 32);
}

// What ended since the last trip travels in these statements.
TEST_F(ResultsTest, AJobWithoutAResultCostsNoStatementMore) {
  const auto names = [&](std::vector<Ended> ended) {
    std::string all;
    for (const postgres::Query& query : ends(1, ended, &table_)) all += std::string(query.statement().name) + ";";
    return all;
  };
  const auto attempt = std::make_shared<Attempt>(Claimed{.id = 1, .attempt = 1}, 1);
  const Ended plain{.attempt = attempt};
  Ended with_result = plain, with_file = plain;
  with_result.fate = with_file.fate = Fate::DoneWith;
  with_result.result = "{}";
  with_file.files = {ids_.next()};
  EXPECT_EQ(names({plain, plain}), "jobs.succeed;");
  EXPECT_EQ(names({with_result}), "jobs.succeed_with;");
  EXPECT_EQ(names({plain, with_result}), "jobs.succeed;jobs.succeed_with;");
  EXPECT_TRUE(names({with_file, with_result}).starts_with("jobs.succeed_with;UPDATE tenstone.kept"));
}

}  // namespace
}  // namespace tenstone::jobs
