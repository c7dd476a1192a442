// Connections that are kept: which are used again, and what happens to a request when one of them breaks.
#include "client/idle_pool.hpp"
#include "running.hpp"
#include "scripted_server.hpp"
#include "sending.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

const std::string kKept = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct FakeConnection {
  int number;
  bool is_quiet = true;
  bool quiet() const { return is_quiet; }
};
using FakePool = IdlePool<FakeConnection>;

int taken(FakePool& pool, const std::string& key, SteadyTime now) {
  const auto connection = pool.take(key, now);
  return connection ? connection->number : -1;
}

TEST(IdlePool, GivesTheNewestThatIsYoungAndQuiet) {
  const SteadyTime start{};
  FakePool pool(8, 256, 30s);
  for (int i = 0; i < 4; ++i) pool.put("a", std::make_shared<FakeConnection>(i, i != 3), start + i * 1s);
  pool.put("b", std::make_shared<FakeConnection>(9), start);
  EXPECT_EQ(taken(pool, "a", start + 4s), 2);
  EXPECT_EQ(pool.size(), 3U);  // 3 had something to say, and went
  EXPECT_EQ(taken(pool, "c", start + 4s), -1);
  EXPECT_EQ(taken(pool, "b", start + 30s), -1);
  EXPECT_EQ(taken(pool, "a", start + 30s), 1);
  EXPECT_EQ(taken(pool, "a", start + 30s), -1);
  EXPECT_EQ(pool.size(), 0U);
}

TEST(IdlePool, KeepsToItsLimits) {
  const SteadyTime start{};
  FakePool pool(2, 5, 30s);
  for (int i = 0; i < 4; ++i) pool.put("a", std::make_shared<FakeConnection>(i), start);
  EXPECT_EQ(pool.size(), 2U);
  EXPECT_EQ(taken(pool, "a", start), 3);
  EXPECT_EQ(taken(pool, "a", start), 2);
  for (int i = 0; i < 10; ++i) pool.put(std::to_string(i), std::make_shared<FakeConnection>(i), start + i * 1s);
  EXPECT_EQ(pool.size(), 5U);
  EXPECT_EQ(taken(pool, "4", start + 9s), -1);
  EXPECT_EQ(taken(pool, "5", start + 9s), 5);
  pool.expire(start + 37s);
  EXPECT_EQ(pool.size(), 2U);
  FakePool none(0, 5, 30s);
  none.put("a", std::make_shared<FakeConnection>(1), start);
  EXPECT_EQ(none.size(), 0U);
}

TEST(ClientPool, DropsAConnectionThatEndedOrSpokeWhileItWasIdle) {
  for (const std::string& unasked : {std::string(), std::string("HTTP/1.1 408 Late\r\n\r\n")}) {
    std::atomic<bool> idle = false, said = false;
    ScriptedServer server([&](Peer& peer, int connection) {
      peer.read_head();
      peer.send(kKept);
      if (connection > 0) return peer.wait_for_end();
      while (!idle) std::this_thread::yield();
      if (unasked.empty()) peer.finish_writes();
      peer.send(unasked);
      said = true;
      peer.wait_for_end();
    });
    Sending sending;
    EXPECT_EQ(sending.outcome(Sending::post(server.url(), "1")), "200 ok");
    idle = true;
    while (!said) std::this_thread::yield();
    const auto second = sending.send(Sending::post(server.url(), "2"));
    ASSERT_TRUE(second) << second.error().detail;
    EXPECT_FALSE(second->reused);
    EXPECT_EQ(server.connections(), 2);
  }
}

TEST(ClientPool, SendsAgainOnlyWhatIsIdempotent) {
  std::atomic<int> seen = 0;
  ScriptedServer server([&](Peer& peer, int) {
    peer.read_head();
    peer.send(kKept);
    if (!peer.read_head().empty()) ++seen;  // and says nothing to the second
  });
  Sending sending;
  const auto second_of_two = [&](Method method) {
    EXPECT_EQ(sending.outcome(Sending::get(server.url())), "200 ok");
    seen = 0;
    ClientRequest request = Sending::get(server.url());
    request.method = method;
    const std::string outcome = sending.outcome(std::move(request));
    EXPECT_EQ(seen, 1) << to_string(method);
    if (outcome == "200 ok")
      EXPECT_EQ(sending.outcome(Sending::post(server.url(), "")), "connection_lost");  // uses up what is kept
    return outcome;
  };
  for (const Method method : {Method::Get, Method::Put, Method::Delete, Method::Options})
    EXPECT_EQ(second_of_two(method), "200 ok") << to_string(method);
  for (const Method method : {Method::Post, Method::Patch})
    EXPECT_EQ(second_of_two(method), "connection_lost") << to_string(method);
}

TEST(ClientPool, SendsNothingAgainOnceAByteOfAnAnswerHasCome) {
  std::atomic<int> requests = 0;
  ScriptedServer server([&](Peer& peer, int) {
    peer.read_head();
    peer.send(kKept);
    peer.read_head();
    ++requests;
    peer.send("H");
  });
  Sending sending;
  EXPECT_EQ(sending.outcome(Sending::get(server.url())), "200 ok");
  EXPECT_EQ(sending.outcome(Sending::get(server.url())), "connection_lost");
  EXPECT_EQ(requests, 1);
  EXPECT_EQ(server.connections(), 1);
}

TEST(ClientPool, SendsNothingAgainAfterATimeOut) {
  ScriptedServer server([&](Peer& peer, int) {
    peer.read_head();
    peer.send(kKept);
    peer.wait_for_end();
  });
  Sending sending;
  EXPECT_EQ(sending.outcome(Sending::get(server.url())), "200 ok");
  ClientRequest request = Sending::get(server.url());
  request.total_timeout = 20ms;
  EXPECT_EQ(sending.outcome(request), "answer_timeout");
  EXPECT_EQ(server.connections(), 1);
}

TEST(ClientPool, KeepsNoConnectionAfterADoubt) {
  for (const std::string& answer : {kKept + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                                    std::string("HTTP/1.1 204 No\r\nContent-Length: 4\r\n\r\nevil"),
                                    std::string("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
                                    std::string("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")}) {
    ScriptedServer server([&](Peer& peer, int) {
      while (!peer.read_head().empty()) peer.send(answer);
    });
    Sending sending;
    for (int i = 1; i <= 2; ++i) {
      EXPECT_FALSE(sending.send(Sending::get(server.url()))->reused) << answer;
      EXPECT_EQ(server.connections(), i);
    }
  }
}

TEST(ClientPool, LetsIdleConnectionsGo) {
  ScriptedServer server([&](Peer& peer, int) {
    while (!peer.read_head().empty()) peer.send(kKept);
  });
  Sending sending({.idle_timeout = 5ms});
  EXPECT_EQ(sending.outcome(Sending::get(server.url())), "200 ok");
  EXPECT_TRUE(sending.eventually_counted("tenstone_http_client_connections_idle 0"));
  EXPECT_TRUE(sending.eventually_counted("tenstone_http_client_connections_open 0"));
}

TEST(ClientPool, ServesManyCallersOnTwoLoops) {
  App app;
  app.get("/{n}", [](Request& request) -> Task<Response> { co_return text(std::string(request.path_parameter("n"))); });
  Running server(app);
  Sending sending;
  constexpr int kCallers = 20, kEach = 25;
  std::atomic<int> good = 0, left = 2 * kCallers;
  std::promise<void> ended;
  const auto call = [&](int caller) -> Task<> {
    for (int i = 0; i < kEach; ++i) {
      const std::string number = std::to_string(caller * kEach + i);
      auto request = Sending::get("http://127.0.0.1:" + std::to_string(server.port()) + "/" + number);
      const auto answer = co_await sending.client->send(std::move(request));
      if (answer && answer->body == number) ++good;
    }
    if (--left == 0) ended.set_value();
  };
  for (int i = 0; i < 2 * kCallers; ++i) sending.loops[static_cast<std::size_t>(i % 2)].spawn(call(i));
  ended.get_future().wait();
  EXPECT_EQ(good, 2 * kCallers * kEach);
  EXPECT_LE(server.server().connections(), 2U * kCallers);
  EXPECT_TRUE(sending.counted("tenstone_http_client_connections_idle 16"));  // 8 a loop
}

}  // namespace
}  // namespace tenstone::http
