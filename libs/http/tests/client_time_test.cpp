// Time-outs, cancellation and the end of a client.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "scripted_server.hpp"
#include "sending.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

const std::string kWaitedFor = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST(ClientTime, WaitsNoLongerThanItsDeadlines) {
  ScriptedServer silent([](Peer& peer, int) { peer.wait_for_end(); });
  ScriptedServer slow([](Peer& peer, int) {
    peer.read_head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok");
    peer.wait_for_end();
  });
  std::atomic<bool> over = false;
  ScriptedServer deaf([&](Peer&, int) {
    while (!over) std::this_thread::yield();
  });
  Sending sending;
  for (ScriptedServer* server : {&silent, &slow}) {
    ClientRequest request = Sending::get(server->url());
    request.total_timeout = 20ms;
    EXPECT_EQ(sending.outcome(request), "answer_timeout");
  }
  ClientRequest large = Sending::post(deaf.url(), std::string(20'000'000, 'x'));
  large.total_timeout = 20ms;
  EXPECT_EQ(sending.outcome(large), "answer_timeout");
  over = true;
  EXPECT_TRUE(sending.counted("tenstone_http_client_requests_total{outcome=\"answer_timeout\"} 3"));
  EXPECT_TRUE(sending.counted("tenstone_http_client_connections_open 0"));
}

// A socket that listens but accepts nobody: once two connections wait in its queue, the kernel drops what comes.
struct FullHost {
  explicit FullHost(const char* address, unsigned short port = 0) {
    sockaddr_in at{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
    inet_pton(AF_INET, address, &at.sin_addr);
    socklen_t size = sizeof(at);
    if (::bind(listening.get(), reinterpret_cast<const sockaddr*>(&at), size) != 0 || ::listen(listening.get(), 0) != 0)
      throw std::runtime_error("cannot listen");
    ::getsockname(listening.get(), reinterpret_cast<sockaddr*>(&at), &size);
    port_number = ntohs(at.sin_port);
    for (const Fd& one : waiting) ::connect(one.get(), reinterpret_cast<const sockaddr*>(&at), size);
  }
  const Fd listening{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const Fd waiting[2] = {Fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)),
                         Fd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0))};
  unsigned short port_number = 0;
};

TEST(ClientTime, TriesTheNextAddressWhenOneRefusesOrIsSilent) {
  ScriptedServer server([](Peer& peer, int) {
    peer.read_head();
    peer.send(kWaitedFor);
  });
  const FullHost full("127.0.0.2", server.port());
  Sending sending({.resolver = resolver_to({"127.0.0.3", "127.0.0.2", "127.0.0.1"})});
  ClientRequest request = Sending::get(server.url("three.example"));
  request.connect_timeout = 100ms;
  EXPECT_EQ(sending.outcome(request), "200 ok");
}

TEST(ClientTime, SaysThatNoConnectionWasTaken) {
  const FullHost full("127.0.0.1");
  unsigned short closed = 0;
  {
    ScriptedServer gone([](Peer&, int) {});
    closed = gone.port();
  }
  Sending sending;
  const auto refused = sending.send(Sending::get("http://127.0.0.1:" + std::to_string(closed) + "/"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "connect_failed");
  EXPECT_TRUE(refused.error().detail.contains("127.0.0.1: Connection refused")) << refused.error().detail;
  EXPECT_FALSE(refused.error().message.contains("127.0.0.1"));
  ClientRequest request = Sending::get("http://127.0.0.1:" + std::to_string(full.port_number) + "/");
  request.connect_timeout = 20ms;
  EXPECT_EQ(sending.outcome(request), "connect_timeout");
  request.connect_timeout = 1h;
  request.total_timeout = 20ms;
  EXPECT_EQ(sending.outcome(request), "connect_timeout");
}

TEST(ClientTime, DoesNotWaitForAResolverThatHangs) {
  const auto hangs = std::make_shared<ScriptedResolver>([](std::string, int) -> Task<Found> {
    co_await runtime::sleep_for(1h);
    co_return std::vector<IpAddress>();
  });
  Sending sending({.resolver = hangs});
  ClientRequest request = Sending::get("http://slow.example/");
  request.connect_timeout = 10ms;
  EXPECT_EQ(sending.outcome(request), "connect_timeout");
}

TEST(ClientTime, CutsOffASearchForAnAddress) {
  std::promise<void> searches;
  const auto hangs = std::make_shared<ScriptedResolver>([&](std::string, int) -> Task<Found> {
    searches.set_value();
    co_await runtime::sleep_for(1h);
    co_return std::vector<IpAddress>();
  });
  Sending sending({.resolver = hangs});
  auto lost = std::async(std::launch::async, [&] { return sending.outcome(Sending::get("http://slow.example/")); });
  searches.get_future().wait();
  EXPECT_FALSE(testing::await(sending.loops[1], sending.client->drain(1ms)));
  EXPECT_EQ(lost.get(), "connection_lost");
}

TEST(ClientTime, IsUsableAfterACallerWasCancelled) {
  std::promise<void> asked;
  ScriptedServer server([&](Peer& peer, int connection) {
    peer.read_head();
    if (connection > 0) return peer.send(kWaitedFor);
    asked.set_value();
    peer.wait_for_end();
  });
  Sending sending;
  boost::asio::cancellation_signal stop;
  std::promise<std::string> outcome;
  sending.loops[0].post([&] {
    boost::asio::co_spawn(
        sending.loops[0].io(), sending.client->send(Sending::get(server.url())),
        boost::asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr thrown, Result<ClientResponse> answer) {
          outcome.set_value(thrown ? "thrown" : answer ? "answered" : answer.error().code);
        }));
  });
  asked.get_future().wait();
  sending.loops[0].post([&] { stop.emit(boost::asio::cancellation_type::terminal); });
  const std::string ended = outcome.get_future().get();
  EXPECT_TRUE(ended == "thrown" || ended == "connection_lost") << ended;
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(sending.outcome(Sending::get(server.url())), "200 ok");
  EXPECT_TRUE(sending.eventually_counted("tenstone_http_client_connections_open 1"));
}

TEST(ClientTime, DrainsByWaitingAndThenByCutting) {
  std::promise<void> asked;
  std::atomic<bool> release = false;
  ScriptedServer server([&](Peer& peer, int connection) {
    peer.read_head();
    if (connection == 0) {
      asked.set_value();
      while (!release) std::this_thread::yield();
      peer.send(kWaitedFor);
    }
    peer.wait_for_end();
  });
  Sending sending;
  auto answered = std::async(std::launch::async, [&] { return sending.outcome(Sending::get(server.url())); });
  asked.get_future().wait();
  auto drained =
      std::async(std::launch::async, [&] { return testing::await(sending.loops[1], sending.client->drain(10s)); });
  while (sending.outcome(Sending::get("http://127.0.0.1:1/")) != "busy") {
  }
  release = true;
  EXPECT_EQ(answered.get(), "200 ok");
  EXPECT_TRUE(drained.get());
  EXPECT_TRUE(sending.counted("tenstone_http_client_connections_idle 0"));

  std::promise<void> hung;
  ScriptedServer silent([&](Peer& peer, int) {
    peer.read_head();
    hung.set_value();
    peer.wait_for_end();
  });
  Sending other;
  auto lost = std::async(std::launch::async, [&] { return other.outcome(Sending::get(silent.url())); });
  hung.get_future().wait();
  EXPECT_FALSE(testing::await(other.loops[1], other.client->drain(10ms)));
  EXPECT_EQ(lost.get(), "connection_lost");
}

}  // namespace
}  // namespace tenstone::http
