#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "conversation.hpp"
#include "handlers.hpp"
#include "raw_requests.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

Task<Response> echo(Request& request) {
  const auto body = co_await request.body();
  co_return body ? text(std::string(*body)) : problem(body.error());
}

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    app.get("/", ok);
    app.post("/p", echo);
    app.post("/small", body_limit(10), echo);
    app.post("/ignore", ok);
    app.get("/slow", [](Request&) -> Task<Response> {
      co_await runtime::sleep_for(1h);
      co_return text("never");
    });
  }
  App app;
};

TEST_F(SessionTest, ClosesAnIdleConnectionInSilence) {
  Conversation conversation(app);
  conversation.send(get("/"));
  EXPECT_EQ(count(conversation.pass(59s), "HTTP/1.1"), 1U);
  EXPECT_FALSE(conversation.over);
  EXPECT_EQ(count(conversation.pass(1s), "HTTP/1.1"), 1U);
  EXPECT_TRUE(conversation.over);
}

TEST_F(SessionTest, ClosesAConnectionThatHasSentNothingForTenSeconds) {
  Conversation conversation(app);
  EXPECT_EQ(conversation.pass(9s), "");
  EXPECT_FALSE(conversation.over);
  EXPECT_EQ(conversation.pass(1s), "");
  EXPECT_TRUE(conversation.over);
}

TEST_F(SessionTest, EndsASlowFirstHeaderTenSecondsAfterTheConnection) {
  Conversation conversation(app);
  conversation.pass(5s);
  for (const char c : std::string_view("GET ")) {  // a byte a second
    conversation.send({&c, 1});
    EXPECT_EQ(conversation.pass(1s), "");
  }
  EXPECT_TRUE(conversation.pass(1s).starts_with("HTTP/1.1 408 ")) << conversation.transport.output;
}

TEST_F(SessionTest, EndsALaterHeaderTenSecondsAfterItsFirstByte) {
  Conversation conversation(app);
  conversation.send(get("/"));
  conversation.pass(30s);
  conversation.transport.output.clear();
  for (const char c : std::string_view("GET / HTT")) {  // a byte a second
    conversation.send({&c, 1});
    EXPECT_EQ(conversation.pass(1s), "");
  }
  EXPECT_TRUE(conversation.pass(1s).starts_with("HTTP/1.1 408 ")) << conversation.transport.output;
  EXPECT_TRUE(conversation.transport.finished);
  conversation.pass(1s);  // the end of the linger
  EXPECT_TRUE(conversation.over);
}

TEST_F(SessionTest, LetsABodyTakeAsLongAsItKeepsItsRate) {
  Conversation conversation(app);
  conversation.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  for (int second = 0; second < 60; ++second) {
    conversation.send(std::string(1024, 'x'));
    ASSERT_EQ(conversation.pass(1s), "") << second;
  }
  EXPECT_EQ(conversation.pass(29s), "");
  EXPECT_TRUE(conversation.pass(1s).starts_with("HTTP/1.1 408 "));
  EXPECT_EQ(count(conversation.transport.output, "Connection: close\r\n"), 1U);
}

TEST_F(SessionTest, AnswersForAHandlerThatHangsAndCancelsIt) {
  Conversation conversation(app);
  conversation.send(get("/slow"));
  EXPECT_EQ(conversation.pass(29s), "");
  EXPECT_TRUE(conversation.pass(1s).starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(count(conversation.transport.output, "\"code\":\"handler_timeout\""), 1U);
  EXPECT_EQ(count(conversation.transport.output, "HTTP/1.1"), 1U);
  EXPECT_TRUE(conversation.over);
}

TEST_F(SessionTest, HoldsTheTimeOfARouteAndCountsItAgainBehindTheBody) {
  App limited;
  limited.add(Method::Post, "/slow",
              [](Request& request) -> Task<Response> {
                static_cast<void>(co_await request.body());
                co_await runtime::sleep_for(1h);
                co_return text("late");
              },
              {.time_limit = 5s});
  Conversation conversation(limited);
  conversation.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
  EXPECT_EQ(conversation.pass(20s), "");  // the body has its own time
  conversation.send("b");
  EXPECT_EQ(conversation.pass(4s), "");
  EXPECT_TRUE(conversation.pass(1s).starts_with("HTTP/1.1 503 "));
  EXPECT_EQ(count(conversation.transport.output, "\"code\":\"handler_timeout\""), 1U);
}

TEST_F(SessionTest, GivesUpOnAClientThatReadsNothing) {
  Conversation conversation(app);
  conversation.transport.stuck = true;
  conversation.send(get("/"));
  conversation.pass(29s);
  EXPECT_FALSE(conversation.over);
  conversation.pass(1s);
  EXPECT_TRUE(conversation.over);
}

TEST_F(SessionTest, BeginsNoRequestWhileTooMuchWaitsForTheClient) {
  int begun = 0;
  app.get("/big",
          [&begun](Request&) -> Task<Response> { co_return text(std::to_string(begun++) + std::string(1000, '.')); });
  Conversation conversation(app, {.waiting_bytes = 4000});
  conversation.transport.stuck = true;
  std::string requests;
  for (int i = 0; i < 100; ++i) requests += get("/big");
  conversation.send(requests);
  EXPECT_EQ(begun, 4) << "more than 4,000 bytes of answers wait";
  conversation.transport.stuck = false;
  conversation.transport.wake();
  const std::string& output = conversation.run();
  EXPECT_EQ(begun, 100);
  std::size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = output.find("\r\n\r\n" + std::to_string(i) + ".", at);
    ASSERT_NE(at, output.npos) << "the answer " << i;
  }
}

TEST_F(SessionTest, ClosesOnAClientThatAsksOnAndReadsNothing) {
  app.get("/big", [](Request&) -> Task<Response> { co_return text(std::string(1000, '.')); });
  Conversation conversation(app, {.waiting_bytes = 1000});
  conversation.transport.stuck = true;
  conversation.send(get("/big") + get("/big") + get("/big"));
  conversation.pass(29s);
  EXPECT_FALSE(conversation.over);
  conversation.pass(1s);
  EXPECT_TRUE(conversation.over);
}

TEST_F(SessionTest, HoldsTheTimesThatItIsGiven) {
  Conversation quiet(app, {}, {.header = 2s});
  quiet.pass(2s);
  EXPECT_TRUE(quiet.over);
  Conversation slow(app, {}, {.handler = 3s});
  slow.send(get("/slow"));
  EXPECT_EQ(slow.pass(2s), "");
  EXPECT_TRUE(slow.pass(1s).starts_with("HTTP/1.1 503"));
  Conversation idle(app, {}, {.idle = 4s});
  idle.send(get("/"));
  idle.pass(3s);
  EXPECT_FALSE(idle.over);
  idle.pass(1s);
  EXPECT_TRUE(idle.over);
}

TEST_F(SessionTest, LetsNobodySniffNorStoreWhatMayBeSomebodys) {
  app.get("/tagged", [](Request&) -> Task<Response> {
    Response response = text("tagged");
    response.header("ETag", "\"1\"");
    co_return response;
  });
  app.get("/public", [](Request&) -> Task<Response> {
    Response response = text("public");
    response.header("Cache-Control", "max-age=60");
    co_return response;
  });
  const auto answer = [this](std::string_view path, const std::string& fields) {
    Conversation conversation(app);
    return conversation.send("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  };
  constexpr std::string_view kToken = "Authorization: Bearer x\r\n", kCookie = "cookie: a=b\r\n",
                             kKey = "X-API-Key: x\r\n";
  for (const char* path : {"/", "/nowhere", "/tagged"})
    EXPECT_EQ(count(answer(path, ""), "X-Content-Type-Options: nosniff\r\n"), 1U) << path;
  EXPECT_EQ(count(answer("/", ""), "Cache-Control"), 0U);
  for (const auto credential : {kToken, kCookie, kKey}) {
    EXPECT_EQ(count(answer("/", std::string(credential)), "Cache-Control: no-store\r\n"), 1U) << credential;
    EXPECT_EQ(count(answer("/nowhere", std::string(credential)), "Cache-Control: no-store\r\n"), 1U) << credential;
    EXPECT_EQ(count(answer("/tagged", std::string(credential)), "Cache-Control: private, no-cache\r\n"), 1U);
    const std::string chosen = answer("/public", std::string(credential));
    EXPECT_EQ(count(chosen, "Cache-Control"), 1U);
    EXPECT_EQ(count(chosen, "Cache-Control: max-age=60\r\n"), 1U);
  }
}

TEST_F(SessionTest, AsksForABodyOnlyWhenAHandlerWantsIt) {
  const std::string head = " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  Conversation wanted(app);
  EXPECT_EQ(wanted.send("POST /p" + head), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(wanted.send("hello").ends_with("hello"));
  Conversation unwanted(app);
  EXPECT_TRUE(unwanted.send("POST /ignore" + head).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(count(unwanted.transport.output, "Connection: close\r\n"), 1U);
}

TEST_F(SessionTest, SkipsASmallBodyThatNobodyRead) {
  const std::string output = converse(
      app, {"POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\nGET / HTTP", "/1.1\r\n\r\n!!" + get("/")});
  EXPECT_EQ(count(output, "HTTP/1.1 200 "), 2U) << output;
  const std::string chunks = converse(
      app,
      {"POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + get("/")});
  EXPECT_EQ(count(chunks, "HTTP/1.1 200 "), 2U) << chunks;
}

TEST_F(SessionTest, ClosesBehindALargeBodyThatNobodyRead) {
  const std::string output =
      converse(app, {"POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + get("/")});
  EXPECT_EQ(count(output, "HTTP/1.1 "), 1U);
  EXPECT_EQ(count(output, "Connection: close\r\n"), 1U);
}

TEST_F(SessionTest, HoldsTheLimitOfARoute) {
  for (const char* body : {"Content-Length: 11\r\n\r\n01234567890",
                           "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n01234\r\n0\r\n\r\n"}) {
    const std::string output = converse(app, {std::string("POST /small HTTP/1.1\r\nHost: a\r\n") + body + get("/")});
    EXPECT_TRUE(output.starts_with("HTTP/1.1 413 ")) << output;
    EXPECT_EQ(count(output, "HTTP/1.1 "), 1U);
  }
  EXPECT_TRUE(converse(app, {"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789"})
                  .ends_with("0123456789"));
}

TEST_F(SessionTest, SaysWhatElseAnAddressAnswers) {
  EXPECT_TRUE(converse(app, {get("/nowhere")}).starts_with("HTTP/1.1 404 "));
  const std::string refused = converse(app, {"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n"});
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 405 "));
  EXPECT_EQ(count(refused, "Allow: GET, HEAD, OPTIONS\r\n"), 1U) << refused;
  const std::string options = converse(app, {"OPTIONS /p HTTP/1.1\r\nHost: a\r\n\r\n"});
  EXPECT_TRUE(options.starts_with("HTTP/1.1 204 "));
  EXPECT_EQ(count(options, "Allow: POST, OPTIONS\r\n"), 1U) << options;
  EXPECT_EQ(count(options, "Content-Length"), 0U);
  EXPECT_EQ(count(converse(app, {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"}), "Allow: GET, HEAD, POST, OPTIONS\r\n"), 1U);
}

TEST_F(SessionTest, AnswersHeadFromGetWithoutItsBody) {
  const std::string output = converse(app, {"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"});
  EXPECT_EQ(count(output, "Content-Length: 2\r\n"), 1U);
  EXPECT_TRUE(output.ends_with("\r\n\r\n"));
}

TEST_F(SessionTest, KeepsAConnectionAsTheClientAsks) {
  EXPECT_EQ(count(converse(app, {get("/", "Connection: close\r\n") + get("/")}), "HTTP/1.1 "), 1U);
  EXPECT_EQ(count(converse(app, {get("/", "", "HTTP/1.0") + get("/")}), "HTTP/1.1 "), 1U);
  const std::string kept = converse(app, {get("/", "Connection: Keep-Alive\r\n", "HTTP/1.0") + get("/")});
  EXPECT_EQ(count(kept, "HTTP/1.1 "), 2U);
  EXPECT_EQ(count(kept, "Connection: keep-alive\r\n"), 1U);
  EXPECT_EQ(count(converse(app, {get("/") + get("/") + get("/")}, {.requests_per_connection = 2}), "HTTP/1.1 "), 2U);
}

}  // namespace
}  // namespace tenstone::http
