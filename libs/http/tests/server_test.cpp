#include "tenstone/http/server.hpp"

#include <gtest/gtest.h>

#include "client.hpp"
#include "handlers.hpp"
#include "running.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

bool refuses(unsigned short port) {
  try {
    RawClient client(port);
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

TEST(Server, AnswersManyRequestsOnOneConnection) {
  App app;
  app.get("/health", ok);
  Running running(app);
  RawClient client(running.port());
  for (std::size_t i = 1; i <= 100; ++i) {
    client.send("GET /health HTTP/1.1\r\nHost: here\r\n\r\n");
    client.read_until("\r\n\r\nok", i);
  }
  EXPECT_TRUE(client.received.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << client.received.substr(0, 300);
  EXPECT_EQ(running.server().connections(), 1U);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  App app;
  app.get("/{n}", [](Request& request) -> Task<Response> {
    co_return text("<" + std::string(request.path_parameter("n")) + ">");
  });
  Running running(app);
  RawClient client(running.port());
  std::string all;
  for (int i = 0; i < 500; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: here\r\n\r\n";
  client.send(all);
  client.read_until("\r\n\r\n<", 500);
  client.read_until("<499>");
  std::size_t at = 0;
  for (int i = 0; i < 500; ++i) {
    const auto found = client.received.find("<" + std::to_string(i) + ">", at);
    ASSERT_NE(found, std::string::npos) << i;
    at = found;
  }
}

TEST(Server, DoesNotHoldAnAnswerBackBehindASlowOne) {
  App app;
  app.get("/fast", ok);
  app.get("/slow", [](Request&) -> Task<Response> {
    co_await runtime::sleep_for(1h);
    co_return text("late");
  });
  Running running(app);
  RawClient client(running.port());
  client.send("GET /fast HTTP/1.1\r\nHost: a\r\n\r\nGET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.read_until("\r\n\r\nok").ends_with("ok"));
}

TEST(Server, SaysThatItsPortIsTaken) {
  App app;
  Running running(app);
  runtime::Loops loops(1);
  const SystemClock clock;
  Server second(loops, app, clock, {.port = running.port()});
  const auto started = second.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "port_taken");
  EXPECT_EQ(started.error().message, "port " + std::to_string(running.port()) +
                                         " is taken; stop what uses it, or choose another: --http-port/PORT");
}

TEST(Server, RefusesTooManyConnectionsOfOneAddress) {
  App app;
  app.get("/", ok);
  Running running(app, {.connections_per_address = 2});
  RawClient first(running.port()), second(running.port());
  ASSERT_TRUE(eventually([&] { return running.server().connections() == 2; }));
  RawClient third(running.port());
  EXPECT_TRUE(third.read_to_end().starts_with("HTTP/1.1 503 ")) << third.received;
  EXPECT_NE(third.received.find("Retry-After: 1\r\n"), std::string::npos);
}

TEST(Server, DrainsIdleConnectionsAtOnceAndLetsAnAnswerFinish) {
  App app;
  app.get("/", ok);
  std::promise<void> started;
  std::atomic<bool> release = false;
  app.get("/slow", [&](Request&) -> Task<Response> {
    started.set_value();
    while (!release) co_await runtime::sleep_for(1ms);
    co_return text("done");
  });
  Running running(app);
  RawClient idle(running.port()), busy(running.port());
  idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  idle.read_until("\r\n\r\nok");
  busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  started.get_future().wait();
  auto drained = running.drain(10s);
  idle.read_to_end();
  EXPECT_TRUE(idle.ended);
  EXPECT_TRUE(eventually([&] { return refuses(running.port()); }));  // nobody listens any more
  release = true;
  EXPECT_NE(busy.read_to_end().find("Connection: close"), std::string::npos);
  EXPECT_TRUE(busy.received.ends_with("done"));
  EXPECT_TRUE(drained.get());
}

TEST(Server, CancelsWhatIsLeftAtTheEndOfTheDrain) {
  App app;
  std::promise<void> started;
  app.get("/slow", [&](Request&) -> Task<Response> {
    started.set_value();
    co_await runtime::sleep_for(1h);
    co_return text("never");
  });
  Running running(app);
  RawClient busy(running.port());
  busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  started.get_future().wait();
  EXPECT_FALSE(running.drain(10ms).get());
  EXPECT_EQ(busy.read_to_end().find("never"), std::string::npos);
  EXPECT_TRUE(eventually([&] { return running.server().connections() == 0; }));
}

TEST(Server, CanBeReadThoughItRefusesALongBody) {
  App app;
  app.post("/", [](Request& request) -> Task<Response> {
    const auto body = co_await request.body();
    co_return body ? text("read") : problem(body.error());
  });
  Running running(app);
  RawClient client(running.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n" + std::string(8'000'000, 'x'));
  EXPECT_TRUE(client.read_until("\r\n\r\n").starts_with("HTTP/1.1 413 ")) << client.received;
  EXPECT_NE(client.received.find("Connection: close\r\n"), std::string::npos);
}

}  // namespace
}  // namespace tenstone::http
