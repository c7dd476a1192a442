#include "reminders_fixture.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::reminders {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class ReminderChangesTest : public RemindersTest {
 protected:
  ReminderChangesTest() { time_is("2026-05-01T12:00:00Z"); }

  // One that went off at 12:00.
  Uuid gone_off() {
    const Uuid id = add("2026-05-01T12:00:00Z").id;
    goes_off(id);
    return id;
  }
  // A rule of each full hour that went off at 12:00; its next time is 13:00.
  Uuid hourly_gone_off() {
    time_is("2026-05-01T11:30:00Z");
    const Uuid id = add(tea(when(R"({"cron":"0 * * * *","tz":"UTC"})"))).id;
    time_is("2026-05-01T12:00:00Z");
    const Uuid next = ids_.next();
    sql("insert into reminder_occurrences (org_id, id, reminder_id, plan_version, due_at) values ('" + to_string(kOrg) +
        "', '" + to_string(next) + "', '" + to_string(id) + "', 1, '2026-05-01T13:00:00Z'); " +
        "insert into jobs (org_id, public_id, queue, kind, run_at, payload) select org_id, '" + to_string(next) +
        "', queue, kind, '2026-05-01T13:00:00Z', payload from jobs order by id desc limit 1");
    goes_off(id);
    return id;
  }
  std::string code(const auto& result) { return result ? "done" : result.error().code; }
  Result<Reminder> snooze(const Uuid& id, std::string_view until) {
    return run(reminders_.snooze(kOrg, id, *parse_rfc3339(until), "req-3"));
  }
};

TEST_F(ReminderChangesTest, ANewWhenReplacesTheTimeAndItsJob) {
  const auto made = add("2026-05-01T13:00:00Z");
  woken_.clear();
  const auto changed = change(made.id, {.when = once("2026-05-01T15:00:00Z")}, 1).value();
  EXPECT_EQ(changed.version, 2);
  EXPECT_EQ(changed.next_at, parse_rfc3339("2026-05-01T15:00:00Z"));
  EXPECT_EQ(find(made.id).when, once("2026-05-01T15:00:00Z"));
  EXPECT_EQ(times(made.id), "13:00 cancelled, 15:00 pending");
  EXPECT_EQ(jobs(), "15:00");
  EXPECT_EQ(sql("select trace from jobs"), "req-2");
  EXPECT_EQ(sql("select plan_version from reminder_occurrences where cancelled_at is null"), "2");
  EXPECT_THAT(woken_, ElementsAre(3h));
  // To and fro: the same time again is a time of its own.
  ASSERT_TRUE(change(made.id, {.when = once("2026-05-01T13:00:00Z")}, 2));
  EXPECT_EQ(jobs(), "13:00");
}

TEST_F(ReminderChangesTest, TextAndChannelLeaveTheTimesAlone) {
  const Uuid id = hourly_gone_off();
  ASSERT_TRUE(snooze(id, "2026-05-01T12:30:00Z"));
  const auto changed =
      change(id, {.title = std::string("Coffee"), .channel = Channel{ChannelType::Email, "mia@example.com"}}, 3);
  ASSERT_TRUE(changed) << changed.error().code;
  EXPECT_EQ(changed->title, "Coffee");
  EXPECT_EQ(changed->version, 4);
  EXPECT_TRUE(changed->unacknowledged) << "it can still be acknowledged";
  EXPECT_EQ(changed->next_at, parse_rfc3339("2026-05-01T12:30:00Z"));
  EXPECT_EQ(find(id).channel, (Channel{ChannelType::Email, "mia@example.com"}));
  EXPECT_EQ(times(id), "12:00 gone off, 12:30 snoozed pending, 13:00 pending");
  EXPECT_EQ(jobs(), "12:30, 13:00");
}

TEST_F(ReminderChangesTest, AChangeThatChangesNothingIsNone) {
  const auto made = add("2026-05-01T13:00:00Z");
  const auto same = change(made.id, {.title = std::string("Tea"), .when = once("2026-05-01T13:00:00Z")}, 1);
  EXPECT_EQ(same.value().version, 1);
  EXPECT_EQ(change(made.id, {}, 1).value().version, 1);
  EXPECT_EQ(code(change(made.id, {}, 7)), "version_conflict");
  EXPECT_EQ(times(made.id), "13:00 pending");
}

TEST_F(ReminderChangesTest, ARefusedChangeLeavesEverything) {
  const auto made = add("2026-05-01T13:00:00Z");
  EXPECT_EQ(code(change(made.id, {.title = std::string("x"), .when = once("2026-05-01T11:00:00Z")}, 1)), "due_in_past");
  EXPECT_EQ(code(change(made.id, {.channel = Channel{ChannelType::Email, "mia"}}, 1)), "mail_invalid");
  EXPECT_EQ(code(change(made.id, {.channel = Channel{ChannelType::Webhook, to_string(kOrg)}}, 1)),
            "endpoint_not_found");
  EXPECT_EQ(code(change(made.id, {.title = std::string("x")}, 2)), "version_conflict");
  EXPECT_EQ(code(change(kOrg, {.title = std::string("x")}, 1)), "reminder_not_found");
  EXPECT_EQ(find(made.id).title, "Tea");
  EXPECT_EQ(times(made.id), "13:00 pending");
  EXPECT_EQ(jobs(), "13:00");
}

TEST_F(ReminderChangesTest, OneThatIsCompletedGoesOffAgainByANewWhen) {
  const Uuid id = gone_off();
  EXPECT_EQ(find(id).state, ReminderState::Completed);
  const auto changed = change(id, {.when = when(R"({"cron":"0 9 * * *","tz":"UTC"})")}, 2);
  EXPECT_EQ(changed.value().state, ReminderState::Active);
  EXPECT_FALSE(changed->unacknowledged);
  EXPECT_EQ(times(id), "12:00 gone off, 09:00 pending");
}

TEST_F(ReminderChangesTest, OfTwoChangesAtOnceOneIsRefused) {
  const auto made = add("2026-05-01T13:00:00Z");
  std::vector<std::string> codes;
  const auto both = [&]() -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (const char* due_at : {"2026-05-01T14:00:00Z", "2026-05-01T15:00:00Z"}) {
      group.spawn([](Reminders* reminders, Uuid id, When other, std::vector<std::string>* out) -> Task<> {
        ChangeReminder wanted{.when = std::move(other)};
        const auto changed = co_await reminders->change(kOrg, id, std::move(wanted),
                                                        [](std::int64_t version) { return version == 1; }, {});
        out->push_back(changed ? "done" : changed.error().code);
      }(&reminders_, made.id, once(due_at), &codes));
    }
    co_await group.join();
  };
  run(both());
  EXPECT_THAT(codes, UnorderedElementsAre("done", "version_conflict"));
  EXPECT_EQ(find(made.id).version, 2);
  EXPECT_EQ(sql("select count(*) from jobs"), "1");
}

// Going off holds the lock of the reminder: the change waits, and finds that it comes too late.
TEST_F(ReminderChangesTest, AChangeThatWaitsForAGoingOffComesTooLate) {
  const Uuid id = add("2026-05-01T12:00:00Z").id;
  const auto race = [&]() -> Task<std::string> {
    auto firing = co_await database_.begin();
    constexpr postgres::Statement kLock{"select from reminders for update"};
    const auto locked = co_await firing.execute(kLock);
    std::string outcome = "waits";
    const auto late = [](Reminders* reminders, Uuid which, std::string* into) -> Task<> {
      ChangeReminder wanted{.when = once("2026-05-01T15:00:00Z")};
      const auto changed = co_await reminders->change(kOrg, which, std::move(wanted),
                                                      [](std::int64_t version) { return version == 1; }, {});
      *into = changed ? "done" : changed.error().code;
    };
    runtime::TaskGroup group(runtime::Loop::current());
    group.spawn(late(&reminders_, id, &outcome));
    constexpr postgres::Statement kWaiting{"select count(*) from pg_locks where not granted"};
    for (std::int64_t waiting = 0; locked && waiting == 0 && outcome == "waits";)
      waiting = (co_await database_.read(kWaiting)).one<std::int64_t>().value_or(0);
    constexpr postgres::Statement kGoOff{
        "with gone as (update reminder_occurrences set fired_at = tenstone.now()) update reminders set version = "
        "version + 1, state = 'completed', next_at = null, unacknowledged = true"};
    const auto gone = co_await firing.execute(kGoOff);
    EXPECT_TRUE(gone && outcome == "waits");
    co_await firing.commit();
    co_await group.join();
    co_return outcome;
  };
  EXPECT_EQ(run(race()), "version_conflict");
  EXPECT_EQ(times(id), "12:00 gone off");
}

// A worker has taken the job already: it stays, and finds its occurrence cancelled.
TEST_F(ReminderChangesTest, AJobThatRunsIsLeftToSeeThatItsTimeIsCancelled) {
  const auto made = add("2026-05-01T12:00:00Z");
  sql("update jobs set state = 1, worker = 7, started_at = tenstone.now()");
  ASSERT_TRUE(change(made.id, {.when = once("2026-05-01T15:00:00Z")}, 1));
  EXPECT_EQ(times(made.id), "12:00 cancelled, 15:00 pending");
  EXPECT_EQ(jobs(), "12:00, 15:00");
}

TEST_F(ReminderChangesTest, SnoozedItGoesOffOnceMore) {
  const Uuid id = hourly_gone_off();
  woken_.clear();
  const auto snoozed = snooze(id, "2026-05-01T12:10:00Z").value();
  EXPECT_EQ(snoozed.next_at, parse_rfc3339("2026-05-01T12:10:00Z"));
  EXPECT_EQ(snoozed.version, 3);
  EXPECT_EQ(times(id), "12:00 gone off, 12:10 snoozed pending, 13:00 pending") << "the times of the rule stay";
  EXPECT_EQ(jobs(), "12:10, 13:00");
  EXPECT_THAT(woken_, ElementsAre(10min));
  // Another snooze takes the place of the first.
  const auto later = run(reminders_.snooze(kOrg, id, 90min, {})).value();
  EXPECT_EQ(later.next_at, parse_rfc3339("2026-05-01T13:00:00Z")) << "the rule comes first";
  EXPECT_EQ(times(id), "12:00 gone off, 12:10 snoozed cancelled, 13:00 pending, 13:30 snoozed pending");
  EXPECT_EQ(jobs(), "13:00, 13:30");
  // Another `when` replaces it too.
  ASSERT_TRUE(change(id, {.when = once("2026-05-01T16:00:00Z")}, 4));
  EXPECT_EQ(jobs(), "16:00");
}

TEST_F(ReminderChangesTest, OneThatIsCompletedIsActiveWhileItIsSnoozed) {
  const Uuid id = gone_off();
  EXPECT_EQ(snooze(id, "2026-05-01T12:10:00Z").value().state, ReminderState::Active);
  const auto done = run(reminders_.acknowledge(kOrg, id)).value();
  EXPECT_EQ(done.state, ReminderState::Completed);
  EXPECT_FALSE(done.next_at || done.unacknowledged);
  EXPECT_EQ(times(id), "12:00 gone off acknowledged, 12:10 snoozed cancelled");
  EXPECT_EQ(jobs(), "");
}

TEST_F(ReminderChangesTest, OnlyWhatHasGoneOffIsSnoozedOrAcknowledged) {
  const Uuid waiting = add("2026-05-01T13:00:00Z").id;
  EXPECT_EQ(code(snooze(waiting, "2026-05-01T14:00:00Z")), "reminder_not_due");
  EXPECT_EQ(code(run(reminders_.acknowledge(kOrg, waiting))), "reminder_not_due");
  const Uuid id = hourly_gone_off();
  EXPECT_EQ(code(snooze(id, "2026-05-01T12:00:00Z")), "due_in_past");
  const auto acknowledged = run(reminders_.acknowledge(kOrg, id)).value();
  EXPECT_EQ(acknowledged.next_at, parse_rfc3339("2026-05-01T13:00:00Z"));
  EXPECT_EQ(times(id), "12:00 gone off acknowledged, 13:00 pending");
  EXPECT_EQ(code(run(reminders_.acknowledge(kOrg, id))), "reminder_not_due") << "once";
  EXPECT_EQ(code(snooze(id, "2026-05-01T12:30:00Z")), "reminder_not_due");
  ASSERT_TRUE(run(reminders_.cancel(kOrg, id)));
  EXPECT_EQ(code(snooze(id, "2026-05-01T12:30:00Z")), "reminder_cancelled");
  EXPECT_EQ(code(run(reminders_.acknowledge(kOrg, id))), "reminder_cancelled");
  EXPECT_EQ(code(change(id, {.title = std::string("x")}, find(id).version)), "reminder_cancelled");
}

TEST_F(ReminderChangesTest, CancelledItIsForGoodAndItsJobsAreGone) {
  const Uuid id = hourly_gone_off();
  ASSERT_TRUE(snooze(id, "2026-05-01T12:10:00Z"));
  EXPECT_EQ(code(run(reminders_.cancel(kOrg, id, [](std::int64_t version) { return version == 2; }))),
            "version_conflict");
  EXPECT_EQ(jobs(), "12:10, 13:00");
  ASSERT_TRUE(run(reminders_.cancel(kOrg, id, [](std::int64_t version) { return version == 3; })));
  const auto cancelled = find(id);
  EXPECT_EQ(cancelled.state, ReminderState::Cancelled);
  EXPECT_FALSE(cancelled.next_at || cancelled.unacknowledged);
  EXPECT_EQ(times(id), "12:00 gone off, 12:10 snoozed cancelled, 13:00 cancelled");
  EXPECT_EQ(jobs(), "");
  EXPECT_TRUE(run(reminders_.cancel(kOrg, id))) << "again: nothing happens";
  EXPECT_EQ(find(id).version, cancelled.version);
  EXPECT_EQ(code(run(reminders_.cancel(kOrg, kOther))), "reminder_not_found");
}

}  // namespace
}  // namespace tenstone::reminders
