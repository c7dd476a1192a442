// The exact bytes: draft-ietf-httpapi-ratelimit-headers-10.
#include "tenstone/rate_limit/headers.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/rate_limit/denial.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

const Policy kIp{.name = "ip", .limit = 10, .window = 1s, .burst = 20};
const Policy kMinute{.name = "ip-min", .algorithm = Algorithm::Fixed, .limit = 600};
const Policy kDay{.name = "day", .algorithm = Algorithm::Sliding, .limit = 5000, .window = 24h};
const Policy kBytes{.name = "bytes", .algorithm = Algorithm::Log, .limit = 65535, .window = 10s};

TEST(Headers, SayTheNewestForm) {
  http::Response response;
  const Decision ip{.remaining = 19, .next_unit = 100ms}, minute{.remaining = 599, .next_unit = 59'100ms};
  const Line lines[] = {{&kIp, &ip}, {&kMinute, &minute}};
  put_headers(response, lines);
  EXPECT_EQ(response.header("RateLimit-Policy"), R"("ip";q=20;w=2, "ip-min";q=600;w=60)");
  EXPECT_EQ(response.header("RateLimit"), R"("ip";r=19;t=1, "ip-min";r=599;t=60)");
  EXPECT_EQ(response.header("Access-Control-Expose-Headers"), std::nullopt);
  EXPECT_EQ(response.header("X-RateLimit-Limit"), std::nullopt);
}

TEST(Headers, LeaveOutTheTimeOfWhatIsFull) {
  http::Response response;
  const Decision full{.remaining = 20};
  put_headers(response, std::vector<Line>{{&kIp, &full}});
  EXPECT_EQ(response.header("RateLimit"), R"("ip";r=20)");
}

TEST(Headers, NameAUnitThatIsNotRequests) {
  http::Response response;
  const Decision some{.remaining = 100, .next_unit = 1s};
  put_headers(response, std::vector<Line>{{&kBytes, &some, "content-bytes"}});
  EXPECT_EQ(response.header("RateLimit-Policy"), R"("bytes";q=65535;qu="content-bytes";w=10)");
}

TEST(Headers, TellTheThreeMostRestrictive) {
  http::Response response;
  const Decision ip{.remaining = 10, .next_unit = 1s}, minute{.remaining = 599, .next_unit = 1s},
      day{.remaining = 1, .next_unit = 1s}, bytes{.allowed = false, .remaining = 65534, .next_unit = 1s};
  put_headers(response, std::vector<Line>{{&kIp, &ip}, {&kMinute, &minute}, {&kDay, &day}, {&kBytes, &bytes}});
  EXPECT_EQ(response.header("RateLimit"), R"("bytes";r=65534;t=1, "day";r=1;t=1, "ip";r=10;t=1)");
  EXPECT_TRUE(response.header("RateLimit-Policy")->contains("ip-min"));
}

TEST(Headers, StandBehindThoseOfAnInnerMiddleware) {
  http::Response response;
  response.header("RateLimit-Policy", R"("inner";q=1;w=1)").header("Access-Control-Expose-Headers", "ETag");
  const Decision full{.remaining = 20};
  put_headers(response, std::vector<Line>{{&kIp, &full}}, {.exposed = true});
  EXPECT_EQ(response.header("RateLimit-Policy"), R"("inner";q=1;w=1, "ip";q=20;w=2)");
  EXPECT_EQ(response.header("Access-Control-Expose-Headers"), "ETag, RateLimit, RateLimit-Policy, Retry-After");
}

TEST(Headers, KnowTheOldNames) {
  http::Response response;
  const Decision ip{.remaining = 1, .next_unit = 1500ms}, minute{.remaining = 599, .next_unit = 1s};
  put_headers(response, std::vector<Line>{{&kMinute, &minute}, {&kIp, &ip}}, {.legacy = true, .exposed = true});
  EXPECT_EQ(response.header("X-RateLimit-Limit"), "20");
  EXPECT_EQ(response.header("X-RateLimit-Remaining"), "1");
  EXPECT_EQ(response.header("X-RateLimit-Reset"), "2");
  EXPECT_TRUE(response.header("Access-Control-Expose-Headers")->contains("X-RateLimit-Reset"));
}

TEST(Headers, AreSilentAboutShadows) {
  Policy shadow = kIp;
  shadow.shadow = true;
  const Verdict verdict{{{.remaining = 1}, {.remaining = 2}}};
  const auto all = headers(std::vector<Charge>{{&shadow}, {&kMinute}}, verdict);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].second, R"("ip-min";r=2)");
}

Error denied(const Verdict& verdict, double random = 0) {
  const auto error = denial(std::vector<Charge>{{&kIp}, {&kMinute}}, verdict, random);
  return error ? *error : Error(kInternal, "allowed");
}

TEST(Denial, NamesThePoliciesThatWereViolated) {
  const Error error = denied({{{.remaining = 1}, {.allowed = false, .retry_after = 1500ms, .next_unit = 1500ms}}});
  const http::Response response = http::problem(error);
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.body, R"({"type":"https://iana.org/assignments/http-problem-types#quota-exceeded",)"
                           R"("title":"Too many requests: try again after the seconds in Retry-After",)"
                           R"("status":429,"code":"quota_exceeded","violated-policies":["ip-min"]})");
  EXPECT_EQ(response.header("Retry-After"), "2");
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  EXPECT_FALSE(denial(std::vector<Charge>{{&kIp}, {&kMinute}}, {{{}, {}}}, 0));
}

TEST(Denial, OfWhoIsBlockedSaysSo) {
  const Error error = denied({{{}, {}}, 90s});
  EXPECT_EQ(error.code, "abnormal_usage_detected");
  EXPECT_EQ(error.retry_after, 90s);
  const http::Response response = http::problem(error);
  EXPECT_EQ(response.status, 429);
  EXPECT_TRUE(response.body.contains("#abnormal-usage-detected\""));
}

TEST(Denial, OfAClosedPolicyIsReducedCapacity) {
  const http::Response response = http::problem(kTemporaryReducedCapacity);
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(
      response.body.contains(R"("https://iana.org/assignments/http-problem-types#temporary-reduced-capacity")"));
}

TEST(Denial, IsNoneOfAShadow) {
  Policy shadow = kIp;
  shadow.shadow = true;
  EXPECT_FALSE(denial(std::vector<Charge>{{&shadow}}, {{{.allowed = false, .retry_after = 1s}}}, 0));
}

TEST(Denial, SpreadsThoseWhoComeBack) {
  const auto seconds = [](std::chrono::microseconds wait, double random) {
    return denied({{{.allowed = false, .retry_after = wait, .next_unit = wait}, {}}}, random).retry_after;
  };
  EXPECT_EQ(seconds(1s, 0.49), 1s);
  EXPECT_EQ(seconds(1s, 0.51), 2s);
  EXPECT_EQ(seconds(60s, 0), 60s);
  EXPECT_EQ(seconds(60s, 0.999), 66s);
}

RC_GTEST_PROP(Denial, LetsNobodyComeBackTooEarlyNorMuchLater, ()) {
  const std::chrono::microseconds wait(*rc::gen::inRange<std::int64_t>(1, 86'400'000'000)),
      next(*rc::gen::inRange<std::int64_t>(1, 86'400'000'000));
  const double random = *rc::gen::inRange(0, 1'000'000) / 1e6;
  const Error error = denied({{{.allowed = false, .retry_after = wait, .next_unit = next}, {}}}, random);
  const auto least =
      std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::ceil<std::chrono::seconds>(next));
  RC_ASSERT(error.retry_after >= least);
  RC_ASSERT(error.retry_after <= least + least / 10 + 1s);
  const double fraction = any_fraction();
  RC_ASSERT(fraction >= 0 && fraction < 1);
}

}  // namespace
}  // namespace tenstone::rate_limit
