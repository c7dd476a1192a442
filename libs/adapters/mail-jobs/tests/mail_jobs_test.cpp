// A program that serves alone: its api sends the mail that it puts into the outbox.
#include "tenstone/mail_jobs/mail_jobs.hpp"

#include <csignal>
#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/http/app.hpp"
#include "tenstone/mail/module.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/smtp_server.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::mail_jobs {
namespace {
using ::testing::HasSubstr;

struct Program {
  explicit Program(const std::string& smtp_url) {
    service.with<Module>();
    std::vector<std::string> flags{"--postgres-url=" + database.url(), "--redis-url=" + testing::redis_url(),
                                   "--data=" + folder.string(), "--http-port=0", "--log-destination=stderr"};
    if (!smtp_url.empty()) {
      flags.push_back("--mail-smtp-url=" + smtp_url);
      flags.emplace_back("--mail-from=Acme <no-reply@acme.example>");
    }
    const auto loaded = service.load(flags);
    if (!loaded) throw Failure(loaded.error());
    service.open();
  }
  ~Program() { std::filesystem::remove_all(folder); }
  Program(const Program&) = delete;

  // Its job has the id `job`, if any; the mail's own is that of the job that writes it, as in the platform.
  void put(const std::string& to, std::optional<Uuid> job = {}) {
    mail::Outbox& outbox = *service.with<mail::Module>().outbox;
    service.run([&]() -> Task<> {
      auto transaction = co_await service.database().begin();
      mail::Mail letter{.to = to, .subject = "Welcome", .text = "Hello", .job = job};
      const auto done = co_await outbox.put(transaction, std::move(letter));
      if (!done) throw Failure(done.error());
      co_await transaction.commit();
      outbox.wake();
    });
  }
  // Serves until `query` answers with `expected`, or for 60 s.
  std::string serve_until(const std::string& query, const std::string& expected) {
    http::App app;
    auto ended = std::async(std::launch::async, [&] { return service.serve(app, service::Service::Role::Alone); });
    const runtime::Stopwatch watch;
    std::string seen;
    do {
      seen = database.sql(query);
      std::this_thread::yield();
    } while (seen != expected && watch.elapsed() < std::chrono::seconds(60));
    raise(SIGTERM);
    EXPECT_EQ(ended.get(), 0);
    return seen;
  }

  const testing::TemporaryDatabase database{{}};
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / database.name();
  service::Service service{"letters", {.postgres = true, .redis = true}};
};

TEST(MailJobs, SendsByTheProgramThatServesAlone) {
  const testing::SmtpServer server;
  Program program(server.url());
  program.put("busy-1-mia@example.test");
  program.put("refused-noah@example.test");
  const Uuid known = program.service.ids().next();
  program.put("olaf@example.test", known);
  EXPECT_EQ(program.database.sql(
                "select count(*), count(*) filter (where jobs.public_id = '" + to_string(known) +
                "' and mail.recipient = 'olaf@example.test') from jobs join mail_outbox mail on "
                "jobs.org_id = mail.org_id and jobs.payload = mail.id::text::bytea where jobs.public_id <> mail.id"),
            "3|1");
  const std::string outbox =
      "select recipient, sent_at is not null, refused_at is not null from mail_outbox order by 1";
  EXPECT_EQ(
      program.serve_until(outbox, "busy-1-mia@example.test|t|f\nolaf@example.test|t|f\nrefused-noah@example.test|f|t"),
      "busy-1-mia@example.test|t|f\nolaf@example.test|t|f\nrefused-noah@example.test|f|t");
  EXPECT_THAT(server.mail("busy-1-mia@example.test"), HasSubstr("Subject: Welcome\r\n"));
  EXPECT_EQ(program.database.sql("select error_code, error_text from job_runs where error_code = 'mail_refused'"),
            "mail_refused|The mail server refuses it: 550 5.1.1 There is no such mailbox");
}

TEST(MailJobs, InDevelopmentAMailIsAFile) {
  Program program("");
  program.put("mia@example.test");
  EXPECT_EQ(program.serve_until("select count(*) from mail_outbox where sent_at is not null", "1"), "1");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(program.folder / "mail")) files.push_back(entry.path());
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].extension(), ".eml");
  const auto mode = std::filesystem::status(files[0]).permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST(MailJobs, NeedsASenderForAServer) {
  service::Service service("letters", {.postgres = true, .redis = true});
  service.with<Module>();
  const testing::TemporaryDatabase database{{}};
  const auto loaded = service.load({"--postgres-url=" + database.url(), "--redis-url=" + testing::redis_url(),
                                    "--mail-smtp-url=smtp://localhost", "--log-destination=stderr"});
  ASSERT_TRUE(loaded) << loaded.error().message;
  try {
    service.open();
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "mail_settings_invalid");
    EXPECT_THAT(failure.error().message, HasSubstr("mail.from"));
  }
}

}  // namespace
}  // namespace tenstone::mail_jobs
