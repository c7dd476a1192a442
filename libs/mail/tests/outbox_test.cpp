#include "tenstone/mail/outbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "tenstone/mail/migrations.hpp"
#include "tenstone/mail/sender.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/postgres/migration.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::mail {
namespace {
using ::testing::HasSubstr;

class OutboxTest : public ::testing::Test {
 protected:
  OutboxTest() {
    outbox_.connect(
        [this](postgres::Transaction&, Uuid org, Uuid id, std::optional<Uuid>) -> Task<Result<void>> {
          enqueued_.push_back({org, id});
          co_return Result<void>();
        },
        [this] { ++wakes_; });
    loops_.start();
  }
  ~OutboxTest() override {
    loops_.stop();
    loops_.join();
  }

  Result<bool> put(Mail mail, bool commit = true) {
    const auto task = [&]() -> Task<Result<bool>> {
      auto transaction = co_await database_.begin();
      auto done = co_await outbox_.put(transaction, std::move(mail));
      if (done && commit) co_await transaction.commit();
      co_return done;
    };
    return testing::await(loops_[0], task());
  }
  std::string refusal(Mail mail) {
    const auto done = put(std::move(mail));
    return done ? "put" : done.error().message;
  }
  // Sends what was enqueued last, by a transport that answers `answer`.
  std::string send(Result<void> answer = {}) {
    Sender sender(
        database_, pool_,
        [&](const Envelope& envelope, const std::string& message) {
          sent_.emplace_back(envelope.to, message);
          return answer;
        },
        parse_mailbox("Acme <no-reply@acme.example>").value());
    const auto done = testing::await(loops_[0], sender.send(enqueued_.back().first, enqueued_.back().second));
    return done ? "sent" : done.error().code;
  }

  testing::TemporaryDatabase temporary_{{postgres::migrations(), migrations()}};
  testing::FakeClock clock_;
  Ids ids_{clock_};
  runtime::Loops loops_{1};
  runtime::BlockingPool pool_{1, 4};
  postgres::Database database_{loops_, {.url = temporary_.url()}};
  Outbox outbox_{ids_, "acme.example", true};
  std::vector<std::pair<Uuid, Uuid>> enqueued_;
  std::vector<std::pair<std::string, std::string>> sent_;
  int wakes_ = 0;
  const Mail letter_{.to = "mia@example.com", .subject = "Welcome", .text = "Hello\nMia"};
};

TEST_F(OutboxTest, KeepsAMailWithItsTransaction) {
  EXPECT_EQ(put(letter_, false).value(), true);
  EXPECT_EQ(temporary_.sql("select count(*) from mail_outbox"), "0");
  EXPECT_EQ(put(letter_).value(), true);
  EXPECT_EQ(
      temporary_.sql("select recipient, subject, body, message_id = id || '@acme.example', sent_at from mail_outbox"),
      "mia@example.com|Welcome|Hello\nMia|t|");
  EXPECT_EQ(enqueued_.size(), 2U);
}

TEST_F(OutboxTest, PutsAMailOfOneIdOnce) {
  Mail once = letter_;
  once.id = ids_.next();
  once.org = ids_.next();
  EXPECT_EQ(put(once).value(), true);
  EXPECT_EQ(put(once).value(), false);
  EXPECT_EQ(enqueued_, (std::vector{std::pair(once.org, *once.id)}));
}

TEST_F(OutboxTest, RefusesWhatIsNoMail) {
  const auto with = [&](auto change) {
    Mail mail = letter_;
    change(mail);
    return refusal(mail);
  };
  EXPECT_THAT(with([](Mail& m) { m.to = "mia@example.com, all@example.com"; }), HasSubstr("one e-mail address"));
  EXPECT_THAT(with([](Mail& m) { m.subject = "x\r\nBcc: all@example.com"; }), HasSubstr("one line"));
  EXPECT_THAT(with([](Mail& m) { m.subject = ""; }), HasSubstr("not empty"));
  EXPECT_THAT(with([](Mail& m) { m.subject.assign(251, 'x'); }), HasSubstr("at most 250 bytes"));
  EXPECT_THAT(with([](Mail& m) { m.text = ""; }), HasSubstr("not empty"));
  EXPECT_THAT(with([](Mail& m) { m.text.assign(kMaxTextBytes + 1, 'x'); }), HasSubstr("at most 256 KiB"));
  EXPECT_EQ(temporary_.sql("select count(*) from mail_outbox"), "0");
}

TEST_F(OutboxTest, IsClosedWhereNoMailCanBeSent) {
  Outbox closed(ids_, "acme.example", false);
  closed.connect(
      [](postgres::Transaction&, Uuid, Uuid, std::optional<Uuid>) -> Task<Result<void>> { co_return Result<void>(); },
      {});
  const auto task = [&]() -> Task<Result<bool>> {
    auto transaction = co_await database_.begin();
    co_return co_await closed.put(transaction, letter_);
  };
  EXPECT_EQ(testing::await(loops_[0], task()).error().code, "mail_not_configured");
}

TEST_F(OutboxTest, ForgetsTheTextOnceItIsSent) {
  ASSERT_TRUE(put(letter_));
  EXPECT_EQ(send(), "sent");
  ASSERT_EQ(sent_.size(), 1U);
  EXPECT_EQ(sent_[0].first, "mia@example.com");
  EXPECT_THAT(sent_[0].second, HasSubstr("\r\n\r\nHello\r\nMia\r\n"));
  EXPECT_EQ(temporary_.sql("select body is null, sent_at is not null, failure from mail_outbox"), "t|t|");
  EXPECT_EQ(send(), "sent");
  EXPECT_EQ(sent_.size(), 1U);
}

TEST_F(OutboxTest, SendsTheSameMessageAgain) {
  ASSERT_TRUE(put(letter_));
  EXPECT_EQ(send(Error(kMailUnsent, "451 busy")), "mail_unsent");
  EXPECT_EQ(temporary_.sql("select failure, refused_at, body is null from mail_outbox"), "451 busy||f");
  EXPECT_EQ(send(), "sent");
  ASSERT_EQ(sent_.size(), 2U);
  EXPECT_EQ(sent_[0], sent_[1]);
}

TEST_F(OutboxTest, NotesWhatTheServerRefused) {
  ASSERT_TRUE(put(letter_));
  EXPECT_EQ(send(Error(kMailRefused, "550 nobody")), "mail_refused");
  EXPECT_EQ(temporary_.sql("select failure, refused_at is not null, body is null from mail_outbox"), "550 nobody|t|f");
}

TEST_F(OutboxTest, ForgetsOldRows) {
  ASSERT_TRUE(put(letter_));
  ASSERT_TRUE(put(letter_));
  temporary_.sql("update mail_outbox set created_at = tenstone.now() - interval '169 hours' where id = '" +
                 to_string(enqueued_.back().second) + "'");
  testing::await(loops_[0], remove_old_mails(database_));
  EXPECT_EQ(temporary_.sql("select count(*) from mail_outbox"), "1");
  EXPECT_EQ(send(), "mail_not_found");
}

}  // namespace
}  // namespace tenstone::mail
