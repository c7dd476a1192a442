#include <map>

#include "jobs_fixture.hpp"
#include "waker.hpp"

namespace tenstone::jobs {
namespace {

class QueueTest : public JobsTest {
 protected:
  static Audit entry(std::string details = "{}") {
    return {.entry =
                {.org = kOrg, .actor = "user:mia", .action = "triggered", .subject = {}, .details = std::move(details)},
            .repeated = "repeated"};
  }
  static Task<> enqueue_one(Queue* queue, std::string details) {
    try {
      const auto ref = co_await queue->enqueue({.org_id = kOrg, .kind = "greet", .audit = entry(std::move(details))});
      EXPECT_TRUE(ref);
    } catch (const Failure& refused) {
      EXPECT_EQ(refused.error().code, "database_error");
    }
  }
};

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

TEST_F(QueueTest, SeveralAreEnqueuedInOneTransaction) {
  enum class End : std::uint8_t { Roll, Commit, CommitWithThem };
  const Uuid given = ids_.next();
  const auto body = [](postgres::Database* database, Queue* queue, Uuid id, End end) -> Task<std::vector<JobRef>> {
    auto transaction = co_await database->begin();
    std::vector<NewJob> jobs;
    jobs.push_back({.org_id = kOrg, .kind = "greet", .payload = "a", .queue = "mail"});
    jobs.push_back({.org_id = kOrg, .kind = "part", .payload = "b", .id = id});
    const auto refs = end == End::CommitWithThem ? co_await queue->enqueue_and_commit(transaction, std::move(jobs))
                                                 : co_await queue->enqueue(transaction, std::move(jobs));
    if (!refs) throw Failure(refs.error());
    if (end == End::Commit) co_await transaction.commit();
    co_return *refs;
  };
  run(body(database_.get(), queue_.get(), given, End::Roll));
  EXPECT_EQ(count("jobs"), 0);
  const auto refs = run(body(database_.get(), queue_.get(), given, End::CommitWithThem));
  ASSERT_EQ(refs.size(), 2U);
  EXPECT_EQ(refs[1].id, given);
  EXPECT_EQ(find(refs[0].id).queue, "mail");
  EXPECT_EQ(find(given).kind, "part");
  EXPECT_EQ(sql("SELECT string_agg(convert_from(payload, 'UTF8'), '' ORDER BY id) FROM jobs"), "ab");
  run(body(database_.get(), queue_.get(), ids_.next(), End::Commit));
  EXPECT_EQ(count("jobs"), 4);
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

// Everybody at once, so that they share statements: 40 keys, each wanted by 5, with an audit entry for each.
TEST_F(QueueTest, OneOfSeveralCallersGetsAKeyAndAllAreAudited) {
  constexpr int kCallers = 200, kKeys = 40;
  struct Outcome {
    std::string key;
    JobRef ref;
  };
  const auto one = [](Queue* queue, std::string key, std::mutex* adding, std::vector<Outcome>* all) -> Task<> {
    NewJob job{.org_id = kOrg, .kind = "greet", .unique = Unique{key, 600s}, .audit = entry()};
    const auto ref = co_await queue->enqueue(std::move(job));
    const std::lock_guard guard(*adding);
    all->push_back({std::move(key), ref.value()});
  };
  std::mutex adding;
  std::vector<Outcome> all;
  for (std::size_t i = 0; i < kCallers; ++i)
    loops_[i % 2].spawn(one(queue_.get(), "key " + std::to_string(i * 7 % kKeys), &adding, &all));
  ASSERT_TRUE(eventually([&] {
    const std::lock_guard guard(adding);
    return all.size() == kCallers;
  }));
  std::map<std::string, Uuid> first;
  int made = 0;
  for (const Outcome& outcome : all) {
    EXPECT_EQ(first.try_emplace(outcome.key, outcome.ref.id).first->second, outcome.ref.id) << outcome.key;
    if (!outcome.ref.existed) ++made;
  }
  EXPECT_EQ(made, kKeys);
  EXPECT_EQ(count("jobs"), kKeys);
  EXPECT_EQ(count("audit_log JOIN jobs ON subject = 'job:' || public_id WHERE action = 'triggered'"), kKeys);
  EXPECT_EQ(count("audit_log JOIN jobs ON subject = 'job:' || public_id WHERE action = 'repeated'"), kCallers - kKeys);
}

TEST_F(QueueTest, AJobAndItsAuditEntryAreKeptTogether) {
  const auto both = [](Queue* queue) -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (const bool audited : {true, false, true}) group.spawn(enqueue_one(queue, audited ? "{}" : "not JSON"));
    co_await group.join();
  };
  run(both(queue_.get()));
  EXPECT_EQ(count("jobs"), 2) << "what cannot be audited does not run, and takes no neighbour with it";
  EXPECT_EQ(count("audit_log JOIN jobs ON subject = 'job:' || public_id"), 2);
}

// Somebody's open transaction holds a key: others' jobs do not wait for it.
TEST_F(QueueTest, WhoWaitsForAKeyKeepsNobodyElseWaiting) {
  const auto body = [](postgres::Database* database, Queue* queue) -> Task<> {
    auto holder = co_await database->begin();
    NewJob held{.org_id = kOrg, .kind = "greet", .unique = Unique{"taken", 600s}};
    const auto first = co_await queue->enqueue(holder, held);
    std::optional<JobRef> waited;
    const auto wait = [](Queue* on, NewJob job, std::optional<JobRef>* into) -> Task<> {
      *into = (co_await on->enqueue(std::move(job))).value();
    };
    runtime::TaskGroup group(runtime::Loop::current());
    group.spawn(wait(queue, held, &waited));
    for (int i = 0; i < 5; ++i) {
      const auto other = co_await queue->enqueue({.org_id = kOrg, .kind = "greet"});
      EXPECT_TRUE(other);
    }
    EXPECT_FALSE(waited);
    co_await holder.commit();
    co_await group.join();
    EXPECT_EQ(waited->id, first->id);
    EXPECT_TRUE(waited->existed);
  };
  run(body(database_.get(), queue_.get()));
  EXPECT_EQ(count("jobs"), 6);
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
