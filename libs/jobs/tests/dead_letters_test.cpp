#include "tenstone/jobs/dead_letters.hpp"

#include "jobs_fixture.hpp"

namespace tenstone::jobs {
namespace {

class DeadLettersTest : public JobsTest {
 protected:
  DeadLetters dead() { return DeadLetters(*database_); }

  // They die one after the other, with the code that their payload says.
  void die(Uuid org, const std::string& kind, const std::string& code, const std::string& queue = "default",
           std::optional<Unique> unique = {}) {
    if (workers_.empty()) {
      Worker& worker = add_worker({.queues = {"default", "mail"}});
      for (const char* each : {"send", "report"}) {
        worker.handle(each, [this](jobs::Run& run) -> Task<Outcome> {
          if (mended_) co_return Done{};
          co_return Discard{"It broke", run.payload()};
        });
      }
      start(worker);
    }
    const auto job =
        enqueue({.org_id = org, .kind = kind, .payload = code, .queue = queue, .unique = std::move(unique)});
    ASSERT_TRUE(eventually([&] { return count("jobs_dead WHERE public_id = '" + to_string(job.id) + "'") == 1; }));
  }
  std::string codes(DeadFilter which) {
    std::string all;
    for (const DeadJob& each : run(dead().list(std::move(which), 100))) all += each.error_code.value_or("-") + " ";
    return all;
  }
  Redriven redrive(DeadFilter which, std::optional<std::pair<Uuid, Uuid>> after = {}) {
    const auto body = [](postgres::Database* database, DeadFilter filter,
                         std::optional<std::pair<Uuid, Uuid>> from) -> Task<Redriven> {
      auto transaction = co_await database->begin();
      auto done = co_await DeadLetters(*database).redrive(transaction, std::move(filter), from);
      co_await transaction.commit();
      co_return done.value();
    };
    auto done = run(body(database_.get(), std::move(which), after));
    for (const auto& queue : done.queues) workers_[0]->wake(queue);
    return done;
  }

  static inline const Uuid kOther = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");
  std::atomic<bool> mended_ = false;
};

TEST_F(DeadLettersTest, AreFoundByEachPartOfTheFilter) {
  die(kOrg, "send", "a");
  die(kOrg, "report", "b", "mail");
  const auto between = run(database_->read(postgres::Statement{"now", "SELECT tenstone.now()"})).one<Time>();
  die(kOther, "send", "c");
  EXPECT_EQ(codes({}), "c b a ");
  EXPECT_EQ(codes({.org = kOrg}), "b a ");
  EXPECT_EQ(codes({.kind = "send"}), "c a ");
  EXPECT_EQ(codes({.queue = "mail"}), "b ");
  EXPECT_EQ(codes({.error_code = "c"}), "c ");
  EXPECT_EQ(codes({.from = between}), "c ");
  EXPECT_EQ(codes({.until = between}), "b a ");
  EXPECT_EQ(codes({.org = kOrg, .kind = "send", .error_code = "b"}), "");
}

TEST_F(DeadLettersTest, ComeBackByFilterAndTheRestStaysDead) {
  die(kOrg, "send", "a");
  die(kOrg, "report", "b", "mail");
  die(kOther, "send", "a");
  mended_ = true;
  const auto done = redrive({.org = kOrg});
  EXPECT_EQ(done.jobs.size(), 2U);
  EXPECT_EQ(done.left, 0U);
  EXPECT_FALSE(done.last);
  ASSERT_TRUE(eventually([&] { return count("job_runs WHERE outcome = 'succeeded'") == 2; }));
  EXPECT_EQ(codes({}), "a ");
  EXPECT_EQ(count("job_runs WHERE outcome = 'succeeded' AND attempt = 2"), 2);
}

TEST_F(DeadLettersTest, ComeBackInBatchesWithoutEnd) {
  die(kOrg, "send", "a");
  sql("INSERT INTO jobs_dead (org_id, public_id, queue, kind, priority, attempt, lost, died_at, outcome, payload) "
      "SELECT org_id, gen_random_uuid(), queue, kind, priority, attempt, lost, died_at, CASE WHEN n % 2 = 0 THEN "
      "'cancelled' ELSE outcome END, payload FROM jobs_dead, generate_series(1, 1400) n");
  workers_[0]->hurry();
  run(workers_[0]->drain());
  const auto first = redrive({});
  EXPECT_EQ(first.jobs.size(), 500U);
  ASSERT_TRUE(first.last);
  const auto second = redrive({}, first.last);
  EXPECT_EQ(second.jobs.size(), 201U);
  EXPECT_FALSE(second.last);
  EXPECT_EQ(count("jobs_dead WHERE outcome = 'cancelled'"), 700);
}

TEST_F(DeadLettersTest, OfThoseWithOneKeyOneComesBack) {
  die(kOrg, "send", "a", "default", Unique{"key", 600s});
  die(kOrg, "send", "b", "default", Unique{"key", 600s});
  workers_[0]->hurry();
  run(workers_[0]->drain());
  const auto done = redrive({});
  ASSERT_EQ(done.jobs.size(), 1U);
  EXPECT_EQ(done.left, 1U);
  EXPECT_EQ(codes({}), "b ");
  EXPECT_EQ(redrive({}).left, 1U);
  EXPECT_EQ(enqueue({.org_id = kOrg, .kind = "send", .unique = Unique{"key", 600s}}).id, done.jobs[0].second);
}

}  // namespace
}  // namespace tenstone::jobs
