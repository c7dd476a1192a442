#include "tenstone/mail/message.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "decoded.hpp"

namespace tenstone::mail {
namespace {
using ::testing::HasSubstr;
using ::testing::StartsWith;

Message letter(std::string subject, std::string text) {
  return {.from = parse_mailbox("Acme <no-reply@acme.example>").value(),
          .to = Address::parse("mia@example.com").value(),
          .subject = std::move(subject),
          .text = std::move(text),
          .id = "0190-1@acme.example",
          .date = Time(std::chrono::seconds(1'800'000'000))};
}

TEST(Message, IsAWholeMail) {
  EXPECT_EQ(to_wire(letter("Welcome", "Hello Mia,\nhere you are.\n")),
            "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"
            "From: \"Acme\" <no-reply@acme.example>\r\n"
            "To: mia@example.com\r\n"
            "Message-ID: <0190-1@acme.example>\r\n"
            "Subject: Welcome\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 7bit\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "\r\n"
            "Hello Mia,\r\nhere you are.\r\n");
}

TEST(Message, EncodesWhatIsNotShortAscii) {
  EXPECT_EQ(header_text("Grüße"), "=?utf-8?q?Gr=C3=BC=C3=9Fe?=");
  EXPECT_EQ(header_text("a=?b"), "=?utf-8?q?a=3D=3Fb?=");
  EXPECT_EQ(header_text(" x"), "=?utf-8?q?_x?=");
  EXPECT_THAT(to_wire(letter("x\r\nBcc: all@example.com", "t")),
              HasSubstr("Subject: =?utf-8?q?x=0D=0ABcc=3A_all=40example=2Ecom?=\r\n"));
  auto named = letter("s", "t");
  named.from.name = "Grüße \"AG\"";
  EXPECT_THAT(to_wire(named), HasSubstr("From: =?utf-8?q?Gr=C3=BC=C3=9Fe_=22AG=22?=\r\n <no-reply@acme.example>\r\n"));
  named.from.name = "A \"B\" \\";
  EXPECT_THAT(to_wire(named), HasSubstr("From: \"A \\\"B\\\" \\\\\" <no-reply@acme.example>\r\n"));
}

TEST(Message, ABodyThatNeedsNoEncodingHasNone) {
  EXPECT_THAT(to_wire(letter("s", "http://x.example/#reset=aB\n")),
              HasSubstr("7bit\r\nAuto-Submitted: auto-generated\r\n\r\nhttp://x.example/#reset=aB\r\n"));
  EXPECT_THAT(to_wire(letter("s", std::string(998, 'x') + "\n")), HasSubstr(": 7bit\r\n"));
  for (const std::string& text :
       {std::string(999, 'x') + "\n", std::string("Grüße\n"), std::string("a\rb\n"), std::string("a\tb\n"),
        std::string("no end"), std::string("a \n"), std::string("\0\n", 2)})
    EXPECT_THAT(to_wire(letter("s", text)), HasSubstr(": quoted-printable\r\n")) << text;
}

TEST(Message, BreaksLongLinesSoftly) {
  EXPECT_EQ(quoted_printable(std::string(80, 'x')), std::string(75, 'x') + "=\r\nxxxxx\r\n");
  EXPECT_EQ(quoted_printable("a=b \nc\t"), "a=3Db=20\r\nc=09\r\n");
  EXPECT_EQ(quoted_printable("a\rb\r\nc"), "a\r\nb\r\nc\r\n");
  EXPECT_EQ(quoted_printable(""), "\r\n");
}

RC_GTEST_PROP(Message, TheBodyComesBackAsItWas, (std::string text)) {
  const std::string body = quoted_printable(text);
  for (const std::string_view line : lines_of(body)) {
    RC_ASSERT(line.size() <= 76U);
    RC_ASSERT(std::ranges::all_of(line, [](char c) { return c == '\t' || (c >= ' ' && c <= '~'); }));
    RC_ASSERT(!line.ends_with(' ') && !line.ends_with('\t'));
  }
  RC_ASSERT(decoded_body(body) == with_line_ends(text));
}

RC_GTEST_PROP(Message, ASubjectComesBackAsItWas, (std::string subject)) {
  const std::string value = header_text(subject);
  for (const std::string_view line : lines_of(value + "\r\n")) {
    RC_ASSERT(line.size() <= 63U);
    RC_ASSERT(std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; }));
  }
  RC_ASSERT(decoded_header(value) == subject);
}

RC_GTEST_PROP(Message, NothingGetsOutOfItsHeader, (std::string subject, std::string name, std::string text)) {
  auto mail = letter(subject, text);
  mail.from.name = name;
  RC_ASSERT(header_names(to_wire(mail)) == kHeaderNames);
}

TEST(Address, IsOneThatHeadersAndCommandsCanHold) {
  for (const char* good : {"mia@example.com", "a@b", "mia+tag@example.com", "mïa@exämple.com", "a@b@c"})
    EXPECT_TRUE(Address::parse(good)) << good;
  for (const char* bad :
       {"", "@", "mia", "mia@", "@example.com", "mia @example.com", "mia@example.com\r\nRCPT TO:<x@y>", "a@b,c@d",
        "<a@b>", "\"a\"@b", "a@[127.0.0.1]", "a\t@b", "a\x7F@b"})
    EXPECT_FALSE(Address::parse(bad)) << bad;
  EXPECT_FALSE(Address::parse(std::string("a\0@b", 4)));
  EXPECT_TRUE(Address::parse(std::string(252, 'a') + "@b"));
  EXPECT_FALSE(Address::parse(std::string(253, 'a') + "@b"));
  EXPECT_EQ(Address::parse("a@b@example.com")->domain(), "example.com");
}

TEST(Mailbox, IsAnAddressWithOrWithoutAName) {
  EXPECT_EQ(parse_mailbox(" mia@example.com ")->address.text(), "mia@example.com");
  const auto acme = parse_mailbox("Acme Ltd <no-reply@acme.example>");
  EXPECT_EQ(acme->name + "|" + acme->address.text(), "Acme Ltd|no-reply@acme.example");
  EXPECT_EQ(parse_mailbox("\"Acme, Ltd\" <a@b>")->name, "Acme, Ltd");
  EXPECT_EQ(parse_mailbox("<a@b>")->name, "");
  for (const char* bad : {"", "Acme", "Acme <acme>", "a@b>", "Acme <a@b> x"}) EXPECT_FALSE(parse_mailbox(bad)) << bad;
}

}  // namespace
}  // namespace tenstone::mail
