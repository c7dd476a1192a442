#include "tenstone/rate_limit/endpoints.hpp"

#include "limits_fixture.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;
using http::Method;

inline const ErrorCode kNotYou{ErrorKind::Forbidden, "endpoint_test_not_you", "Not you"};
const Fields kJson{{"Content-Type", "application/json"}};

// Lets through who says "operator".
web::Guard operators_only() {
  return {"operators_only", [](http::Request& request) -> Task<Result<void>> {
            if (request.header("X-Role") != "operator") co_return kNotYou;
            co_return Result<void>();
          }};
}

class EndpointsTest : public LimitsTest {
 protected:
  EndpointsTest()
      : published_(loops_, rules(R"({"policies":[{"name":"ip{0}","limit":3,"window_s":60},
                                                 {"name":"burst{0}","limit":60,"window_s":60,"burst":2,"key":["user"]},
                                                 {"name":"pro{0}","limit":9,"window_s":60,"match":{"plan":"pro"}},
                                                 {"name":"route{0}","limit":9,"window_s":60,"key":["ip","route"]}]})")) {
    web::mount(app_, limits_);
  }
  http::Response operate(Method method, std::string target, std::string body = {}) {
    Fields fields = kJson;
    fields.emplace_back("X-Role", "operator");
    return ask(app_, method, std::move(target), fields, std::move(body));
  }
  http::Response check(std::string checks) {
    return operate(Method::Post, "/v1/ratelimit/check", fmt::format(R"({{"checks":[{}]}})", checks));
  }
  std::string one(std::string_view policy, std::string_view key, int cost = 1) const {
    return fmt::format(R"({{"policy":"{}","key":"{}","cost":{}}})", name(policy), key, cost);
  }
  std::string keys_path(std::string_view policy, std::string_view key) const {
    return fmt::format("/v1/admin/limits/keys/{}/{}", name(policy), key);
  }

  PublishedRules published_;
  LimitsController limits_{limiter_, published_, who, {.checks = operators_only(), .operators = operators_only()}};
  http::App app_;
};

TEST_F(EndpointsTest, DecideForOtherServices) {
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(check(one("ip", "ip:192.0.2.1") + "," + one("burst", "ip:192.0.2.1")).status, 200);
  const auto denied = check(one("ip", "ip:192.0.2.1") + "," + one("burst", "ip:192.0.2.1"));
  EXPECT_EQ(denied.status, 429);
  EXPECT_TRUE(denied.body.contains(R"("violated-policies":[")" + name("burst") + "\"]"));
  EXPECT_TRUE(denied.header("Retry-After"));
  const auto look = check(one("ip", "ip:192.0.2.1", 0));  // a denial used nothing
  EXPECT_EQ(look.status, 200);
  EXPECT_EQ(look.body, fmt::format(R"({{"allowed":true,"limits":[{{"policy":"{}","key":"ip:192.0.2.1","allowed":true,)"
                                   R"("limit":3,"window_s":60,"unit":"requests","remaining":1,"more_in_s":20,)"
                                   R"("retry_in_s":null,"blocked_for_s":null}}]}})",
                                   name("ip")));
  EXPECT_EQ(look.header("RateLimit"), fmt::format(R"("{}";r=1;t=20)", name("ip")));
}

TEST_F(EndpointsTest, AskNoFurtherKeyOnceOneHasDenied) {
  const std::string both = one("ip", "a", 3) + "," + one("ip", "b", 1);
  EXPECT_EQ(check(both).status, 200);
  EXPECT_EQ(check(both).status, 429);
  EXPECT_TRUE(check(one("ip", "b", 0)).body.contains(R"("remaining":2)"));
}

TEST_F(EndpointsTest, RefuseChecksThatCannotBeMeant) {
  const auto fault = [&](const std::string& checks) {
    const auto response = check(checks);
    return std::to_string(response.status) + response.body;
  };
  EXPECT_TRUE(fault(R"({"policy":"none","key":"a"})").starts_with("422"));
  EXPECT_TRUE(
      fault(R"({"policy":"none","key":"a"})").contains(R"("pointer":"/checks/0/policy","code":"unknown_policy")"));
  EXPECT_TRUE(fault(one("ip", "a") + "," + one("ip", "a")).contains(R"("pointer":"/checks/1","code":"duplicate")"));
  EXPECT_TRUE(fault(one("ip", "a", -1)).starts_with("422"));
  EXPECT_TRUE(fault("").starts_with("422"));
  std::string many = one("ip", "k0");
  for (int i = 1; i < 33; ++i) many += "," + one("ip", "k" + std::to_string(i));
  EXPECT_TRUE(fault(many).starts_with("422"));
  EXPECT_EQ(ask(app_, Method::Post, "/v1/ratelimit/check", {{"X-Role", "operator"}}, "{}").status, 415);
}

TEST_F(EndpointsTest, TellSomebodyWhatIsLeft) {
  EXPECT_EQ(check(one("burst", "user:mia")).status, 200);
  const auto mine = get(app_, "/v1/limits/me", {{"X-Test-User", "mia"}});
  EXPECT_EQ(mine.status, 200);
  EXPECT_TRUE(mine.body.contains(fmt::format(R"("policy":"{}","key":"user:mia")", name("burst"))));
  EXPECT_TRUE(mine.body.contains(R"("remaining":1)"));
  EXPECT_TRUE(mine.body.contains(R"("key":"ip:127.0.0.1")"));
  EXPECT_FALSE(mine.body.contains(name("pro")));
  EXPECT_FALSE(mine.body.contains(name("route")));
  EXPECT_TRUE(get(app_, "/v1/limits/me", {{"X-Test-Plan", "pro"}}).body.contains(name("pro")));
  EXPECT_EQ(get(app_, "/v1/limits/me", {{"X-Test-User", "mia"}}).body, mine.body);  // a look uses nothing
}

TEST_F(EndpointsTest, LetAnOperatorInspectAndReset) {
  EXPECT_EQ(check(one("ip", "ip:192.0.2.9|route:/notes/:id", 3)).status, 200);
  const std::string path = keys_path("ip", "ip:192.0.2.9%7Croute:%2Fnotes%2F:id");
  const auto used_up = operate(Method::Get, path).body;
  EXPECT_TRUE(used_up.contains(R"("allowed":false)")) << used_up;
  EXPECT_TRUE(used_up.contains(R"("remaining":0,"more_in_s":20,"retry_in_s":20,)")) << used_up;
  EXPECT_EQ(operate(Method::Delete, path).status, 204);
  EXPECT_TRUE(operate(Method::Get, path).body.contains(R"("remaining":3)"));
  EXPECT_EQ(operate(Method::Get, "/v1/admin/limits/keys/none/a").status, 404);
  EXPECT_EQ(operate(Method::Delete, "/v1/admin/limits/keys/none/a").status, 404);
}

TEST_F(EndpointsTest, LetAnOperatorBlockAndSeeWhoIsDenied) {
  const std::string mia = name("user:mia");  // a block is of the whole subject, and the Redis is shared
  EXPECT_EQ(operate(Method::Post, keys_path("ip", mia) + "/block", R"({"seconds":90})").status, 204);
  const auto blocked = operate(Method::Get, keys_path("ip", mia)).body;
  EXPECT_TRUE(blocked.contains(R"("allowed":false)")) << blocked;
  EXPECT_TRUE(blocked.contains(R"("remaining":3,"more_in_s":null,"retry_in_s":90,"blocked_for_s":90)")) << blocked;
  const auto denied = check(one("ip", mia));
  EXPECT_EQ(denied.status, 429);
  EXPECT_TRUE(denied.body.contains(R"("code":"abnormal_usage_detected")"));
  EXPECT_EQ(operate(Method::Get, "/v1/admin/limits/top-denied?n=1").body,
            fmt::format(R"({{"keys":[{{"policy":"","key":"{}","denials":1,"too_many":0}}]}})", mia));
  EXPECT_EQ(operate(Method::Post, keys_path("ip", mia) + "/block", R"({"seconds":0})").status, 204);  // no longer
  EXPECT_EQ(check(one("ip", mia)).status, 200);
  EXPECT_EQ(operate(Method::Post, keys_path("ip", mia) + "/block", R"({"seconds":-1})").status, 422);
  EXPECT_EQ(operate(Method::Post, "/v1/admin/limits/keys/none/a/block", R"({"seconds":9})").status, 404);
  EXPECT_EQ(operate(Method::Get, "/v1/admin/limits/top-denied?n=0").status, 422);
}

TEST_F(EndpointsTest, AreClosedToEverybodyElse) {
  for (const http::RouteInfo& route : app_.routes()) {
    if (route.path == "/v1/limits/me") continue;
    std::string path = route.path;
    for (const auto* brace : {"{policy}", "{key}"})
      if (const auto at = path.find(brace); at != path.npos)
        path.replace(at, std::string_view(brace).size(), name("ip"));
    EXPECT_EQ(ask(app_, route.method, path, kJson, R"({"seconds":9})").status, 403) << path;
  }
}

TEST_F(EndpointsTest, WithoutAGuardThereAreOnlyMyLimits) {
  LimitsController unguarded(limiter_, published_, {}, {});
  http::App app;
  web::mount(app, unguarded);
  ASSERT_EQ(app.routes().size(), 1U);
  EXPECT_EQ(get(app, "/v1/limits/me").status, 200);
}

}  // namespace
}  // namespace tenstone::rate_limit
