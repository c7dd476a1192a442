#include "tenstone/http/app.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

#include "handlers.hpp"
#include "memory_transport.hpp"
#include "raw_requests.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/http/middleware.hpp"

namespace tenstone::http {
namespace {

inline const ErrorCode kNoteLocked{ErrorKind::Conflict, "note_locked", "Somebody else edits this note"};

Middleware writes(std::string& trace, const char* name) {
  return [&trace, name](Request& request, Next next) -> Task<Response> {
    trace += std::string("<") + name;
    Response response = co_await next(request);
    trace += std::string(name) + ">";
    co_return response;
  };
}

TEST(App, RunsMiddlewareInTheOrderOfItsLines) {
  std::string trace;
  App app;
  app.use("a", writes(trace, "a")).use("b", writes(trace, "b")).use("c", writes(trace, "c"));
  app.get("/", ok);
  converse(app, {get("/")});
  EXPECT_EQ(trace, "<a<b<cc>b>a>");
  EXPECT_EQ(app.middleware_names(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(App, RefusesAMiddlewareBehindARouteAndNamesBoth) {
  App app;
  app.get("/ping", ok);
  try {
    app.use("limit", [](Request& request, Next next) { return next(request); });
    FAIL() << "it was taken";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "the middleware limit stands behind the route GET /ping: put it before all routes");
  }
  EXPECT_TRUE(app.middleware_names().empty());
}

TEST(App, StopsAtAMiddlewareThatAnswers) {
  App app;
  app.use("closed", [](Request&, Next) -> Task<Response> { co_return text("closed", 503); });
  app.get("/", [](Request&) -> Task<Response> { throw std::logic_error("the handler ran"); });
  EXPECT_TRUE(converse(app, {get("/")}).starts_with("HTTP/1.1 503 "));
}

TEST(App, TellsMiddlewareTheRoute) {
  std::string seen;
  App app;
  app.use("sees", [&seen](Request& request, Next next) -> Task<Response> {
    seen += std::string(request.route()) + "?" + std::string(request.path_parameter("id")) + " ";
    co_return co_await next(request);
  });
  app.get("/notes/{id}", ok).get("/", ok);
  converse(app, {get("/notes/7") + get("/none") + get("/") + "POST /notes/8 HTTP/1.1\r\nHost: a\r\n\r\n"});
  EXPECT_EQ(seen, "/notes/{id}?7 ? /? ? ");
}

TEST(App, ThrowsWhenNextIsCalledTwice) {
  App app;
  std::string thrown;
  app.use("twice", [&thrown](Request& request, Next next) -> Task<Response> {
    Response first = co_await next(request);
    try {
      co_return co_await next(request);
    } catch (const std::logic_error& error) {
      thrown = error.what();
    }
    co_return first;
  });
  app.get("/", ok);
  converse(app, {get("/")});
  EXPECT_EQ(thrown, "a middleware called next() twice");
}

class Boundary : public ::testing::Test {
 protected:
  Boundary() {
    app.use(request_id(ids_)).use(access_log({})).use(problem_errors({}));
    app.get("/failure", [](Request&) -> Task<Response> { throw Failure(Error(kNoteLocked, {}, "row 7")); });
    app.get("/bug", [](Request&) -> Task<Response> { throw std::runtime_error("password=secret"); });
    app.get("/id", [](Request& request) -> Task<Response> {
      co_return text(std::string(request.id()) + "|" + std::string(request.trace_id()));
    });
  }
  App app;

 private:
  SystemClock clock_;
  Ids ids_{clock_};
};

TEST_F(Boundary, AnswersAFailureWithItsError) {
  const std::string output = converse(app, {get("/failure", "X-Request-Id: r-1\r\n")});
  EXPECT_TRUE(output.starts_with("HTTP/1.1 409 Conflict\r\n"));
  EXPECT_TRUE(output.ends_with(
      "\r\n\r\n{\"type\":\"/problems/note_locked\",\"title\":\"Somebody else edits this note\",\"status\":409,"
      "\"code\":\"note_locked\",\"request_id\":\"r-1\"}"))
      << output;
}

TEST_F(Boundary, ShowsNothingOfABug) {
  const std::string output = converse(app, {get("/bug") + get("/id")});
  EXPECT_TRUE(output.starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(output.find("secret"), output.npos);
  EXPECT_NE(output.find("HTTP/1.1 200 "), output.npos);  // the connection goes on
}

TEST_F(Boundary, IsNotNeededForAnAnswer) {
  App bare;
  bare.get("/", [](Request&) -> Task<Response> { throw 7; });
  EXPECT_TRUE(converse(bare, {get("/")}).starts_with("HTTP/1.1 500 "));
}

TEST_F(Boundary, InsideOfAMiddlewareGivesItAnAnswerForWhatIsThrown) {
  App inner;
  inner.use("marks", [](Request& request, Next next) -> Task<Response> {
    Response response = co_await answered(request, std::move(next));
    response.header("X-Mark", "1");
    co_return response;
  });
  inner.get("/bug", [](Request&) -> Task<Response> { throw std::runtime_error("password=secret"); }).get("/ok", ok);
  const std::string output = converse(inner, {get("/bug") + get("/ok")});
  EXPECT_TRUE(output.starts_with("HTTP/1.1 500 ")) << output;
  EXPECT_EQ(output.find("secret"), output.npos);
  EXPECT_NE(output.find("X-Mark: 1"), output.rfind("X-Mark: 1")) << output;  // on both
  EXPECT_TRUE(output.ends_with("ok"));
}

TEST_F(Boundary, TakesOnlyAHarmlessRequestId) {
  EXPECT_TRUE(converse(app, {get("/id", "X-Request-Id: a.B-9_\r\n")}).ends_with("a.B-9_|"));
  for (const std::string& bad : {std::string("a b"), std::string("\"}"), std::string(129, 'a')}) {
    const std::string output = converse(app, {get("/id", "X-Request-Id: " + bad + "\r\n")});
    const auto at = output.find("X-Request-Id: ");
    ASSERT_NE(at, output.npos);
    EXPECT_EQ(output.find("\r\n", at) - at, 14U + 36U) << output;  // a new one
  }
}

TEST_F(Boundary, TakesATraceparent) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  EXPECT_TRUE(converse(app, {get("/id", "X-Request-Id: r\r\ntraceparent: 00-" + trace + "-b7ad6b7169203331-01\r\n")})
                  .ends_with("r|" + trace));
  EXPECT_TRUE(converse(app, {get("/id", "X-Request-Id: r\r\ntraceparent: 00-" + trace + "-0000000000000000-01\r\n")})
                  .ends_with("r|"));
}

TEST(Problem, SaysWhenToComeBackAndWhatIsWrong) {
  Error error(kBusy);
  EXPECT_EQ(problem(error).header("Retry-After"), "1");
  error.retry_after = std::chrono::seconds(7);
  error.issues.push_back({"body", "/a\"b", "required", "is\nmissing"});
  error.issues.push_back({"document", "/c", "length", "is long", R"({"maxLength":2})", 3, 14});
  const Response response = problem(error);
  EXPECT_EQ(response.header("retry-after"), "7");
  EXPECT_TRUE(response.body.ends_with(
      R"("errors":[{"in":"body","pointer":"/a\"b","code":"required","message":"is\nmissing"},)"
      R"({"in":"document","pointer":"/c","line":3,"column":14,"code":"length","message":"is long","params":{"maxLength":2}}]})"))
      << response.body;
}

inline const ErrorCode kTooOften{ErrorKind::Limited, "too_often", "Too often", "https://example.com/types#often"};

TEST(Problem, HasTheTypeAndTheMembersOfItsCode) {
  Error error(kTooOften);
  error.members = {{"policies", R"(["a"])"}, {"left", "0"}};
  const Response response = problem(error);
  EXPECT_EQ(response.body, R"({"type":"https://example.com/types#often","title":"Too often","status":429,)"
                           R"("code":"too_often","policies":["a"],"left":0})");
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  EXPECT_EQ(problem(kNoteLocked).header("Cache-Control"), std::nullopt);
}

TEST(Response, LetsNobodyBreakALine) {
  Response response;
  EXPECT_THROW(response.header("X", "a\r\nSet-Cookie: b"), std::invalid_argument);
  EXPECT_THROW(response.header("X: a\r\nY", "b"), std::invalid_argument);
  EXPECT_EQ(response.header_lines(), "");
}

TEST(Response, ReplacesAHeaderOrAddsOne) {
  Response response;
  response.header("A", "1").header("Bee", "2").header("a", "3").add_header("Bee", "4");
  EXPECT_EQ(response.header_lines(), "Bee: 2\r\na: 3\r\nBee: 4\r\n");
  EXPECT_EQ(response.header("BEE"), "2");
  EXPECT_EQ(response.header("Be"), std::nullopt);
  response.header("bee", "5");
  EXPECT_EQ(response.header_lines(), "a: 3\r\nbee: 5\r\n");
}

TEST(Request, DecodesItsQuery) {
  Request request(Method::Get, "/a?x=1&y=a+b%26&x=2&&flag&=e");
  ASSERT_EQ(request.query().size(), 5U);
  EXPECT_EQ(request.query("x"), "1");
  EXPECT_EQ(request.query("y"), "a b&");
  EXPECT_EQ(request.query("flag"), "");
  EXPECT_EQ(request.query("no"), std::nullopt);
}

TEST(Request, HoldsWhatMiddlewareKnows) {
  struct Who {
    std::string name;
  };
  Request request(Method::Get, "/", {{"Accept", "a"}, {"accept", "b"}});
  EXPECT_EQ(request.get<Who>(), nullptr);
  request.put(Who{"Mia"});
  request.put(7);
  EXPECT_EQ(request.get<Who>()->name, "Mia");
  EXPECT_EQ(request.header("ACCEPT"), "a");
  EXPECT_EQ(request.joined_header("Accept"), "a, b");
}

}  // namespace
}  // namespace tenstone::http
