#include "tenstone/jobs/schedules.hpp"

#include "jobs_fixture.hpp"
#include "tenstone/jobs/schedule_ticker.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::jobs {
namespace {

// Every test begins at this time, a Tuesday: 06:30 in Riga.
constexpr auto kBegin = "2026-12-01T04:30:00Z";

class SchedulesTest : public JobsTest {
 protected:
  SchedulesTest() { at(kBegin); }

  // Sets tenstone.now() of this database; it stands still.
  void at(const std::string& time) {
    sql("CREATE OR REPLACE FUNCTION tenstone.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'select timestamptz ''" +
        time + "'''");
  }

  ScheduleTicker& ticker(std::chrono::milliseconds look = 1s) {
    return *tickers_.emplace_back(
        std::make_unique<ScheduleTicker>(loops_[0], *database_, ids_, *queue_, blocking_, logging::Logger(), look));
  }
  std::size_t tick() { return run(ticker().tick()); }

  // In a transaction of its own, on the loop.
  template <class What>
  auto within(What what) {
    const auto body = [](postgres::Database* database, What* of) -> std::invoke_result_t<What, postgres::Transaction&> {
      auto transaction = co_await database->begin();
      auto done = co_await (*of)(transaction);
      if (done) co_await transaction.commit();
      co_return done;
    };
    return run(body(database_.get(), &what));
  }
  static NewSchedule daily(std::string cron = "0 7 * * *", recurrence::CatchUp catch_up = {}) {
    return {.org_id = kOrg,
            .name = "report",
            .rule = {*recurrence::Cron::parse(cron), *recurrence::Zone::find("Europe/Riga"), {}},
            .catch_up = catch_up,
            .kind = "send",
            .payload = R"({"to":"mia"})"};
  }
  Result<Schedules::Put> put(NewSchedule schedule) {
    return within([&](postgres::Transaction& in) { return schedules_.put(in, schedule); });
  }
  void made(NewSchedule schedule) { ASSERT_TRUE(put(std::move(schedule))); }
  ScheduleView view() { return run(schedules_.find(kOrg, "report")).value(); }
  // The fire times of all jobs, in the order of the jobs.
  std::vector<std::string> fired() {
    std::vector<std::string> times;
    const auto read = [](postgres::Database* database) -> Task<std::vector<std::string>> {
      const auto rows = co_await database->read("SELECT convert_from(payload, 'UTF8') FROM jobs ORDER BY id");
      co_return rows.as<std::string>();
    };
    for (const std::string& payload : run(read(database_.get())))
      times.push_back(to_rfc3339(validation::parse_json<Scheduled>(payload)->fire_at).substr(0, 16));
    return times;
  }
  using Times = std::vector<std::string>;

  Schedules schedules_{*database_, ids_, *queue_};
  runtime::BlockingPool blocking_{1, 16};
  std::vector<std::unique_ptr<ScheduleTicker>> tickers_;
};

TEST_F(SchedulesTest, FiresAtItsTimeAndNotBefore) {
  const auto put_it = put(daily());
  ASSERT_TRUE(put_it);
  EXPECT_TRUE(put_it->created);
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-01T05:00:00Z"));
  at("2026-12-01T04:59:59.999Z");
  EXPECT_EQ(tick(), 0U);
  at("2026-12-01T05:00:00Z");
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(tick(), 0U);
  EXPECT_EQ(fired(), Times{"2026-12-01T05:00"});
  EXPECT_EQ(sql("SELECT convert_from(payload, 'UTF8')::jsonb->'payload'->>'to' FROM jobs"), "mia");
  const ScheduleView after = view();
  EXPECT_EQ(after.next_at, parse_rfc3339("2026-12-02T05:00:00Z"));
  EXPECT_EQ(after.last_at, parse_rfc3339("2026-12-01T05:00:00Z"));
  EXPECT_EQ(sql("SELECT count(*)::text FROM jobs JOIN schedule_fires ON job = public_id"), "1");
  EXPECT_TRUE(after.last_job);
}

TEST_F(SchedulesTest, TheJobRunsWithoutAnyHint) {
  made(daily("* * * * *"));
  std::atomic<int> runs = 0;
  Worker& worker = add_worker({.poll = 20ms});
  worker.handle("send", [&](jobs::Run& run) -> Task<Outcome> {
    if (validation::parse_json<Scheduled>(run.payload())->schedule == "report") ++runs;
    co_return Done{};
  });
  start(worker);
  ScheduleTicker& clockwork = ticker(20ms);
  loops_[0].post([&] { clockwork.start(); });
  at("2026-12-01T04:31:00Z");
  EXPECT_TRUE(eventually([&] { return runs == 1; }));
  at("2026-12-01T04:32:00Z");
  EXPECT_TRUE(eventually([&] { return runs == 2; }));
  run(clockwork.stop());
}

// Each of them looks at the same time, again and again.
TEST_F(SchedulesTest, ManyWorkersMakeOneJobOfEachTime) {
  for (int i = 0; i < 250; ++i) {
    NewSchedule one = daily("*/5 * * * *");
    one.name = "report-" + std::to_string(i);
    made(std::move(one));
  }
  std::vector<ScheduleTicker*> all;
  for (int i = 0; i < 4; ++i) all.push_back(&ticker(1ms));
  loops_[0].post([&] {
    for (ScheduleTicker* each : all) each->start();
  });
  for (const char* time : {"2026-12-01T04:35:00Z", "2026-12-01T04:40:00Z"}) {
    const long before = count("jobs");
    at(time);
    EXPECT_TRUE(eventually([&] { return count("jobs") >= before + 250; }));
  }
  for (ScheduleTicker* each : all) run(each->stop());
  EXPECT_EQ(count("jobs"), 500);
  EXPECT_EQ(count("schedule_fires"), 500);
}

TEST_F(SchedulesTest, ATransactionThatIsLostFiresNothingAndNothingIsForgotten) {
  made(daily());
  at("2026-12-01T05:00:00Z");
  sql("ALTER TABLE jobs ADD CONSTRAINT refuse CHECK (false) NOT VALID");
  EXPECT_ANY_THROW(tick());
  EXPECT_EQ(count("schedule_fires"), 0);
  sql("ALTER TABLE jobs DROP CONSTRAINT refuse");
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(fired(), Times{"2026-12-01T05:00"});
}

TEST_F(SchedulesTest, AfterAnAbsenceItsCatchUpDecides) {
  using Policy = recurrence::CatchUp::Policy;
  struct Case {
    recurrence::CatchUp catch_up;
    Times expected;
  };
  for (const Case& each : {
           Case{{}, {"2026-12-04T05:00"}},
           Case{{.policy = Policy::Skip}, {}},
           Case{{.policy = Policy::All, .max = 2}, {"2026-12-03T05:00", "2026-12-04T05:00"}},
           Case{{.policy = Policy::Last, .window_seconds = 3600}, {}},
       }) {
    at(kBegin);
    sql("DELETE FROM jobs");
    sql("DELETE FROM schedules");
    made(daily("0 7 * * *", each.catch_up));
    at("2026-12-04T09:00:00Z");
    EXPECT_EQ(tick(), 1U);
    EXPECT_EQ(fired(), each.expected);
    EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-05T05:00:00Z"));
  }
}

TEST_F(SchedulesTest, FollowsTheClocksOfItsZone) {
  at("2027-03-27T22:00:00Z");  // the night in which 03:00 becomes 04:00 in Riga
  made(daily("30 3 * * *"));
  for (const char* time : {"2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"}) {
    EXPECT_EQ(view().next_at, parse_rfc3339(time));
    at(time);
    EXPECT_EQ(tick(), 1U);
  }
  at("2027-10-30T12:00:00Z");  // 04:00 becomes 03:00: 03:30 comes twice
  EXPECT_EQ(tick(), 1U);
  at("2027-10-31T00:30:00Z");
  EXPECT_EQ(tick(), 1U);
  at("2027-10-31T01:30:00Z");
  EXPECT_EQ(tick(), 0U);
}

TEST_F(SchedulesTest, APausedOneFiresNothingAndGoesOnFromItsEnd) {
  made(daily());
  const auto pause = [&](postgres::Transaction& in) { return schedules_.pause(in, kOrg, "report"); };
  const auto resume = [&](postgres::Transaction& in) { return schedules_.resume(in, kOrg, "report"); };
  ASSERT_TRUE(within(pause));
  EXPECT_EQ(view().paused_at, parse_rfc3339(kBegin));
  at("2026-12-03T09:00:00Z");
  EXPECT_EQ(tick(), 0U);
  EXPECT_FALSE(put(daily())->changed);  // declared again as it was
  made(daily("0 8 * * *"));
  EXPECT_TRUE(view().paused_at);
  EXPECT_EQ(tick(), 0U);
  ASSERT_TRUE(within(resume));
  EXPECT_EQ(tick(), 0U);
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-04T06:00:00Z"));
  ASSERT_TRUE(within(resume));  // changes nothing
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-04T06:00:00Z"));
}

TEST_F(SchedulesTest, AChangeKeepsWhatIsDueUnlessTheRuleChanges) {
  made(daily());
  at("2026-12-01T05:30:00Z");
  NewSchedule other = daily();
  other.payload = "{}";
  const auto changed = put(other);
  EXPECT_TRUE(changed->changed && !changed->created);
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-01T05:00:00Z"));
  made(daily("0 9 * * *"));
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-01T07:00:00Z"));
}

TEST_F(SchedulesTest, CountsWhatSomebodyChangesAndNotWhatItDoes) {
  const auto pause = [&](postgres::Transaction& in) { return schedules_.pause(in, kOrg, "report"); };
  const auto resume = [&](postgres::Transaction& in) { return schedules_.resume(in, kOrg, "report"); };
  made(daily());
  EXPECT_EQ(view().revision, 1);
  made(daily());
  EXPECT_EQ(view().revision, 1);
  at("2026-12-01T05:00:00Z");
  EXPECT_EQ(tick(), 1U);
  EXPECT_EQ(view().revision, 1);
  made(daily("0 9 * * *"));
  EXPECT_EQ(view().revision, 2);
  for (const std::int64_t revision : {3, 3}) {
    ASSERT_TRUE(within(pause));
    EXPECT_EQ(view().revision, revision);
  }
  for (const std::int64_t revision : {4, 4}) {
    ASSERT_TRUE(within(resume));
    EXPECT_EQ(view().revision, revision);
  }
}

TEST_F(SchedulesTest, KnowsWhichWereDeclared) {
  const auto standing = [&] {
    return within([&](postgres::Transaction& in) { return schedules_.lock(in, kOrg, "report"); }).value();
  };
  EXPECT_FALSE(standing());
  made(daily());
  EXPECT_FALSE(standing()->declared);
  EXPECT_TRUE(run(schedules_.declared()).empty());
  NewSchedule declared = daily();
  declared.declared = true;
  EXPECT_TRUE(put(declared)->changed);
  EXPECT_TRUE(standing()->declared);
  EXPECT_EQ(standing()->revision, 2);
  EXPECT_TRUE(view().declared);
  const auto all = run(schedules_.declared());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().org, kOrg);
  EXPECT_EQ(all.front().name, "report");
}

TEST_F(SchedulesTest, RunsOnceMoreByHandAndKeepsItsTimes) {
  made(daily());
  const auto by_hand = [&](postgres::Transaction& in) { return schedules_.run(in, kOrg, "report"); };
  const auto first = within(by_hand), second = within(by_hand);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->job, second->job);
  EXPECT_EQ(fired(), (Times{"2026-12-01T04:30", "2026-12-01T04:30"}));
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-01T05:00:00Z"));
}

TEST_F(SchedulesTest, IsComputedAgainByNewerZones) {
  made(daily());
  sql("UPDATE schedules SET tzdata_version = '2020a', next_at = '2026-12-01T06:00:00Z'");
  EXPECT_EQ(run(ticker().renew()), 1U);
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-01T05:00:00Z"));
  EXPECT_EQ(run(ticker().renew()), 0U);
  sql("UPDATE schedules SET tzdata_version = '9999z', next_at = '2026-12-01T06:00:00Z'");  // a newer process's
  EXPECT_EQ(run(ticker().renew()), 0U);
}

TEST_F(SchedulesTest, OneThatCannotBeComputedSaysWhyAndHoldsUpNobody) {
  made(daily());
  sql("UPDATE schedules SET rule = replace(rule, 'Riga', 'Atlantis')");
  NewSchedule other = daily();
  other.name = "other";
  made(std::move(other));
  at("2026-12-01T05:00:00Z");
  EXPECT_EQ(tick(), 2U);
  EXPECT_EQ(count("jobs"), 1);
  EXPECT_NE(view().fault.value().find("time zone"), std::string::npos);
  EXPECT_EQ(tick(), 0U);
  made(daily());
  EXPECT_FALSE(view().fault);
  EXPECT_EQ(view().next_at, parse_rfc3339("2026-12-02T05:00:00Z"));
}

TEST_F(SchedulesTest, OldFiresAreForgotten) {
  made(daily());
  at("2026-12-01T05:00:00Z");
  tick();
  at("2027-02-01T05:00:00Z");
  tick();
  EXPECT_EQ(count("schedule_fires"), 1);
}

TEST_F(SchedulesTest, RefusesWhatCannotBe) {
  NewSchedule wrong = daily();
  wrong.name = "No Name";
  EXPECT_EQ(put(wrong).error().code, "invalid_schedule_name");
  wrong = daily();
  wrong.payload = std::string(kMaxScheduledBytes + 1, ' ');
  EXPECT_EQ(put(wrong).error().code, "payload_too_large");
  const auto pause = [&](postgres::Transaction& in) { return schedules_.pause(in, kOrg, "report"); };
  const auto remove = [&](postgres::Transaction& in) { return schedules_.remove(in, kOrg, "report"); };
  EXPECT_EQ(within(pause).error().code, "schedule_not_found");
  EXPECT_EQ(within(remove).error().code, "schedule_not_found");
  made(daily());
  ASSERT_TRUE(within(remove));
  EXPECT_FALSE(run(schedules_.find(kOrg, "report")));
  sql("INSERT INTO schedules SELECT gen_random_uuid(), '" + to_string(kOrg) +
      "', 's' || n, 'send', 'default', '{}', '{}', '{}', '', NULL, NULL, NULL, NULL, NULL, now(), now() FROM "
      "generate_series(1, 1000) n");
  EXPECT_EQ(put(daily()).error().code, "too_many_schedules");
  EXPECT_EQ(run(schedules_.list(kOrg, 3)).size(), 3U);
  EXPECT_EQ(run(schedules_.list(kOrg, 1, "s10")).front().name, "s100");
}

}  // namespace
}  // namespace tenstone::jobs
