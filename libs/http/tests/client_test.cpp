// The client against our own server, and against servers that misbehave.
#include "tenstone/http/client.hpp"

#include "running.hpp"
#include "scripted_server.hpp"
#include "sending.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// Says what came: "POST /a?b host agent body".
void add_echo(App& app) {
  const Handler say = [](Request& request) -> Task<Response> {
    const auto body = co_await request.body();
    if (!body) co_return problem(body.error());
    std::string all = std::string(to_string(request.method())) + " " + std::string(request.path()) + " " +
                      std::string(request.header("Host")) + " " + std::string(request.header("User-Agent")) + " " +
                      std::string(*body);
    Response response = text(std::move(all));
    response.header("X-Seen", request.header("X-Given"));
    co_return response;
  };
  app.get("/a", say).post("/a", say).put("/a", say).del("/a", say);
  app.get("/moved", [](Request&) -> Task<Response> {
    Response response(302);
    response.header("Location", "/a");
    co_return response;
  });
  app.get("/large", [](Request&) -> Task<Response> { co_return text(std::string(900'000, 'x')); });
}

TEST(Client, SendsARequestAndReadsTheAnswer) {
  App app;
  add_echo(app);
  Running server(app);
  Sending sending;
  const std::string host = "127.0.0.1:" + std::to_string(server.port());
  ClientRequest request = Sending::post("http://" + host + "/a?b=c", "hello");
  request.headers = {{"X-Given", "7"}};
  const auto answer = sending.send(std::move(request));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "POST /a " + host + " tenstone hello");
  EXPECT_EQ(answer->header("x-seen"), "7");
  EXPECT_FALSE(answer->truncated || answer->reused);
  EXPECT_GT(answer->connected, 0us);
  EXPECT_LE(answer->connected, answer->first_byte);
  EXPECT_LE(answer->first_byte, answer->total);
  EXPECT_EQ(sending.outcome(Sending::get("http://" + host + "/moved")), "302 ");
  ClientRequest head = Sending::get("http://" + host + "/large");
  head.method = Method::Head;
  EXPECT_EQ(sending.outcome(head), "200 ");
  ClientRequest named = Sending::get("http://" + host + "/a");
  named.headers = {{"user-agent", "mine"}};
  EXPECT_EQ(sending.outcome(named), "200 GET /a " + host + " mine ");
  EXPECT_TRUE(sending.counted("tenstone_http_client_requests_total{outcome=\"2xx\"} 3"));
  EXPECT_TRUE(sending.counted("tenstone_http_client_requests_total{outcome=\"3xx\"} 1"));
  EXPECT_TRUE(sending.counted("tenstone_http_client_request_duration_seconds_count 4"));
  EXPECT_TRUE(sending.counted("tenstone_http_client_connections_open 1"));
  EXPECT_TRUE(sending.counted("tenstone_http_client_connections_idle 1"));
}

TEST(Client, CarriesLargeBodiesBothWays) {
  App app;
  add_echo(app);
  Running server(app);
  Sending sending;
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port());
  const std::string body(1'000'000, 'y');
  const auto echoed = sending.send(Sending::post(url + "/a", body));
  ASSERT_TRUE(echoed) << echoed.error().detail;
  EXPECT_TRUE(echoed->body.ends_with(body));
  ClientRequest large = Sending::get(url + "/large");
  EXPECT_EQ(sending.send(large)->body.size(), 900'000U);
  large.limits.body_bytes = 899'999;
  EXPECT_EQ(sending.outcome(large), "answer_too_large");
  large.limits.truncate = true;
  large.limits.body_bytes = 10;
  const auto cut = sending.send(large);
  EXPECT_EQ(cut->body, "xxxxxxxxxx");
  EXPECT_TRUE(cut->truncated);
}

TEST(Client, SendsNoFieldThatIsItsOwnOrBreaksALine) {
  ScriptedServer server([](Peer& peer, int) { peer.wait_for_end(); });
  Sending sending;
  for (const auto& [name, value] : {std::pair{"Host", "evil"},
                                    {"content-length", "1"},
                                    {"TRANSFER-ENCODING", "chunked"},
                                    {"Connection", "close"},
                                    {"Expect", "100-continue"},
                                    {"Upgrade", "h2c"},
                                    {"TE", "trailers"},
                                    {"", "x"},
                                    {"A b", "x"},
                                    {"A:", "x"},
                                    {"A", "x\r\nB: y"},
                                    {"A", "x\ny"},
                                    {"A\r\nB", "x"},
                                    {"A", "x\x7f"}}) {
    ClientRequest request = Sending::get(server.url());
    request.headers = {{name, value}};
    EXPECT_EQ(sending.outcome(request), "header_invalid") << name;
    EXPECT_FALSE(check_client_field(name, value));
  }
  EXPECT_FALSE(check_client_field("A", std::string_view("x\0", 2)));
  EXPECT_TRUE(check_client_field("X-A", "caf\xc3\xa9\t\"x\""));
  EXPECT_EQ(server.connections(), 0);
}

TEST(Client, SaysWhatIsWrongWithAnAnswer) {
  Sending sending;
  const auto outcome_of_bytes = [&](const std::string& bytes) {
    ScriptedServer server([&](Peer& peer, int) {
      peer.read_head();
      peer.send(bytes);
    });
    return sending.outcome(Sending::get(server.url()));
  };
  EXPECT_EQ(outcome_of_bytes("HTTP/1.1 200 OK\r\n\r\nto the end"), "200 to the end");
  EXPECT_EQ(outcome_of_bytes("HTTP/1.0 404 No\r\n\r\n"), "404 ");
  EXPECT_EQ(outcome_of_bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok"),
            "malformed_answer");
  EXPECT_EQ(outcome_of_bytes("220 mail ESMTP\r\n"), "malformed_answer");
  EXPECT_EQ(outcome_of_bytes("HTTP/1.1 200 OK\r\nA: " + std::string(17'000, 'x')), "answer_too_large");
  EXPECT_EQ(outcome_of_bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok"), "connection_lost");
  EXPECT_EQ(outcome_of_bytes(""), "connection_lost");
}

TEST(Client, ReadsAnAnswerThatComesBeforeTheBodyIsRead) {
  ScriptedServer server([](Peer& peer, int) {
    peer.read_head();
    peer.send("HTTP/1.1 413 Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    peer.finish_writes();
    peer.wait_for_end();
  });
  Sending sending;
  EXPECT_EQ(sending.outcome(Sending::post(server.url(), std::string(3'000'000, 'x'))), "413 ");
}

TEST(Client, FindsNames) {
  ScriptedServer server([](Peer& peer, int) {
    peer.read_head();
    peer.send(kOk);
  });
  {
    Sending sending;  // ::1 may come first, where nobody listens
    EXPECT_EQ(sending.outcome(Sending::get(server.url("localhost"))), "200 ok");
  }
  const auto unknown = std::make_shared<ScriptedResolver>(
      [](std::string, int) -> Task<Found> { co_return Error(kNameNotFound, {}, "nobody knows it"); });
  Sending without({.resolver = unknown});
  EXPECT_EQ(without.outcome(Sending::get(server.url("nobody.example"))), "name_not_found");
  Sending empty({.resolver = resolver_to({})});
  EXPECT_EQ(empty.outcome(Sending::get(server.url("nobody.example"))), "name_not_found");
  runtime::Loops loops(1);
  runtime::BlockingPool pool(1, 1);
  loops.start();
  const auto none =
      testing::await(loops[0], system_resolver(pool)->resolve(std::string(64, 'a')));  // no label is so long
  EXPECT_TRUE(!none && none.error().is(kNameNotFound));
}

}  // namespace
}  // namespace tenstone::http
