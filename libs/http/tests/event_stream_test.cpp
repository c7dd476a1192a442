#include "tenstone/http/event_stream.hpp"

#include <gtest/gtest.h>
#include <list>

#include "client.hpp"
#include "conversation.hpp"
#include "handlers.hpp"
#include "running.hpp"
#include "tenstone/http/event_hub.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

std::string written(const ServerEvent& event) {
  std::string out;
  append_event(out, event);
  return out;
}

TEST(ServerEvent, IsWrittenAsLines) {
  EXPECT_EQ(written({.data = "a"}), "data: a\n\n");
  EXPECT_EQ(written({.data = ""}), "data: \n\n");
  EXPECT_EQ(written({.data = "a\nb\r\nc\rd\n", .id = "7", .type = "line"}),
            "id: 7\nevent: line\ndata: a\ndata: b\ndata: c\ndata: d\ndata: \n\n");
}

TEST(ServerEvent, LetsNobodyForgeALine) {
  EXPECT_THROW(written({.data = "", .id = "1\ndata: x"}), std::invalid_argument);
  EXPECT_THROW(written({.data = "", .id = std::string_view("1\0", 2)}), std::invalid_argument);
  EXPECT_THROW(written({.data = "", .type = "a\rb"}), std::invalid_argument);
}

constexpr std::string_view kStream = "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n";

// A server whose streams come from a hub.
class EventStream : public ::testing::Test {
 protected:
  void serve(StreamLimits hub_limits = {}, Limits limits = {}, std::chrono::milliseconds heartbeat = 10s) {
    app_.get("/ping", ok);
    app_.get("/stream", [this, heartbeat](Request& request) -> Task<Response> {
      auto source = hub->join(request, [this] { return allowed.load(); });
      co_return source ? event_stream(std::move(*source), {.heartbeat = heartbeat}) : problem(source.error());
    });
    running.emplace(app_, limits);
    hub.emplace(running->loops(), hub_limits);
  }
  RawClient& open(std::string_view request = kStream) {
    RawClient& client = clients_.emplace_back(running->port());
    client.send(request);
    client.read_until("retry: ");
    return client;
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    for (const auto end = std::chrono::steady_clock::now() + 10s; std::chrono::steady_clock::now() < end;
         std::this_thread::sleep_for(1ms))
      if (condition()) return true;
    return false;
  }

  App app_;
  std::optional<EventHub> hub;
  std::atomic<bool> allowed = true;
  std::list<RawClient> clients_;
  std::optional<Running> running;  // its loops stop first
};

TEST_F(EventStream, IsOpenBeforeAnythingHappens) {
  serve();
  const std::string& head = open().received;
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
  for (const std::string line : {"Content-Type: text/event-stream\r\n", "Cache-Control: no-store\r\n",
                                 "X-Accel-Buffering: no\r\n", "Transfer-Encoding: chunked\r\n"})
    EXPECT_NE(head.find(line), std::string::npos) << line;
}

TEST_F(EventStream, ReachesTheStreamsOfAllLoops) {
  serve();
  std::vector<RawClient*> all;
  for (int i = 0; i < 20; ++i) all.push_back(&open());
  hub->publish({.data = "hello", .id = "1"});
  for (RawClient* each : all) EXPECT_NE(each->read_until("id: 1\ndata: hello\n\n").find("hello"), std::string::npos);
  hub->publish({.data = "again", .id = "2"});
  for (RawClient* each : all) EXPECT_NE(each->read_until("id: 2\ndata: again\n\n").find("again"), std::string::npos);
}

TEST_F(EventStream, BeginsWithTheNewestEventThatTheClientDoesNotHave) {
  serve();
  hub->publish({.data = "old", .id = "1"});
  hub->publish({.data = "newest", .id = "2"});
  RawClient& behind = open("GET /stream HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 1\r\n\r\n");
  RawClient& current = open("GET /stream HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 2\r\n\r\n");
  RawClient& fresh = open();
  behind.read_until("newest");
  fresh.read_until("newest");
  hub->publish({.data = "next", .id = "3"});
  current.read_until("next");
  EXPECT_EQ(current.received.find("newest"), std::string::npos);
  EXPECT_EQ(behind.received.find("old"), std::string::npos);
}

TEST_F(EventStream, BeatsWhileNothingHappens) {
  serve({}, {}, 1ms);
  open().read_until("\n:\n\n", 3);
}

// The client reads nothing while much more is published than buffers hold; then it sees the newest.
TEST_F(EventStream, SkipsWhatASlowReaderHasMissed) {
  serve();
  RawClient& slow = open();
  const std::string large(256 * 1024, 'x');
  for (int i = 0; i < 200; ++i) hub->publish({.data = large, .id = std::to_string(i)});
  hub->publish({.data = "the last"});
  slow.read_until("the last");
  EXPECT_LT(slow.received.size(), 150 * large.size());
}

TEST_F(EventStream, EndsInsteadOfTheNextEventWhenItIsNoLongerAllowed) {
  serve();
  RawClient& client = open();
  allowed = false;
  hub->publish({.data = "secret"});
  EXPECT_TRUE(client.read_until("\r\n0\r\n\r\n").ends_with("\r\n0\r\n\r\n"));
  EXPECT_EQ(client.received.find("secret"), std::string::npos);
  client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");  // in order: the connection goes on
  client.read_until("\r\n\r\nok");
}

TEST_F(EventStream, EndsAtOnceWhenTheServerDrains) {
  serve();
  RawClient &first = open(), &second = open();
  EXPECT_TRUE(running->drain(10s).get());
  EXPECT_TRUE(first.read_to_end().ends_with("0\r\n\r\n"));
  EXPECT_TRUE(second.read_to_end().ends_with("0\r\n\r\n"));
  EXPECT_EQ(hub->streams(), 0U);
}

TEST_F(EventStream, DoesNotWaitInADrainForAClientThatDoesNotRead) {
  serve();
  RawClient& stuck = open();
  const std::string large(32 * 1024 * 1024, 'x');
  hub->publish({.data = large});
  stuck.read_until("data: x");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(running->drain(10s).get());
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST_F(EventStream, IsGivenBackSoonAfterItsClientLeaves) {
  serve();
  open();
  open();
  EXPECT_EQ(hub->streams(), 2U);
  clients_.clear();
  EXPECT_TRUE(eventually([&] { return hub->streams() == 0; }));
}

TEST_F(EventStream, IsRefusedAboveTheLimits) {
  serve({.streams = 3, .streams_per_client = 2});
  open();
  open();
  RawClient third(running->port());
  third.send(kStream);
  third.read_until("too_many_streams");
  EXPECT_TRUE(third.received.starts_with("HTTP/1.1 503 ")) << third.received;
  EXPECT_NE(third.received.find("Retry-After: 5\r\n"), std::string::npos);
  third.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  third.read_until("\r\n\r\nok");
}

TEST_F(EventStream, LeavesTheConnectionsOfItsAddressToOthers) {
  serve({}, {.connections_per_address = 3});
  for (int i = 0; i < 10; ++i) open();
  for (int i = 0; i < 3; ++i) {
    RawClient& other = clients_.emplace_back(running->port());
    other.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(other.read_until("\r\n\r\nok").ends_with("ok")) << other.received;
  }
  RawClient beyond(running->port());
  EXPECT_TRUE(beyond.read_to_end().starts_with("HTTP/1.1 503 ")) << beyond.received;
}

TEST_F(EventStream, AnswersHeadWithoutAStream) {
  serve();
  RawClient client(running->port());
  client.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  client.read_until("\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return hub->streams() == 0; }));
}

// A source that keeps everything, as a log does: its cursor is the event's id.
class Counting final : public EventSource {
 public:
  explicit Counting(int from) : at_(from) {}
  Task<Result<bool>> next(std::string& out, std::chrono::milliseconds) override {
    if (at_ == 5) co_return false;
    ++at_;
    append_event(out, {.data = "line", .id = std::to_string(at_)});
    co_return true;
  }
  void end() override { at_ = 5; }

 private:
  int at_;
};

TEST(EventSource, GivesAStreamThatEndsByItself) {
  App app;
  app.get("/stream", [](Request& request) -> Task<Response> {
    const std::string known(last_event_id(request));
    co_return event_stream(std::make_unique<Counting>(known.empty() ? 0 : std::stoi(known)));
  });
  const std::string output = converse(app, {"GET /stream HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 3\r\n\r\n"});
  EXPECT_NE(output.find("id: 4\ndata: line\n\n"), std::string::npos) << output;
  EXPECT_EQ(output.find("id: 3\n"), std::string::npos);
  EXPECT_TRUE(output.ends_with("id: 5\ndata: line\n\n\r\n0\r\n\r\n")) << output;
}

}  // namespace
}  // namespace tenstone::http
