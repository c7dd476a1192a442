// A 401 says how to sign in, whoever made it (RFC 9110 §11.6.1).
#include <gtest/gtest.h>

#include "conversation.hpp"
#include "serialise.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

const ErrorCode kStranger{ErrorKind::Unauthenticated, "stranger_of_a_test", "We do not know you"};

std::size_t challenges(std::string_view answer) {
  std::size_t found = 0;
  for (auto at = answer.find("\r\nWWW-Authenticate: "); at != answer.npos;
       at = answer.find("\r\nWWW-Authenticate: ", at + 1))
    ++found;
  return found;
}

TEST(Challenge, ComesWithEachErrorWhoseKindIsUnauthenticated) {
  std::size_t seen = 0;
  for (const ErrorCode* code : error_codes()) {
    if (code->kind() != ErrorKind::Unauthenticated) continue;
    std::string answer;
    serialise(answer, problem(*code), {.date_line = ""});
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 401 ")) << answer;
    EXPECT_EQ(challenges(answer), 1U) << answer;
    ++seen;
  }
  EXPECT_GE(seen, 1U);
}

TEST(Challenge, ComesHoweverTheHandlerSaysIt) {
  App app;
  app.get("/returned", [](Request&) -> Task<Response> { co_return problem(kStranger); });
  app.get("/by-hand", [](Request&) -> Task<Response> { co_return text("who?", 401); });
  app.get("/thrown", [](Request&) -> Task<Response> { throw Failure(kStranger); });
  app.get("/found", [](Request&) -> Task<Response> { co_return text("you"); });
  app.get("/own", [](Request&) -> Task<Response> {
    Response response(401);
    response.header("www-authenticate", "Basic realm=\"printers\"");
    co_return response;
  });
  const auto answer = [&](std::string_view path) {
    return Conversation(app).send("GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n");
  };
  for (const char* path : {"/returned", "/by-hand", "/thrown"}) {
    EXPECT_TRUE(answer(path).starts_with("HTTP/1.1 401 ")) << path;
    EXPECT_NE(answer(path).find("\r\nWWW-Authenticate: Bearer realm=\"tenstone\"\r\n"), std::string::npos) << path;
    EXPECT_EQ(challenges(answer(path)), 1U) << path;
  }
  EXPECT_EQ(challenges(answer("/found")), 0U);
  EXPECT_EQ(challenges(answer("/own")), 0U);
  EXPECT_NE(answer("/own").find("\r\nwww-authenticate: Basic"), std::string::npos);
}

}  // namespace
}  // namespace tenstone::http
