#include <gmock/gmock.h>

#include "scripted_server.hpp"
#include "sending.hpp"
#include "tenstone/testing/certificates.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;
using testing::Certificates;
using ::testing::HasSubstr;

const std::string kTlsOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// Signed by `by` for these names: "DNS:localhost,IP:127.0.0.1".
std::shared_ptr<SSL_CTX> certified(Certificates& by, const std::string& names, long seconds = 3600) {
  by.sign("server", names, seconds);
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (SSL_CTX_use_certificate_file(context.get(), by.file("server.pem").c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), by.file("server.key").c_str(), SSL_FILETYPE_PEM) != 1)
    throw std::runtime_error("no certificate");
  return context;
}

class ClientTls : public ::testing::Test {
 protected:
  static void answer_all(Peer& peer, int) {
    while (!peer.read_head().empty()) peer.send(kTlsOk);
  }
  ClientOptions trusting_ours() const { return {.ca_file = ours.file("ca.pem")}; }
  Error refusal(SSL_CTX* server, const std::string& host = "localhost") const {
    ScriptedServer refused(&answer_all, server);
    Sending sending({.resolver = resolver_to({"127.0.0.1"}), .ca_file = ours.file("ca.pem")});
    const auto answer = sending.send(Sending::get(refused.url(host)));
    return answer ? Error(kInternal, "it was answered") : answer.error();
  }

  Certificates ours, others;
};

TEST_F(ClientTls, CarriesRequestsToANameOrAnAddress) {
  const auto tls = certified(ours, "DNS:localhost,IP:127.0.0.1");
  std::mutex mutex;
  std::vector<std::string> names;
  ScriptedServer server(
      [&](Peer& peer, int connection) {
        {
          const std::lock_guard guard(mutex);
          names.push_back(peer.server_name());
        }
        answer_all(peer, connection);
      },
      tls.get());
  Sending sending(trusting_ours());
  EXPECT_EQ(sending.outcome(Sending::get(server.url("LOCALHOST"))), "200 ok");
  const auto again = sending.send(Sending::get(server.url("localhost")));
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_TRUE(again->reused);
  EXPECT_EQ(sending.outcome(Sending::get(server.url("127.0.0.1"))), "200 ok");
  const std::lock_guard guard(mutex);
  EXPECT_EQ(names, (std::vector<std::string>{"localhost", ""}));
}

TEST_F(ClientTls, CarriesLongBodies) {
  const auto tls = certified(ours, "DNS:localhost");
  const std::string body(700'000, 'z');
  ScriptedServer server(
      [&](Peer& peer, int) {
        std::size_t left = body.size();
        const std::string head = peer.read_head();
        left -= head.size() - head.find("\r\n\r\n") - 4;
        left -= peer.read_exactly(left);
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size() + left) + "\r\n\r\n" + body);
        peer.wait_for_end();
      },
      tls.get());
  Sending sending(trusting_ours());
  const auto answer = sending.send(Sending::post(server.url("localhost"), body));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->body, body);
}

TEST_F(ClientTls, RefusesCertificatesThatAreNotTheHosts) {
  const auto stranger = certified(others, "DNS:localhost");
  const Error untrusted = refusal(stranger.get());
  EXPECT_EQ(untrusted.code, "tls_untrusted");
  EXPECT_THAT(untrusted.detail, HasSubstr("certificate"));
  const auto expired = certified(ours, "DNS:localhost", -60);
  EXPECT_EQ(refusal(expired.get()).code, "tls_untrusted");
  EXPECT_THAT(refusal(expired.get()).detail, HasSubstr("expired"));
  const auto named = certified(ours, "DNS:other.example,DNS:*.two.example,DNS:f*.example,IP:127.0.0.2");
  EXPECT_EQ(refusal(named.get()).code, "tls_untrusted");
  EXPECT_THAT(refusal(named.get()).detail, HasSubstr("hostname mismatch"));
  EXPECT_THAT(refusal(named.get(), "127.0.0.1").detail, HasSubstr("IP address mismatch"));
  EXPECT_EQ(refusal(named.get(), "foo.example").code, "tls_untrusted");
  EXPECT_EQ(refusal(named.get(), "a.b.two.example").code, "tls_untrusted");
  EXPECT_EQ(refusal(named.get(), "other.example").message, "it was answered");
  EXPECT_EQ(refusal(named.get(), "a.two.example").message, "it was answered");
}

TEST_F(ClientTls, TrustsTheSystemAloneWithoutAFile) {
  const auto tls = certified(ours, "DNS:localhost");
  ScriptedServer server(&answer_all, tls.get());
  Sending sending;
  EXPECT_EQ(sending.outcome(Sending::get(server.url("localhost"))), "tls_untrusted");
}

TEST_F(ClientTls, RefusesWhatIsNoTlsOrTooOld) {
  ScriptedServer plain([](Peer& peer, int) { peer.send("HTTP/1.1 400 Bad\r\n\r\n"); });
  Sending sending(trusting_ours());
  EXPECT_EQ(sending.outcome(Sending::get("https://localhost:" + std::to_string(plain.port()) + "/")), "tls_failed");
  ScriptedServer closes([](Peer&, int) {});
  EXPECT_EQ(sending.outcome(Sending::get("https://localhost:" + std::to_string(closes.port()) + "/")), "tls_failed");
  const auto old = certified(ours, "DNS:localhost");
  SSL_CTX_set_security_level(old.get(), 0);
  SSL_CTX_set_min_proto_version(old.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.get(), TLS1_1_VERSION);
  EXPECT_EQ(refusal(old.get()).code, "tls_failed");
  const auto second = certified(ours, "DNS:localhost");
  SSL_CTX_set_max_proto_version(second.get(), TLS1_2_VERSION);
  EXPECT_EQ(refusal(second.get()).message, "it was answered");
}

TEST_F(ClientTls, SeesThatAnAnswerWasCutOff) {
  const auto tls = certified(ours, "DNS:localhost");
  ScriptedServer server(
      [](Peer& peer, int connection) {
        peer.read_head();
        peer.send("HTTP/1.1 200 OK\r\n\r\nall of it");
        if (connection == 0) peer.say_goodbye();
      },
      tls.get());
  Sending sending(trusting_ours());
  EXPECT_EQ(sending.outcome(Sending::get(server.url("localhost"))), "200 all of it");
  EXPECT_EQ(sending.outcome(Sending::get(server.url("localhost"))), "connection_lost");
}

TEST_F(ClientTls, WaitsForTheHandshakeNoLongerThanItsDeadline) {
  ScriptedServer silent([](Peer& peer, int) { peer.wait_for_end(); });
  Sending sending(trusting_ours());
  ClientRequest request = Sending::get("https://localhost:" + std::to_string(silent.port()) + "/");
  request.connect_timeout = 20ms;
  EXPECT_EQ(sending.outcome(request), "connect_timeout");
}

TEST_F(ClientTls, WantsAFileThatHoldsCertificates) {
  runtime::Loops loops(1);
  for (const std::string& file : {std::string("/does/not/exist.pem"), ours.file("ca.key")}) {
    try {
      Client client(loops, {.resolver = resolver_to({}), .ca_file = file});
      ADD_FAILURE() << file;
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.error().code, "ca_file_invalid");
      EXPECT_THAT(failure.error().message, HasSubstr(file));
    }
  }
}

}  // namespace
}  // namespace tenstone::http
