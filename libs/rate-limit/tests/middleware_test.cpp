#include "tenstone/rate_limit/middleware.hpp"

#include "limits_fixture.hpp"
#include "tenstone/rate_limit/headers.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;
using http::Method;

class MiddlewareTest : public LimitsTest {
 protected:
  // The document around GET, POST /ping and GET /moved, as most tests want it.
  void serve(std::string_view json) {
    published_.emplace(loops_, rules(json));
    app_.use(middleware(limiter_, *published_, who));
    app_.get("/ping", counted()).post("/ping", counted()).get("/health", counted());
    app_.get("/moved", [](http::Request&) -> Task<http::Response> { co_return http::Response(302); });
  }
  std::optional<PublishedRules> published_;
  http::App app_;
};

TEST_F(MiddlewareTest, DeniedNetworksAreStoppedBeforeWhatStandsBehindDenyNetworks) {
  published_.emplace(loops_,
                     rules(R"({"policies": [], "trusted_proxies": ["127.0.0.1"], "deny_cidrs": ["203.0.113.0/24"]})"));
  int looked_up = 0;
  app_.use(deny_networks(*published_));
  app_.use("look_up", [&](http::Request& request, http::Next next) {
    ++looked_up;
    return next(request);
  });
  app_.get("/ping", counted());
  const auto status_for = [&](const char* client) { return get(app_, "/ping", {{"X-Forwarded-For", client}}).status; };
  EXPECT_EQ(status_for("203.0.113.7"), 403);
  EXPECT_EQ(looked_up, 0);
  EXPECT_EQ(status_for("198.51.100.7"), 200);
  EXPECT_EQ(looked_up, 1);
}

TEST_F(MiddlewareTest, LetsTheLimitThroughAndThenDenies) {
  http::App app;
  app.use(middleware(limiter_, {.name = name("default"), .algorithm = Algorithm::Fixed, .limit = 10, .window = 1min}));
  app.get("/ping", counted());
  for (int i = 0; i < 10; ++i) {
    const auto response = get(app);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("RateLimit"), fmt::format(R"("{}";r={};t=60)", name("default"), 9 - i));
  }
  const auto denied = get(app);
  EXPECT_EQ(denied.status, 429);
  EXPECT_EQ(denied.header("RateLimit"), fmt::format(R"("{}";r=0;t=60)", name("default")));
  EXPECT_EQ(denied.header("RateLimit-Policy"), fmt::format(R"("{}";q=10;w=60)", name("default")));
  EXPECT_EQ(denied.header("Cache-Control"), "no-store");
  const int retry = std::stoi(std::string(*denied.header("Retry-After")));
  EXPECT_GE(retry, 60);
  EXPECT_LE(retry, 66);
  EXPECT_TRUE(denied.body.contains(R"("violated-policies":[")" + name("default") + "\"]"));
  EXPECT_EQ(handled_, 10);
  clock_.advance(60s);
  EXPECT_EQ(get(app).status, 200);
}

TEST_F(MiddlewareTest, WhatAHandlerThrowsIsAnsweredWithHeaders) {
  http::App app;
  app.use(http::problem_errors({}));  // outside of the limit, where Service::standard() puts it
  app.use(middleware(limiter_, {.name = name("default"), .limit = 10, .window = 1min}));
  app.get("/ping", [](http::Request&) -> Task<http::Response> { throw Failure(Error(kTemporaryReducedCapacity)); });
  const auto response = get(app);
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.header("RateLimit"));
}

TEST_F(MiddlewareTest, RefusesAPolicyThatCannotBeMeant) {
  EXPECT_THROW(middleware(limiter_, {.name = "a", .limit = 10, .burst = 2, .cost = 3}), Failure);
}

TEST_F(MiddlewareTest, CountsTheClientBehindATrustedProxy) {
  serve(R"({"policies":[{"name":"ip{0}","limit":2,"window_s":60}],"trusted_proxies":["127.0.0.1","10.0.0.0/8"]})");
  const auto status = [&](const char* forwarded) {
    return get(app_, "/ping", {{"X-Forwarded-For", forwarded}}).status;
  };
  EXPECT_EQ(status("203.0.113.7"), 200);
  EXPECT_EQ(status("1.1.1.1, ::ffff:203.0.113.7, 10.0.0.2"), 200);
  EXPECT_EQ(status("2.2.2.2, 203.0.113.7"), 429);  // whatever he writes before
  EXPECT_EQ(status("203.0.113.8"), 200);
  EXPECT_EQ(status("2001:db8:1:2::1"), 200);
  EXPECT_EQ(status("2001:db8:1:2:3::1"), 200);
  EXPECT_EQ(status("2001:db8:1:2:ffff::9"), 429);  // one /64 is one client
  EXPECT_EQ(status("2001:db8:1:3::1"), 200);
}

TEST_F(MiddlewareTest, LeavesWhatAnOuterMiddlewareFound) {
  app_.use(http::client_address({.proxies = {*http::Cidr::parse("127.0.0.1")}}));
  serve(R"({"policies":[{"name":"ip{0}","limit":1,"window_s":60}]})");
  EXPECT_EQ(get(app_, "/ping", {{"X-Forwarded-For", "203.0.113.7"}}).status, 200);
  EXPECT_EQ(get(app_, "/ping", {{"X-Forwarded-For", "203.0.113.8"}}).status, 200);
  EXPECT_EQ(get(app_, "/ping", {{"X-Forwarded-For", "203.0.113.8"}}).status, 429);
}

TEST_F(MiddlewareTest, CountsNoHealthCheckAndNoExemptClient) {
  serve(R"({"policies":[{"name":"ip{0}","limit":1,"window_s":60}],"exempt_cidrs":["127.0.0.0/8"]})");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(get(app_, "/ping").header("RateLimit"), std::nullopt);
  published_.emplace(loops_, rules(R"({"policies":[{"name":"ip{0}","limit":1,"window_s":60}]})"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(get(app_, "/health").status, 200);
  EXPECT_EQ(get(app_).status, 200);
  EXPECT_EQ(get(app_).status, 429);
}

TEST_F(MiddlewareTest, AnswersNobodyOfADeniedNetwork) {
  serve(
      R"({"policies":[],"trusted_proxies":["127.0.0.1"],"exempt_cidrs":["192.0.2.0/24"],"deny_cidrs":["192.0.2.7"]})");
  const auto from = [&](const char* client) { return get(app_, "/ping", {{"X-Forwarded-For", client}}); };
  EXPECT_EQ(from("192.0.2.8").status, 200);
  const auto denied = from("::ffff:192.0.2.7");
  EXPECT_EQ(denied.status, 403);
  EXPECT_TRUE(denied.body.contains(R"("code":"address_denied")")) << denied.body;
  EXPECT_EQ(handled_, 1);
}

TEST_F(MiddlewareTest, ADocumentOfShadowsDeniesNobody) {
  serve(R"({"policies":[{"name":"ip{0}","limit":1,"window_s":60}],"shadow":true})");
  for (int i = 0; i < 3; ++i) {
    const auto response = get(app_);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("RateLimit"), std::nullopt);
  }
  EXPECT_TRUE(registry_.render().contains(fmt::format(R"(policy="{}",result="shadow_denied"}} 2)", name("ip"))));
}

TEST_F(MiddlewareTest, AUserIsAskedForAfterTheAddress) {
  serve(R"({"policies":[{"name":"user{0}","limit":2,"window_s":60,"key":["user"],"match":{"audience":"user"}},
                        {"name":"ip{0}","limit":5,"window_s":60}]})");
  const auto as = [&](const char* user) { return get(app_, "/ping", {{"X-Test-User", user}}); };
  EXPECT_EQ(as("mia").status, 200);
  EXPECT_EQ(as("mia").header("RateLimit-Policy"),
            fmt::format(R"("{}";q=5;w=60, "{}";q=2;w=60)", name("ip"), name("user")));
  const auto denied = as("mia");
  EXPECT_TRUE(denied.body.contains(R"("violated-policies":[")" + name("user") + "\"]"));
  EXPECT_EQ(as("nora").status, 200);
  EXPECT_EQ(get(app_).status, 200);  // a guest: the address alone, whose five are used now
  const auto guest = get(app_);
  EXPECT_TRUE(guest.body.contains(R"("violated-policies":[")" + name("ip") + "\"]"));
  EXPECT_FALSE(guest.header("RateLimit-Policy")->contains("user"));
  EXPECT_EQ(handled_, 4);
}

TEST_F(MiddlewareTest, CountsTheMethodsThatItsDocumentNames) {
  serve(R"({"policies":[{"name":"get{0}","limit":2,"window_s":60,"match":{"methods":["GET","OPTIONS"]}}]})");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(app_, Method::Head, "/ping").header("RateLimit-Policy"), std::nullopt);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(app_, Method::Post, "/ping").status, 200);
  EXPECT_EQ(ask(app_, Method::Options, "/ping").status, 204);
  EXPECT_EQ(get(app_).status, 200);
  EXPECT_EQ(ask(app_, Method::Options, "/ping").status, 429);
}

TEST_F(MiddlewareTest, TellsEveryAnswerButARedirection) {
  serve(R"({"policies":[{"name":"ip{0}","limit":9,"window_s":60}]})");
  EXPECT_EQ(get(app_, "/moved").header("RateLimit"), std::nullopt);
  const auto missing = get(app_, "/none");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.header("RateLimit"), fmt::format(R"("{}";r=7;t=7)", name("ip")));
  EXPECT_EQ(get(app_, "/ping", {{"Origin", "https://app.example.com"}}).header("Access-Control-Expose-Headers"),
            "RateLimit, RateLimit-Policy, Retry-After");
}

TEST_F(MiddlewareTest, AShadowIsCountedAndNeitherToldNorEnforced) {
  serve(R"({"policies":[{"name":"dry{0}","limit":1,"window_s":60,"key":["user"],"shadow":true},
                        {"name":"quiet{0}","limit":3,"window_s":60,"headers":false}]})");
  const auto as_mia = [&] { return get(app_, "/ping", {{"X-Test-User", "mia"}}); };
  for (int i = 0; i < 3; ++i) {
    const auto response = as_mia();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("RateLimit-Policy"), std::nullopt);
  }
  EXPECT_EQ(as_mia().status, 429);
}

TEST_F(MiddlewareTest, TellsOldClientsToo) {
  serve(R"({"policies":[{"name":"ip{0}","limit":9,"window_s":60}],"legacy_headers":true})");
  const auto response = get(app_);
  EXPECT_EQ(response.header("RateLimit-Policy"), fmt::format(R"("{}";q=9;w=60)", name("ip")));
  EXPECT_EQ(response.header("X-RateLimit-Remaining"), "8");
}

TEST_F(MiddlewareTest, ReadsTheDocumentThatHoldsNow) {
  serve(R"({"policies":[{"name":"ip{0}","limit":1,"window_s":60}]})");
  EXPECT_EQ(get(app_).status, 200);
  EXPECT_EQ(get(app_).status, 429);
  const auto replace = [&]() -> Task<> {
    published_->publish(rules(R"({"policies":[{"name":"ip{0}","limit":3,"window_s":60,"key":["ip","route"]}]})"));
    co_return;
  };
  testing::await(loops_[0], replace());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get(app_).status, 200);
  EXPECT_EQ(get(app_).status, 429);
  EXPECT_EQ(ask(app_, Method::Post, "/ping").status, 429);  // one route
  EXPECT_EQ(get(app_, "/a/made/up/path").status, 404);
}

TEST_F(MiddlewareTest, RunsAsAnInterceptorToo) {
  http::App app;
  const auto limit = middleware(limiter_, {.name = name("login"), .limit = 1, .window = 1min});
  app.get("/free", counted());
  app.get("/login", [&](http::Request& request) {
    static const http::Handler inner = [](http::Request&) -> Task<http::Response> { co_return http::text("in"); };
    return limit.run(request, http::Next({}, inner));
  });
  EXPECT_EQ(get(app, "/login").status, 200);
  EXPECT_EQ(get(app, "/login").status, 429);
  EXPECT_EQ(get(app, "/free").status, 200);
}

class WithoutRedis : public LimitsTest {
 protected:
  WithoutRedis() : LimitsTest("unix:///no/such/socket", false) {}
};

TEST_F(WithoutRedis, EachPolicySaysWhatHolds) {
  PublishedRules published(loops_, rules(R"({"policies":[
    {"name":"closed{0}","limit":9,"window_s":60,"on_store_error":"closed","match":{"routes":["/paid"]}},
    {"name":"local{0}","limit":1,"window_s":60,"match":{"routes":["/login"]}},
    {"name":"open{0}","limit":1,"window_s":60,"on_store_error":"open"}]})"));
  http::App app;
  app.use(middleware(limiter_, published));
  app.get("/paid", counted()).get("/login", counted()).get("/ping", counted());
  const auto closed = get(app, "/paid");
  EXPECT_EQ(closed.status, 503);
  EXPECT_EQ(closed.header("Retry-After"), "1");
  EXPECT_TRUE(closed.body.contains(R"("code":"temporary_reduced_capacity")"));
  EXPECT_EQ(handled_, 0);
  EXPECT_EQ(get(app, "/login").header("RateLimit"),
            fmt::format(R"("{}";r=0;t=60, "{}";r=1)", name("local"), name("open")));
  const auto denied = get(app, "/login");
  EXPECT_TRUE(denied.body.contains(R"("violated-policies":[")" + name("local") + "\"]"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(get(app, "/ping").status, 200);
}

}  // namespace
}  // namespace tenstone::rate_limit
