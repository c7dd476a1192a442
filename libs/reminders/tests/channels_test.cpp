#include "channels.hpp"

#include <gtest/gtest.h>

namespace tenstone::reminders {
namespace {

const Message kMessage{.org = *parse_uuid("0190a1b2-0000-7000-8000-000000000001"),
                       .reminder = *parse_uuid("0190a1b2-0000-7000-8000-000000000002"),
                       .occurrence = *parse_uuid("0190a1b2-0000-7000-8000-000000000003"),
                       .due_at = *parse_rfc3339("2026-12-24T15:00:00Z"),
                       .title = "Water the \"plants\"",
                       .body = "Both of them.\nAnd the tree.",
                       .channel = {ChannelType::Email, "mia@example.test"}};
const Uuid kMail = *parse_uuid("0190a1b2-0000-7000-8000-000000000004");

TEST(Channels, AMailHasTheBodyAndSaysWhichReminderWasDue) {
  const auto mail = mail_of(kMessage, kMail);
  EXPECT_EQ(mail.to, "mia@example.test");
  EXPECT_EQ(mail.subject, "Water the \"plants\"");
  EXPECT_EQ(mail.text,
            "Both of them.\nAnd the tree.\n\nDue 2026-12-24T15:00:00.000000Z, reminder "
            "0190a1b2-0000-7000-8000-000000000002");
  EXPECT_EQ(mail.org, kMessage.org);
  EXPECT_EQ(mail.id, kMail);
  EXPECT_TRUE(mail::check(mail));
}

TEST(Channels, WithoutABodyAMailHasThatLineAlone) {
  Message bare = kMessage;
  bare.body.clear();
  EXPECT_EQ(mail_of(bare, kMail).text,
            "Due 2026-12-24T15:00:00.000000Z, reminder 0190a1b2-0000-7000-8000-000000000002");
}

TEST(Channels, AWebhookIsJson) {
  const auto sent = webhook_of(kMessage);
  EXPECT_EQ(sent.org, kMessage.org);
  EXPECT_EQ(sent.type, "reminder.due");
  EXPECT_EQ(sent.payload.text,
            R"({"reminder":{"id":"0190a1b2-0000-7000-8000-000000000002","title":"Water the \"plants\"",)"
            R"("body":"Both of them.\nAnd the tree."},"occurrence":{"id":"0190a1b2-0000-7000-8000-000000000003",)"
            R"("due_at":"2026-12-24T15:00:00.000000Z"}})");
}

TEST(Channels, ATitleStaysInItsLine) {
  Message forged = kMessage;
  forged.title = "Pay\r\nreminder.due: \x1b[31mlies\x7f – ja";
  EXPECT_EQ(line_of(forged), "Pay  reminder.due:  [31mlies  – ja");
}

}  // namespace
}  // namespace tenstone::reminders
