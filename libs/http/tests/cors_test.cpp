#include "tenstone/http/cors.hpp"

#include <gtest/gtest.h>

#include "handlers.hpp"
#include "memory_transport.hpp"
#include "raw_requests.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::http {
namespace {

const std::string kApp = "https://app.example.com";

class CorsTest : public ::testing::Test {
 protected:
  CorsTest() {
    app.use(cors({kApp, "http://localhost:5173"}));
    app.use(problem_errors({}));
    app.use("never_for_preflights", [this](Request& request, Next next) {
      ++inside;
      return next(request);
    });
    app.get("/notes", ok).put("/notes", ok);
    app.get("/broken", [](Request&) -> Task<Response> { throw std::runtime_error("broken"); });
  }
  std::string ask(const std::string& method, const std::string& path, const std::string& fields) {
    return converse(app, {method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n"});
  }
  static bool has(const std::string& answer, const std::string& line) {
    return answer.contains("\r\n" + line + "\r\n");
  }
  App app;
  int inside = 0;
};

TEST_F(CorsTest, AnswersAPreflightByItselfWithTheMethodsOfThePath) {
  const std::string answer = ask("OPTIONS", "/notes", "Origin: " + kApp + "\r\nAccess-Control-Request-Method: PUT\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 204 ")) << answer;
  EXPECT_TRUE(has(answer, "Access-Control-Allow-Origin: " + kApp)) << answer;
  EXPECT_TRUE(has(answer, "Access-Control-Allow-Credentials: true")) << answer;
  EXPECT_TRUE(has(answer, "Access-Control-Allow-Methods: GET, PUT")) << answer;
  EXPECT_TRUE(has(answer, "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers")) << answer;
  EXPECT_TRUE(answer.contains("Idempotency-Key")) << answer;
  EXPECT_EQ(inside, 0);
}

TEST_F(CorsTest, NamesTheOriginOnEveryAnswerToItsPages) {
  for (const char* path : {"/notes", "/broken", "/nowhere"}) {
    const std::string answer = ask("GET", path, "Origin: " + kApp + "\r\n");
    EXPECT_TRUE(has(answer, "Access-Control-Allow-Origin: " + kApp)) << answer;
    EXPECT_TRUE(has(answer, "Vary: Origin")) << answer;
    EXPECT_TRUE(answer.contains("Access-Control-Expose-Headers: ETag")) << answer;
  }
}

TEST_F(CorsTest, SaysNothingToOtherOrigins) {
  for (const char* origin : {"https://app.example.com.evil.example", "http://app.example.com", "null", "*",
                             "https://APP.example.com", "https://app.example.com/"}) {
    const std::string got = ask("GET", "/notes", std::string("Origin: ") + origin + "\r\n");
    const std::string preflight =
        ask("OPTIONS", "/notes", std::string("Origin: ") + origin + "\r\nAccess-Control-Request-Method: PUT\r\n");
    EXPECT_FALSE((got + preflight).contains("Access-Control")) << origin;
    EXPECT_TRUE(has(got, "Vary: Origin")) << got;
  }
}

TEST_F(CorsTest, LeavesOtherOptionsRequestsToTheApp) {
  const std::string answer = ask("OPTIONS", "/notes", "Origin: " + kApp + "\r\n");
  EXPECT_TRUE(has(answer, "Allow: GET, HEAD, PUT, OPTIONS")) << answer;
  EXPECT_TRUE(
      ask("OPTIONS", "/nowhere", "Origin: " + kApp + "\r\nAccess-Control-Request-Method: PUT\r\n").contains(" 404 "));
}

struct Setting {
  OriginList origins;
};
constexpr auto schema(validation::For<Setting>) {
  return validation::object<Setting>(validation::field("origins", &Setting::origins));
}

TEST(OriginList, TakesWhatBrowsersSend) {
  const auto read = validation::parse_json<Setting>(
      R"({"origins":"https://app.example.com, http://localhost:5173,http://[::1]:8080"})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->origins.origins,
            (std::vector<std::string>{"https://app.example.com", "http://localhost:5173", "http://[::1]:8080"}));
  EXPECT_EQ(validation::to_json(*read),
            R"({"origins":"https://app.example.com, http://localhost:5173, http://[::1]:8080"})");
}

TEST(OriginList, RefusesWhatNeverEqualsAnOriginHeader) {
  for (const char* text :
       {"*", "null", "app.example.com", "https://App.example.com", "https://app.example.com/",
        "https://app.example.com:443", "http://a:80", "http://a:0", "http://a:070", "http://a:65536",
        "http://a:", "https://", "ftp://a", "https://a b", "https://u@a", "http://[::1", "http://[x]"})
    EXPECT_FALSE(is_origin(text)) << text;
}

}  // namespace
}  // namespace tenstone::http
