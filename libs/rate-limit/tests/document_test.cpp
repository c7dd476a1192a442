#include "tenstone/rate_limit/document.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "tenstone/rate_limit/rules.hpp"

namespace tenstone::rate_limit {
namespace {

using namespace std::chrono_literals;

// "pointer code" of each fault, in order.
std::vector<std::string> faults(std::string_view json) {
  const auto document = parse_document(json);
  if (document) return {};
  std::vector<std::string> all;
  for (const Issue& issue : document.error().issues) all.push_back(issue.pointer + " " + issue.code);
  if (all.empty()) all.push_back(document.error().code);
  return all;
}

std::vector<std::string> faults_of_policy(std::string_view members) {
  return faults(fmt::format(R"({{"policies":[{{"name":"a","limit":10,"window_s":60{}}}]}})", members));
}

using Faults = std::vector<std::string>;

TEST(Document, IsReadWhole) {
  const auto good = parse_document(R"({
    "policies": [{"name": "ip", "limit": 600, "window_s": 60},
                 {"name": "write", "algorithm": "strict", "limit": 100, "window_s": 60, "burst": 20, "cost": 2,
                  "key": ["org", "header:X-Device", "route"],
                  "match": {"methods": ["POST", "DELETE"], "routes": ["/notes/{id}"], "audience": "user", "plan": "free"},
                  "on_store_error": "closed", "shadow": true, "headers": false, "unit": "content-bytes"}],
    "trusted_proxies": ["10.0.0.0/8"], "client_ip_header": "Forwarded", "ipv6_prefix": 56,
    "exempt_cidrs": ["10.9.0.0/16"], "exempt_paths": ["/ping"], "legacy_headers": true})");
  ASSERT_TRUE(good) << good.error().message;
  const Rule& ip = good->policies[0];
  EXPECT_EQ(policy_of(ip).burst, 600);
  EXPECT_EQ(ip.key[0].kind, KeyPart::Kind::Ip);
  EXPECT_EQ(ip.cost, 1);
  const Rule& write = good->policies[1];
  EXPECT_EQ(write.algorithm, Algorithm::Strict);
  EXPECT_EQ(write.window, 60s);
  EXPECT_EQ(write.key[1].header, "X-Device");
  EXPECT_EQ(write.match.audience, Audience::User);
  EXPECT_EQ(write.match.plan, "free");
  EXPECT_EQ(policy_of(write).when_away, WhenAway::Closed);
  EXPECT_TRUE(policy_of(write).shadow);
  EXPECT_FALSE(write.headers);
  EXPECT_EQ(to_string(write.unit), "content-bytes");
  EXPECT_EQ(good->ipv6_prefix, 56U);
  EXPECT_EQ(good->exempt_paths, std::vector<std::string>{"/ping"});
  EXPECT_TRUE(parse_document(R"({"policies":[]})")->exempt_paths.size() > 1);
}

TEST(Document, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(faults(R"({"policies":[],"polices":[]})"), Faults{"/polices unknown_key"});
  EXPECT_EQ(faults_of_policy(R"(,"brust":5)"), Faults{"/policies/0/brust unknown_key"});
  EXPECT_EQ(faults_of_policy(R"(,"match":{"route":"/"})"), Faults{"/policies/0/match/route unknown_key"});
  EXPECT_EQ(faults_of_policy(R"(,"algorithm":"leaky")"), Faults{"/policies/0/algorithm enum"});
  EXPECT_EQ(faults_of_policy(R"(,"key":["ip","cookie"])"), Faults{"/policies/0/key/1 key_part"});
  EXPECT_EQ(faults_of_policy(R"(,"key":["body:/json/email"])"), Faults{"/policies/0/key/0 not_supported"});
  EXPECT_EQ(faults_of_policy(R"(,"key":["header:"])"), Faults{"/policies/0/key/0 key_part"});
  EXPECT_EQ(faults_of_policy(R"(,"match":{"methods":["get"]})"), Faults{"/policies/0/match/methods/0 enum"});
  EXPECT_EQ(faults_of_policy(R"(,"limit":11)"), Faults{"/policies/0/limit duplicate_key"});
  EXPECT_EQ(faults("{"), Faults{"invalid_json"});
}

TEST(Document, RefusesWhatCannotBeMeant) {
  EXPECT_EQ(faults(R"({"policies":[{"name":"a","limit":1,"window_s":1},{"name":"a","limit":1,"window_s":1}]})"),
            Faults{"/policies/1/name duplicate"});
  EXPECT_EQ(faults_of_policy(R"(,"burst":3,"cost":4)"), Faults{"/policies/0/cost cost_exceeds_burst"});
  EXPECT_EQ(faults_of_policy(R"(,"algorithm":"fixed","cost":11)"), Faults{"/policies/0/cost cost_exceeds_burst"});
  EXPECT_EQ(faults_of_policy(R"(,"algorithm":"log","burst":3)"), Faults{"/policies/0/burst unused"});
  EXPECT_EQ(faults_of_policy(R"(,"algorithm":"strict","burst":10)"), Faults{"/policies/0/burst range"});
  EXPECT_EQ(faults_of_policy(R"(,"algorithm":"strict","burst":9)"), Faults{});
  EXPECT_EQ(faults_of_policy(R"(,"burst":1000000000)"), Faults{"/policies/0/burst range"});
  EXPECT_EQ(faults_of_policy(R"(,"key":[])"), Faults{"/policies/0/key items"});
  EXPECT_EQ(faults_of_policy(R"(,"match":{"routes":["/a","notes"]})"), Faults{"/policies/0/match/routes/1 route"});
  EXPECT_EQ(faults_of_policy(R"(,"match":{"not_routes":["a"]})"), Faults{"/policies/0/match/not_routes/0 route"});
  EXPECT_EQ(faults(R"({"policies":[{"name":"A b","limit":1,"window_s":1}]})"), Faults{"/policies/0/name name"});
  EXPECT_EQ(faults(R"({"policies":[{"name":"a","limit":0,"window_s":1}]})"), Faults{"/policies/0/limit range"});
  EXPECT_EQ(faults(R"({"policies":[{"name":"a","limit":1,"window_s":0.5}]})"), Faults{"/policies/0/window_s type"});
  EXPECT_EQ(faults(R"({"policies":[{"name":"a","limit":2000000,"window_s":1}]})"), Faults{"/policies/0/limit rate"});
  EXPECT_EQ(faults(R"({"policies":[],"trusted_proxies":["10.0.0.0/8","::/0"]})"),
            Faults{"/trusted_proxies/1 trust_all"});
  EXPECT_EQ(faults(R"({"policies":[],"trusted_proxies":["0.0.0.0/0"]})"), Faults{"/trusted_proxies/0 trust_all"});
  EXPECT_EQ(faults(R"({"policies":[],"trusted_proxies":["10.0.0.1/8"]})"), Faults{"/trusted_proxies/0 cidr"});
  EXPECT_EQ(faults(R"({"policies":[],"exempt_cidrs":["0.0.0.0/0"]})"), Faults{"/exempt_cidrs/0 exempt_all"});
  EXPECT_EQ(faults(R"({"policies":[],"deny_cidrs":["::/0"]})"), Faults{"/deny_cidrs/0 deny_all"});
  EXPECT_EQ(faults(R"({"policies":[],"ipv6_prefix":128})"), Faults{"/ipv6_prefix range"});
  EXPECT_EQ(faults(R"({"policies":[],"client_ip_header":"X Y"})"), Faults{"/client_ip_header header"});
}

TEST(Document, SaysEveryFaultAtOnce) {
  const std::string_view json = R"({"policies":[
    {"name":"a","limit":1,"window_s":"x","burst":2,"cost":3},
    {"name":"b","limit":5,"window_s":1,"cost":6},
    {"name":"b","limit":5,"window_s":1,"on_store_error":"ask"}],
    "trusted_proxies":["::/0"],"extra":1})";
  EXPECT_EQ(faults(json), (Faults{"/policies/0/window_s type", "/policies/2/on_store_error enum", "/extra unknown_key",
                                  "/policies/1/cost cost_exceeds_burst", "/policies/2/name duplicate",
                                  "/trusted_proxies/0 trust_all"}));
  EXPECT_TRUE(parse_document(json).error().message.contains(
      "\n  line 3, column 47, /policies/1/cost: can never be allowed: at most 5"));
}

TEST(Document, IsCheckedAlsoWhenItWasMadeInCpp) {
  EXPECT_TRUE(Rules::make({.policies = {{.name = "default", .limit = 10, .window = 1min}}}));
  const auto bad = Rules::make({.policies = {{.name = "default", .limit = 0, .window = 0s}}});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, "limit_policies_invalid");
  EXPECT_EQ(bad.error().issues.size(), 2U);
}

}  // namespace
}  // namespace tenstone::rate_limit
