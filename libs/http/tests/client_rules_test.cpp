// Requests that outsiders would have us send to our own network.
#include "scripted_server.hpp"
#include "sending.hpp"

namespace tenstone::http {
namespace {

const std::string kClosing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
const std::string kStaying = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

ScriptedServer::Script answering(const std::string& bytes) {
  return [bytes](Peer& peer, int) {
    while (!peer.read_head().empty()) peer.send(bytes);
  };
}

ClientRequest get_by(AddressRules rules, const std::string& url) {
  ClientRequest request = Sending::get(url);
  request.rules = std::move(rules);
  return request;
}

AddressRules public_and(const char* network) { return AddressRules::public_only({Cidr::parse(network).value()}); }

TEST(ClientRules, KeepRequestsFromTheOwnNetwork) {
  ScriptedServer server(answering(kStaying));
  Sending sending;
  for (const char* host : {"127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::]"}) {
    const auto answer = sending.send(get_by(AddressRules::public_only(), server.url(host)));
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().code, "address_forbidden") << host;
    EXPECT_EQ(answer.error().kind, ErrorKind::Invalid);
    EXPECT_FALSE(answer.error().message.contains("127.0.0.1") || answer.error().message.contains("::"));
    EXPECT_FALSE(answer.error().detail.empty());
  }
  EXPECT_EQ(server.connections(), 0);
  EXPECT_EQ(sending.outcome(get_by(public_and("127.0.0.0/8"), server.url())), "200 ok");
}

TEST(ClientRules, RefuseANameWithOneForbiddenAddress) {
  ScriptedServer server(answering(kStaying));
  Sending sending({.resolver = resolver_to({"127.0.0.1", "10.0.0.1"})});
  const auto answer = sending.send(get_by(public_and("127.0.0.1"), server.url("two.example")));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "address_forbidden");
  EXPECT_EQ(answer.error().detail, "two.example has 10.0.0.1");
  EXPECT_EQ(server.connections(), 0);
}

// DNS rebinding: the name is good when it is checked, and is bound to an internal address when it is used.
TEST(ClientRules, AskOnceForEachConnectionAndUseWhatTheyChecked) {
  ScriptedServer outside(answering(kClosing));
  ScriptedServer inside(answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"), nullptr, "127.0.0.9",
                        outside.port());
  const auto rebinding = std::make_shared<ScriptedResolver>([](std::string, int call) -> Task<Found> {
    co_return std::vector{IpAddress::parse(call == 0 ? "127.0.0.1" : "127.0.0.9").value()};
  });
  Sending sending({.resolver = rebinding});
  const ClientRequest request = get_by(public_and("127.0.0.1"), outside.url("evil.example"));
  EXPECT_EQ(sending.outcome(request), "200 ok");
  EXPECT_EQ(rebinding->calls, 1);
  EXPECT_EQ(sending.outcome(request), "address_forbidden");
  EXPECT_EQ(rebinding->calls, 2);
  EXPECT_EQ(inside.connections(), 0);
}

// The kernel connects 0.0.0.0 to 127.0.0.1.
TEST(ClientRules, CheckThePeerOnceMore) {
  ScriptedServer server(answering(kStaying));
  Sending sending;
  const auto answer = sending.send(get_by(public_and("0.0.0.0"), server.url("0.0.0.0")));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "address_forbidden");
  EXPECT_EQ(answer.error().detail, "the peer is 127.0.0.1");
}

TEST(ClientRules, ShareNoConnectionWithOtherRules) {
  ScriptedServer server(answering(kStaying));
  Sending sending;
  EXPECT_EQ(sending.outcome(Sending::get(server.url())), "200 ok");
  EXPECT_EQ(sending.outcome(get_by(AddressRules::public_only(), server.url())), "address_forbidden");
  EXPECT_TRUE(sending.send(Sending::get(server.url()))->reused);
}

}  // namespace
}  // namespace tenstone::http
