#include "tenstone/reminders/reminders.hpp"

#include "reminders_fixture.hpp"

namespace tenstone::reminders {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(RemindersTest, AReminderIsMadeWithItsFirstTimeAndTheJobOfIt) {
  time_is("2026-05-01T12:00:00Z");
  const auto made = add({.title = "Tea", .body = "Green", .channel = {}, .when = once("2026-05-01T12:00:30.0005Z")});
  EXPECT_EQ(made.state, ReminderState::Active);
  EXPECT_EQ(made.next_at, parse_rfc3339("2026-05-01T12:00:30.0005Z"));
  EXPECT_EQ(made.version, 1);
  EXPECT_EQ(made.created_at, parse_rfc3339("2026-05-01T12:00:00Z"));
  EXPECT_EQ(sql("select o.id = j.public_id and o.org_id = j.org_id and o.reminder_id = '" + to_string(made.id) +
                "' and o.plan_version = 1 and j.trace = 'req-1' and j.run_at - o.due_at between '0' and '0.001 s' from "
                "reminder_occurrences o, jobs j"),
            "t")
      << "its job has its id, and runs not a part of a millisecond too early";
  EXPECT_EQ(sql("select convert_from(payload, 'UTF8') from jobs"), R"({"reminder":")" + to_string(made.id) + R"("})");
  EXPECT_EQ(sql("select k.name || ' ' || q.name from jobs j join job_kinds k on k.id = j.kind join queues q on q.id = "
                "j.queue"),
            "reminder.due default");
  EXPECT_THAT(woken_, ElementsAre(30'001ms)) << "the workers know when";

  const auto found = find(made.id);
  EXPECT_EQ(found.title, "Tea");
  EXPECT_EQ(found.body, "Green");
  EXPECT_EQ(found.channel, Channel{});
  EXPECT_EQ(found.when, made.when);
  EXPECT_EQ(found.next_at, made.next_at);
  EXPECT_EQ(found.changed_at, made.changed_at);
  EXPECT_FALSE(found.unacknowledged || found.gone_off_at);
  EXPECT_EQ(of("plan", made.id), R"({"due_at": "2026-05-01T12:00:30.000500Z"})");
}

TEST_F(RemindersTest, EachKindOfWhenAndChannelIsKept) {
  time_is("2026-03-28T12:00:00Z");
  const auto rule =
      when(R"({"cron":"30 3 * * *","tz":"Europe/Riga","dst":{"gap":"shift"},"catch_up":{"policy":"all","max":3}})");
  const auto made = add({.title = "A", .channel = {ChannelType::Email, "mia@example.com"}, .when = rule});
  EXPECT_EQ(find(made.id).when, rule);
  EXPECT_EQ(find(made.id).channel, (Channel{ChannelType::Email, "mia@example.com"}));
  EXPECT_EQ(made.next_at, parse_rfc3339("2026-03-29T01:30:00Z"));
  EXPECT_EQ(of("tzdata", made.id), recurrence::Zone::version());

  const Channel endpoint{ChannelType::Webhook, to_string(add_endpoint())};
  const auto local =
      add({.title = "B", .channel = endpoint, .when = when(R"({"local_time":"2026-03-29T03:30","tz":"Europe/Riga"})")});
  EXPECT_EQ(local.next_at, parse_rfc3339("2026-03-29T01:00:00Z"));
  EXPECT_EQ(find(local.id).channel, endpoint);
  EXPECT_EQ(of("tzdata", add("2026-03-29T00:00:00Z").id), "") << "no zone counts for an instant";
}

TEST_F(RemindersTest, WhatCannotGoOffOrArriveIsRefused) {
  time_is("2026-05-01T12:00:00Z");
  EXPECT_EQ(refusal(tea(once("2026-05-01T11:58:59Z"))), "due_in_past");
  EXPECT_EQ(refusal(tea(once("2026-05-01T11:59:00Z"))), "made");
  EXPECT_EQ(jobs(), "12:00") << "a moment late: at once";
  EXPECT_EQ(refusal(tea(when(R"({"local_time":"2027-03-28T03:30","tz":"Europe/Riga","dst":{"gap":"skip"}})"))),
            "never_due");
  NewReminder mail{.title = "Tea", .channel = {ChannelType::Email, "mia"}, .when = once("2026-06-01T00:00:00Z")};
  EXPECT_EQ(refusal(mail), "mail_invalid");
  mail.channel.to = "mia@example.com";
  EXPECT_EQ(refusal(mail), "made");
  mail.title = "Tea\r\nBcc: everybody@example.com";
  EXPECT_EQ(refusal(mail), "mail_invalid");
  NewReminder hook{
      .title = "Tea", .channel = {ChannelType::Webhook, to_string(kOrg)}, .when = once("2026-06-01T00:00:00Z")};
  EXPECT_EQ(refusal(hook), "endpoint_not_found");
  const std::string endpoint = to_string(add_endpoint());
  hook.channel.to = endpoint;
  EXPECT_EQ(refusal(hook), "made");
  EXPECT_EQ(run(reminders_.create(kOther, only(hook), {})).error().code, "endpoint_not_found") << "of another one";
  EXPECT_EQ(sql("select count(*) from reminders"), "3");
}

TEST_F(RemindersTest, ABatchIsKeptWholeOrNotAtAll) {
  time_is("2026-05-01T12:00:00Z");
  std::vector<NewReminder> batch;
  for (std::size_t i = 0; i < kMostAtOnce; ++i) {
    batch.push_back(tea(once("2026-05-01T13:00:00Z")));
    batch.back().title = "Tea " + std::to_string(i);
  }
  auto broken = batch;
  broken[7].when = once("2026-04-01T00:00:00Z");
  const auto refused = run(reminders_.create(kOrg, std::move(broken), {}));
  EXPECT_EQ(refused.error().code, "due_in_past");
  EXPECT_THAT(refused.error().message, ::testing::StartsWith("reminders/7: "));
  broken = batch;
  broken[999].channel = {ChannelType::Email, "nobody"};
  EXPECT_THAT(run(reminders_.create(kOrg, std::move(broken), {})).error().message,
              ::testing::StartsWith("reminders/999: "));
  EXPECT_EQ(sql("select count(*) from reminders, reminder_occurrences, jobs"), "0");

  const auto made = run(reminders_.create(kOrg, std::move(batch), {})).value();
  EXPECT_EQ(sql("select count(*) from reminder_occurrences o join jobs j on j.public_id = o.id"), "1000");
  EXPECT_EQ(find(made.at(500).id).title, "Tea 500") << "in the order that they were given";
  EXPECT_EQ(woken_.size(), 1U) << "the workers are told of a time once";
  EXPECT_THROW((void)run(reminders_.create(kOrg, {}, {})), std::logic_error);
}

TEST_F(RemindersTest, AreListedNewestFirstByState) {
  time_is("2026-05-01T12:00:00Z");
  std::vector<Uuid> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(add("2026-05-01T13:00:00Z").id);
  ASSERT_TRUE(run(reminders_.cancel(kOrg, ids[1])));
  const auto listed = [&](Uuid org, ListReminders which) {
    std::vector<Uuid> found;
    for (const Reminder& each : run(reminders_.list(org, which))) found.push_back(each.id);
    return found;
  };
  EXPECT_THAT(listed(kOrg, {}), ElementsAre(ids[3], ids[2], ids[1], ids[0]));
  EXPECT_THAT(listed(kOrg, {.limit = 2}), ElementsAre(ids[3], ids[2]));
  EXPECT_THAT(listed(kOrg, {.before = ids[2], .limit = 1}), ElementsAre(ids[1]));
  EXPECT_THAT(listed(kOrg, {.state = ReminderState::Cancelled}), ElementsAre(ids[1]));
  EXPECT_THAT(listed(kOrg, {.state = ReminderState::Active, .before = ids[2]}), ElementsAre(ids[0]));
  EXPECT_TRUE(listed(kOther, {}).empty());
}

TEST_F(RemindersTest, AnotherOrganisationSeesAndChangesNothing) {
  time_is("2026-05-01T12:00:00Z");
  const auto mine = add("2026-05-01T12:00:00Z");
  goes_off(mine.id);
  const Uuid occurrence = run(reminders_.occurrences(kOrg, mine.id, {}, 1)).value().at(0).id;
  const auto any = [](std::int64_t) { return true; };
  const auto code = [](const auto& result) { return result ? "done" : result.error().code; };
  EXPECT_EQ(code(run(reminders_.find(kOther, mine.id))), "reminder_not_found");
  EXPECT_EQ(code(run(reminders_.change(kOther, mine.id, {.title = std::string("x")}, any, {}))), "reminder_not_found");
  EXPECT_EQ(code(run(reminders_.snooze(kOther, mine.id, 60s, {}))), "reminder_not_found");
  EXPECT_EQ(code(run(reminders_.acknowledge(kOther, mine.id))), "reminder_not_found");
  EXPECT_EQ(code(run(reminders_.cancel(kOther, mine.id))), "reminder_not_found");
  EXPECT_EQ(code(run(reminders_.occurrences(kOther, mine.id, {}, 10))), "reminder_not_found");
  EXPECT_EQ(code(run(reminders_.life(kOther, mine.id, occurrence))), "reminder_not_found");
  EXPECT_EQ(find(mine.id).version, 2) << "it has gone off, and nothing else has happened";
}

}  // namespace
}  // namespace tenstone::reminders
