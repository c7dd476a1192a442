// libcurl against a real SMTP server.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/mail/message.hpp"
#include "tenstone/mail/transport.hpp"
#include "tenstone/testing/silent_server.hpp"
#include "tenstone/testing/smtp_server.hpp"

namespace tenstone::mail {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::SmtpServer;
using ::testing::StartsWith;

const std::string kText = "Date: now\r\nSubject: Welcome\r\n\r\nHello\r\n.\r\n..dots\r\n";

Result<void> send(SmtpOptions options, const std::string& to) {
  return smtp(std::move(options))({.from = "no-reply@acme.example", .to = to, .id = {}, .date = {}}, kText);
}
std::string refusal(const Result<void>& sent) { return sent ? "sent" : sent.error().code; }

// A certificate and its key for the name mail.localhost, which is no host that is spoken with in the clear.
class Certificate {
 public:
  Certificate() {
    std::string name = std::filesystem::temp_directory_path() / "certXXXXXX";
    folder_ = mkdtemp(name.data());
    const std::string command = "cd " + folder_ +
                                " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                                "-subj /CN=mail.localhost -addext subjectAltName=DNS:mail.localhost -keyout key.pem "
                                "-out cert.pem 2>openssl.log && cat key.pem cert.pem > both.pem";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl makes no certificate in " + folder_);
  }
  ~Certificate() { std::filesystem::remove_all(folder_); }
  Certificate(const Certificate&) = delete;
  std::string public_part() const { return folder_ + "/cert.pem"; }
  std::string both() const { return folder_ + "/both.pem"; }

 private:
  std::string folder_;
};

TEST(Smtp, HandsAMailOver) {
  const SmtpServer server;
  EXPECT_EQ(refusal(send({.url = Secret(server.url())}, "mia@example.test")), "sent");
  EXPECT_EQ(server.mail("mia@example.test"), kText);
  EXPECT_EQ(server.log(), "mia@example.test clear nobody\n");
}

TEST(Smtp, IsToldForNowAndForGood) {
  const SmtpServer server;
  const SmtpOptions options{.url = Secret(server.url())};
  const auto busy = send(options, "busy-1-mia@example.test");
  EXPECT_EQ(refusal(busy), "mail_unsent");
  EXPECT_THAT(busy.error().message, HasSubstr("451 4.3.2 The mail service is busy"));
  EXPECT_EQ(refusal(send(options, "busy-1-mia@example.test")), "sent");

  const auto refused = send(options, "refused-mia@example.test");
  EXPECT_EQ(refusal(refused), "mail_refused");
  EXPECT_EQ(refused.error().message, "The mail server refuses it: 550 5.1.1 There is no such mailbox");
}

TEST(Smtp, TriesAgainAfterALostOrSlowConnection) {
  SmtpServer server;
  EXPECT_EQ(refusal(send({.url = Secret(server.url())}, "drop-mia@example.test")), "mail_unsent");
  const runtime::Stopwatch watch;
  EXPECT_EQ(refusal(send({.url = Secret(server.url()), .whole = 500ms}, "slow-mia@example.test")), "mail_unsent");
  EXPECT_LT(watch.elapsed(), 30s);  // not as long as libcurl likes to wait for the answer to its QUIT
  server.stop();
  EXPECT_EQ(refusal(send({.url = Secret(server.url())}, "mia@example.test")), "mail_unsent");
}

TEST(Smtp, ChangesToTlsBeforeItSaysAnything) {
  const Certificate certificate;
  const SmtpServer server({"--cert", certificate.both(), "--login", "acme:pass word"});
  const std::string place = "acme:pass%20word@mail.localhost:" + server.port();
  const SmtpOptions good{.url = Secret("smtp://" + place), .ca_file = certificate.public_part()};
  const auto sent = send(good, "mia@example.test");
  EXPECT_EQ(refusal(sent), "sent") << sent.error().message;
  EXPECT_EQ(server.log(), "mia@example.test tls acme\n");

  SmtpOptions unknown = good;
  unknown.ca_file = {};
  EXPECT_THAT(send(unknown, "mia@example.test").error().message, HasSubstr("certificate"));
  SmtpOptions other_name = good;
  other_name.url = Secret("smtp://acme:pass%20word@other.localhost:" + server.port());
  EXPECT_EQ(refusal(send(other_name, "mia@example.test")), "mail_unsent");
  SmtpOptions wrong = good;
  wrong.url = Secret("smtp://acme:wrong@mail.localhost:" + server.port());
  EXPECT_EQ(refusal(send(wrong, "mia@example.test")), "mail_unsent");  // the operator can put it right
  EXPECT_EQ(server.log(), "mia@example.test tls acme\n");
}

TEST(Smtp, SpeaksTlsFromTheStart) {
  const Certificate certificate;
  const SmtpServer server({"--cert", certificate.both(), "--implicit"});
  const auto sent =
      send({.url = Secret("smtps://mail.localhost:" + server.port()), .ca_file = certificate.public_part()},
           "mia@example.test");
  EXPECT_EQ(refusal(sent), "sent") << sent.error().message;
  EXPECT_EQ(server.log(), "mia@example.test tls nobody\n");
}

TEST(Smtp, SaysNothingToAnotherMachineInTheClear) {
  const SmtpServer server;
  EXPECT_EQ(refusal(send({.url = Secret("smtp://mail.localhost:" + server.port())}, "mia@example.test")),
            "mail_unsent");
  EXPECT_EQ(server.log(), "");
}

TEST(Smtp, KnowsAServersUrl) {
  for (const char* good : {"smtp://localhost", "smtp://a:b%40c@mail.example.com:587", "smtps://[::1]:465"})
    EXPECT_EQ(fault_of_smtp_url(good), "") << good;
  for (const char* bad : {"", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://a:b@", "smtp://x:port"})
    EXPECT_THAT(fault_of_smtp_url(bad), StartsWith("is smtp://")) << bad;
}

}  // namespace
}  // namespace tenstone::mail
