#include "tenstone/rate_limit/rules.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "counting/key.hpp"

namespace tenstone::rate_limit {
namespace {

using http::Method;
using http::Request;
using Fields = std::vector<std::pair<std::string, std::string>>;

const Who kGuest;
const Who kMia{.user = "mia", .org = "acme", .plan = "free"};

Rules rules(std::string_view policies, std::string_view more = "") {
  auto made = read_rules(fmt::format(R"({{"policies":[{}]{}}})", policies, more));
  if (!made) throw Failure(made.error());
  return std::move(*made);
}

Rules one(std::string_view members) {
  return rules(fmt::format(R"({{"name":"a","limit":10,"window_s":60{}}})", members));
}

// Answers nothing, but finds routes; a request's route points into it.
const http::App& app() {
  struct Routes : http::App {
    Routes() {
      use([](Request&, http::Next) -> Task<http::Response> { co_return http::Response(); });
      for (const Method each : {Method::Get, Method::Post})
        add(each, "/notes/{id}", nullptr).add(each, "/ping", nullptr);
    }
  };
  static const Routes routes;
  return routes;
}

// A request whose route has been found, as a middleware gets it.
struct Routed {
  Routed(Method method, std::string target, Fields fields = {})
      : request(method, std::move(target), std::move(fields)) {
    static_cast<void>(app().handle(request));
  }
  Routed& from(const char* address) {
    request.set_client(*http::IpAddress::parse(address));
    return *this;
  }
  Request request;
};

std::string subject(const Rules& by, const Request& request, const Who& who) {
  const auto groups = by.about(request, who);
  return groups.empty() ? "-" : groups[0].subject;
}

TEST(Rules, AreAboutMethodRouteAudienceAndPlan) {
  const auto applies = [](const Rules& by, Method method, const char* target, const Who& who = kGuest) {
    return !by.about(Routed(method, target).request, who).empty();
  };
  const Rules all = one("");
  for (const Method method : {Method::Get, Method::Head, Method::Options, Method::Delete})
    EXPECT_TRUE(applies(all, method, "/ping"));
  const Rules get = one(R"(,"match":{"methods":["GET"]})");
  EXPECT_TRUE(applies(get, Method::Get, "/ping"));
  EXPECT_FALSE(applies(get, Method::Head, "/ping"));
  EXPECT_FALSE(applies(get, Method::Options, "/ping"));
  const Rules notes = one(R"(,"match":{"routes":["/notes/{id}"]})");
  EXPECT_TRUE(applies(notes, Method::Get, "/notes/7"));
  EXPECT_TRUE(applies(notes, Method::Head, "/notes/7"));
  EXPECT_FALSE(applies(notes, Method::Get, "/ping"));
  EXPECT_FALSE(applies(notes, Method::Get, "/none"));
  const Rules others = one(R"(,"match":{"not_routes":["/notes/{id}"]})");
  EXPECT_FALSE(applies(others, Method::Get, "/notes/7"));
  EXPECT_TRUE(applies(others, Method::Get, "/ping"));
  EXPECT_TRUE(applies(others, Method::Get, "/none"));
  const Rules guests = one(R"(,"match":{"audience":"guest"})"), users = one(R"(,"match":{"audience":"user"})");
  EXPECT_TRUE(applies(guests, Method::Get, "/ping", kGuest));
  EXPECT_FALSE(applies(guests, Method::Get, "/ping", kMia));
  EXPECT_FALSE(applies(users, Method::Get, "/ping", kGuest));
  EXPECT_TRUE(applies(users, Method::Get, "/ping", kMia));
  EXPECT_TRUE(applies(users, Method::Get, "/ping", {.api_key = "k"}));
  const Rules free = one(R"(,"match":{"plan":"free"})");
  EXPECT_TRUE(applies(free, Method::Get, "/ping", kMia));
  EXPECT_FALSE(applies(free, Method::Get, "/ping", {.user = "nora", .plan = "gold"}));
  EXPECT_FALSE(applies(free, Method::Get, "/ping", kGuest));
}

TEST(Rules, CountByWhatTheKeySays) {
  Routed routed(Method::Get, "/notes/7", {{"X-Device", "d1"}});
  const Request& request = routed.from("2001:db8:1:2:3::4").request;
  const auto key = [&](const char* parts, const Who& who) {
    return subject(one(fmt::format(R"(,"key":[{}])", parts)), request, who);
  };
  EXPECT_EQ(key(R"("ip")", kMia), "ip:2001:db8:1:2::/64");
  EXPECT_EQ(key(R"("ip48")", kMia), "ip48:2001:db8:1::/48");
  EXPECT_EQ(key(R"("user")", kMia), "user:mia");
  EXPECT_EQ(key(R"("org","route")", kMia), "org:acme|route:/notes/:id");
  EXPECT_EQ(key(R"("ip","route")", kGuest), "ip:2001:db8:1:2::/64|route:/notes/:id");
  EXPECT_EQ(key(R"("header:X-Device")", kMia), "header:X-Device=" + hashed("d1"));
  EXPECT_EQ(key(R"("api_key")", {.api_key = "secret"}), "api_key:" + hashed("secret"));
  EXPECT_FALSE(key(R"("api_key")", {.api_key = "secret"}).contains("secret"));
}

TEST(Rules, HaveAPlainKeyWhereOneFixedPolicyCountsByAddressAndRoute) {
  const std::string fixed = R"({"name":"a","algorithm":"fixed","limit":9,"window_s":60,"key":["ip","route"]})";
  const std::string other = R"({"name":"b","algorithm":"fixed","limit":2,"window_s":1,"key":["ip","route"]})";
  Routed routed(Method::Get, "/notes/7");
  const Request& request = routed.from("192.0.2.1").request;
  EXPECT_EQ(subject(rules(fixed), request, kGuest), "192.0.2.1:/notes/:id");
  const Rules both = rules(fixed + "," + other);
  const auto groups = both.about(request, kGuest);
  ASSERT_EQ(groups.size(), 1U);  // so one take, all or nothing
  EXPECT_EQ(groups[0].subject, "ip:192.0.2.1|route:/notes/:id");
  EXPECT_EQ(groups[0].charges.size(), 2U);
}

TEST(Rules, CountTheAddressOfWhoIsUnknown) {
  Routed routed(Method::Get, "/ping", {{"X-Device", "made up"}});
  const Request& request = routed.from("192.0.2.1").request;
  for (const char* part : {"user", "org", "api_key", "header:X-Device", "header:X-None"})
    EXPECT_EQ(subject(one(fmt::format(R"(,"key":["{}"])", part)), request, kGuest), "ip:192.0.2.1") << part;
  EXPECT_EQ(subject(one(R"(,"key":["user","org","ip"])"), request, kGuest), "ip:192.0.2.1");
  EXPECT_EQ(subject(one(R"(,"key":["header:X-None"])"), request, kMia), "ip:192.0.2.1");
}

TEST(Rules, PutNothingIntoAKeyThatItCannotHold) {
  const Rules by = one(R"(,"key":["user"])");
  const Request& request = Routed(Method::Get, "/ping").request;
  for (const std::string& odd : {std::string("a}b"), std::string("a b"), std::string(65, 'a'), std::string("a\nb"),
                                 std::string("a|ip:1"), hashed("nora"), std::string("\xC3\xA9")}) {
    const std::string made = subject(by, request, {.user = odd});
    EXPECT_EQ(made, "user:" + hashed(odd));
    EXPECT_EQ(made.size(), 5U + 1U + 32U);
  }
  EXPECT_EQ(subject(one(R"(,"key":["route"])"), Routed(Method::Get, "/no/such/route").request, kGuest), "route:none");
}

TEST(Rules, AskOnceForEachSubjectAndForTheAddressFirst) {
  const Rules by = rules(R"({"name":"u","limit":1,"window_s":1,"key":["user"]},
                            {"name":"i","limit":1,"window_s":1},
                            {"name":"u2","limit":1,"window_s":1,"key":["user"]},
                            {"name":"o","limit":1,"window_s":1,"key":["org"]},
                            {"name":"i2","limit":4,"window_s":1,"cost":3})");
  const auto groups = by.about(Routed(Method::Get, "/ping").from("192.0.2.1").request, kMia);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].subject, "ip:192.0.2.1");
  EXPECT_EQ(groups[0].charges[1].policy->name, "i2");
  EXPECT_EQ(groups[0].charges[1].cost, 3);
  EXPECT_EQ(groups[1].subject, "user:mia");
  EXPECT_EQ(groups[1].charges.size(), 2U);
  EXPECT_EQ(groups[2].subject, "org:acme");
}

TEST(Rules, CountBytesByTheirLength) {
  const Rules by = one(R"(,"unit":"content-bytes")");
  const auto cost = [&](Fields fields) {
    return by.about(Routed(Method::Post, "/ping", std::move(fields)).request, kGuest)[0].charges[0].cost;
  };
  EXPECT_EQ(cost({}), 1);
  EXPECT_EQ(cost({{"Content-Length", "0"}}), 1);
  EXPECT_EQ(cost({{"Content-Length", "4711"}}), 4711);
  EXPECT_EQ(cost({{"Transfer-Encoding", "chunked"}}), 1024 * 1024);
}

TEST(Rules, ExemptPathsAndNetworks) {
  const Rules by = rules("", R"(,"exempt_cidrs":["10.0.0.0/8"])");
  EXPECT_TRUE(by.exempts(Routed(Method::Get, "/health").request));
  EXPECT_TRUE(by.exempts(Routed(Method::Get, "/livez?x=1").request));
  EXPECT_FALSE(by.exempts(Routed(Method::Get, "/health/x").request));
  EXPECT_FALSE(by.exempts(Routed(Method::Get, "/ping").request));
  EXPECT_TRUE(by.exempts(Routed(Method::Get, "/ping").from("::ffff:10.1.2.3").request));
  EXPECT_FALSE(by.exempts(Routed(Method::Get, "/ping").from("11.1.2.3").request));
}

TEST(Rules, SayWhatCountsACaller) {
  const Rules by = rules(R"({"name":"i","limit":1,"window_s":1,"match":{"methods":["POST"],"routes":["/x"]}},
                            {"name":"r","limit":1,"window_s":1,"key":["ip","route"]},
                            {"name":"g","limit":1,"window_s":1,"match":{"audience":"guest"}})");
  const auto groups = by.about_caller(Routed(Method::Get, "/ping").request, kMia);
  ASSERT_EQ(groups.size(), 1U);
  ASSERT_EQ(groups[0].rules.size(), 1U);
  EXPECT_EQ(groups[0].rules[0]->policy.name, "i");
  EXPECT_EQ(groups[0].charges[0].cost, 0);
}

}  // namespace
}  // namespace tenstone::rate_limit
