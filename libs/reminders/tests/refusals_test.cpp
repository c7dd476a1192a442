// Channels that refuse.
#include "firing_fixture.hpp"

namespace tenstone::reminders {
namespace {

class RefusalsTest : public FiringTest {
 protected:
  // A rule that does not come again while a test runs.
  static Given yearly(Channel channel) {
    return {.plan = R"({"cron":"0 0 1 1 *","tz":"UTC","catch_up":{"policy":"last"}})",
            .due = "date_trunc('year', tenstone.now())",
            .channel = std::move(channel)};
  }
  // The job's state and the last error.
  std::string ends(const Uuid& occurrence) {
    const auto view = job(occurrence);
    return std::string(to_string(view.state)) + " " + view.attempts.back().error_code.value_or("");
  }
  void enable(const Uuid& endpoint, bool enabled) {
    webhooks::ChangeEndpoint change{.enabled = enabled};
    ASSERT_TRUE(run(endpoints_.change(endpoint, change, kOlaf)));
  }
  // It has gone off without being handed over, and the rule has moved on.
  void expect_gone_off_alone() {
    EXPECT_EQ(sql("select fired_at is not null, handed_over, delivery_id is not null from reminder_occurrences "
                  "order by due_at"),
              "t|f|f\nf|f|f");
    EXPECT_EQ(sql("select count(*) from jobs join reminder_occurrences o on o.id = public_id and run_at >= due_at "
                  "where fired_at is null"),
              "1");
    EXPECT_EQ(sql("select state, version, unacknowledged from reminders"), "active|8|t");
    EXPECT_EQ(sql("select (select count(*) from mail_outbox), (select count(*) from webhook_messages)"), "0|0");
  }
  // A later attempt has handed it over, and done nothing else.
  void expect_handed_over() {
    EXPECT_EQ(sql("select fired_at is not null, handed_over, delivery_id is not null from reminder_occurrences "
                  "order by due_at"),
              "t|t|t\nf|f|f");
    EXPECT_EQ(sql("select state, version from reminders"), "active|8");
  }
};

TEST_F(RefusalsTest, WhatMayBeAcceptedLaterIsTriedAgain) {
  const Uuid endpoint = add_endpoint();
  enable(endpoint, false);
  const Uuid occurrence = add(yearly({ChannelType::Webhook, to_string(endpoint)}));
  start();
  ASSERT_TRUE(eventually([&] { return job(occurrence).state == jobs::JobState::Retrying; }));
  EXPECT_EQ(ends(occurrence), "retrying endpoint_disabled");
  expect_gone_off_alone();
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"webhook\"}", 1));
  pass(1h);
  ASSERT_TRUE(eventually([&] { return job(occurrence).attempt == 2; }));
  ASSERT_TRUE(settled());
  expect_gone_off_alone();

  enable(endpoint, true);
  pass(1h);
  ASSERT_TRUE(settled());
  EXPECT_EQ(job(occurrence).state, jobs::JobState::Succeeded);
  expect_handed_over();
  EXPECT_EQ(sql("select count(*) from webhook_deliveries d join reminder_occurrences o on d.id = o.delivery_id"), "1");
  EXPECT_TRUE(counted("tenstone_reminders_gone_off_total{channel=\"webhook\"}", 1));
}

TEST_F(RefusalsTest, WhatIsRefusedForGoodIsDeadUntilItIsRetriedByHand) {
  const Uuid endpoint = add_endpoint();
  ASSERT_TRUE(run(endpoints_.remove(endpoint, kOlaf)));
  const Uuid occurrence = add(yearly({ChannelType::Webhook, to_string(endpoint)}));
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(ends(occurrence), "failed endpoint_not_found");
  expect_gone_off_alone();

  sql("update reminders set channel = 'email', recipient = 'mia@example.test'");
  const auto retry = [&]() -> Task<> {
    auto transaction = co_await database_.begin();
    const auto queue = co_await queue_.retry(transaction, kOrg, occurrence);
    if (!queue) throw Failure(queue.error());
    co_await transaction.commit();
    queue_.wake(*queue);
  };
  run(retry());
  ASSERT_TRUE(settled());
  EXPECT_EQ(job(occurrence).state, jobs::JobState::Succeeded);
  expect_handed_over();
  EXPECT_EQ(sql("select count(*) from mail_outbox m join reminder_occurrences on delivery_id = m.id"), "1");
}

TEST_F(RefusalsTest, AnEndpointThatIsNoIdIsNoEndpoint) {
  const Uuid occurrence = add(yearly({ChannelType::Webhook, "shop"}));
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(ends(occurrence), "failed endpoint_not_found");
  expect_gone_off_alone();
}

TEST_F(RefusalsTest, NothingIsLeftOfHalfAMessage) {
  std::atomic<int> calls = 0;
  on_mail_ = [&](postgres::Transaction& transaction) -> Task<Result<void>> {
    if (++calls == 1) co_return Error(kBusy);
    if (calls > 2) co_return Result<void>();
    const auto again = co_await transaction.execute("insert into mail_outbox select * from mail_outbox");
    if (!again) co_return again.error();
    co_return Result<void>();
  };
  const Uuid occurrence = add(yearly({ChannelType::Email, "mia@example.test"}));
  start();
  ASSERT_TRUE(eventually([&] { return job(occurrence).state == jobs::JobState::Retrying; }));
  EXPECT_EQ(ends(occurrence), "retrying busy");
  expect_gone_off_alone();
  pass(1h);
  ASSERT_TRUE(eventually([&] { return job(occurrence).attempt == 2; }));
  ASSERT_TRUE(settled());
  EXPECT_EQ(ends(occurrence), "retrying unique_violation");
  expect_gone_off_alone();
  pass(1h);
  ASSERT_TRUE(settled());
  expect_handed_over();
  EXPECT_EQ(sql("select count(*) from mail_outbox"), "1");
  EXPECT_EQ(mail_wakes_, 1);
}

TEST_F(RefusalsTest, WithoutAMailServerTheRuleGoesOn) {
  mail::Outbox closed(ids_, "example.test", false);
  closed.connect(
      [](postgres::Transaction&, Uuid, Uuid, std::optional<Uuid>) -> Task<Result<void>> { co_return Result<void>(); },
      {});
  Firing firing(database_, ids_, queue_, closed, outgoing_, registry_, logging::Logger());
  handle_ = [&](jobs::Run& run) { return firing.go_off(run); };
  const Uuid occurrence = add(yearly({ChannelType::Email, "mia@example.test"}));
  start();
  ASSERT_TRUE(eventually([&] { return job(occurrence).state == jobs::JobState::Retrying; }));
  EXPECT_EQ(ends(occurrence), "retrying mail_not_configured");
  expect_gone_off_alone();
}

TEST_F(RefusalsTest, ATitleThatIsNoSubjectIsRefusedForGood) {
  Given given = yearly({ChannelType::Email, "mia@example.test"});
  given.title = "Water\nBcc: noah@example.test";
  const Uuid occurrence = add(given);
  start();
  ASSERT_TRUE(settled());
  EXPECT_EQ(ends(occurrence), "failed mail_invalid");
  expect_gone_off_alone();
}

}  // namespace
}  // namespace tenstone::reminders
