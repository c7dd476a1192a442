// A program that serves alone: reminders go off, and are sent, by its own jobs.
#include "tenstone/reminders/module.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/jobs/migrations.hpp"
#include "tenstone/mail/migrations.hpp"
#include "tenstone/mail_jobs/mail_jobs.hpp"
#include "tenstone/reminders/migrations.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/reversible.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/migrations.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

namespace tenstone::reminders {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;

const Uuid kMias = *parse_uuid("0190a1b2-0000-7000-8000-000000000001");

class ReminderModule : public ::testing::Test {
 protected:
  ReminderModule() {
    service_.with<mail_jobs::Module>();
    service_.with<webhooks_jobs::Module>();
    service_.with<Module>();
    const auto loaded =
        service_.load({"--postgres-url=" + database_.url(), "--redis-url=" + testing::redis_url(),
                       "--data=" + folder_.string(), "--http-port=0", "--log-destination=stderr", "--log-level=error"});
    if (!loaded) throw Failure(loaded.error());
    service_.open();
  }
  ~ReminderModule() override { std::filesystem::remove_all(folder_); }

  Reminder create(NewReminder wanted) {
    std::optional<Reminder> made;
    service_.run([&]() -> Task<> {
      std::vector<NewReminder> one{std::move(wanted)};
      const auto all = co_await service_.with<Module>().reminders->create(kMias, std::move(one), "");
      if (!all) throw Failure(all.error());
      made = all->at(0);
    });
    return *made;
  }
  // Serves until `query` answers with `expected`, or for 60 s.
  std::string serve_until(const std::string& query, const std::string& expected) {
    http::App app;
    auto ended = std::async(std::launch::async, [&] { return service_.serve(app, service::Service::Role::Alone); });
    const runtime::Stopwatch watch;
    std::string seen;
    do {
      seen = database_.sql(query);
      std::this_thread::sleep_for(5ms);
    } while (seen != expected && watch.elapsed() < 60s);
    raise(SIGTERM);
    EXPECT_EQ(ended.get(), 0);
    return seen;
  }

  const testing::TemporaryDatabase database_{{}};
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / database_.name();
  service::Service service_{"reminding", {.postgres = true, .redis = true}};
};

TEST_F(ReminderModule, AReminderIsMailedWhenItIsDue) {
  const Reminder made = create({.title = "Water the plants",
                                .body = "Both of them.",
                                .channel = {ChannelType::Email, "mia@example.test"},
                                .when = {.due_at = service_.clock().now() + 1s}});
  EXPECT_EQ(made.state, ReminderState::Active);
  EXPECT_EQ(serve_until("select count(*) from mail_outbox where sent_at is not null", "1"), "1");
  std::vector<std::string> mails;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / "mail")) {
    std::ifstream file(entry.path());
    mails.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_THAT(mails[0], HasSubstr("Subject: Water the plants\r\n"));
  EXPECT_THAT(mails[0],
              HasSubstr("Message-ID: <" + database_.sql("select delivery_id from reminder_occurrences") + "@"));
  EXPECT_THAT(mails[0], HasSubstr("\r\n\r\nBoth of them.\r\n\r\nDue "));
  EXPECT_EQ(database_.sql("select fired_at >= due_at from reminder_occurrences"), "t");
}

TEST_F(ReminderModule, AWorkerRenewsTimesOfOlderZonesAndRemovesWhatIsOld) {
  const When weekly{.cron = *recurrence::Cron::parse("0 7 * * MON"), .tz = *recurrence::Zone::find("Europe/Riga")};
  create({.title = "Report", .channel = {ChannelType::Log, {}}, .when = weekly});
  database_.sql("update reminders set tzdata = '1999a'");
  const Reminder old =
      create({.title = "Old", .channel = {ChannelType::Log, {}}, .when = {.due_at = service_.clock().now() + 24h}});
  database_.sql(
      "update reminders set state = 'completed', next_at = null, changed_at = tenstone.now() - interval '91 days' "
      "where id = '" +
      to_string(old.id) + "'");
  EXPECT_EQ(serve_until("select title, tzdata > '2000' from reminders", "Report|t"), "Report|t");
}

TEST(RemindersMigrations, CanBeTakenBack) {
  EXPECT_EQ(testing::not_reversible({postgres::migrations(), audit::migrations(), jobs::migrations(),
                                     mail::migrations(), webhooks::migrations(), migrations()},
                                    5),
            std::vector<std::string>());
}

}  // namespace
}  // namespace tenstone::reminders
