#include "operators.hpp"

#include <gtest/gtest.h>

namespace tenstone::service {
namespace {

std::vector<http::Cidr> one_network(const char* text) { return {*http::Cidr::parse(text)}; }

class OperatorsTest : public ::testing::Test {
 protected:
  bool includes(std::string_view peer, std::vector<http::Field> headers = {}) const {
    return Operators(settings).include(peer, headers);
  }
  HttpSettings settings;
};

TEST_F(OperatorsTest, AreWhoeverAsksFromThisMachine) {
  settings.address = "192.0.2.10";
  for (const char* peer : {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1", "192.0.2.10"})
    EXPECT_TRUE(includes(peer)) << peer;
  for (const char* peer : {"192.0.2.11", "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1", "::", "", "unix:"})
    EXPECT_FALSE(includes(peer)) << peer;
}

TEST_F(OperatorsTest, AreTheNetworksOfTheSetting) {
  settings.operators.networks = one_network("10.1.0.0/16");
  EXPECT_TRUE(includes("10.1.2.3"));
  EXPECT_FALSE(includes("10.2.0.1"));
  EXPECT_FALSE(includes("10.2.0.1", {{"X-Forwarded-For", "10.1.2.3"}}));  // whose word nobody trusts
}

TEST_F(OperatorsTest, AreNotTheClientsOfAProxyOnThisMachine) {
  for (const char* header : {"X-Forwarded-For", "forwarded", "x-real-ip", "Via"}) {
    EXPECT_FALSE(includes("127.0.0.1", {{header, "203.0.113.7"}})) << header;
    EXPECT_FALSE(includes("127.0.0.1", {{header, "127.0.0.1"}})) << header;
  }
  settings.client_ip_header = "CF-Connecting-IP";
  EXPECT_FALSE(includes("127.0.0.1", {{"CF-Connecting-IP", "127.0.0.1"}}));
}

TEST_F(OperatorsTest, AreWhoATrustedProxySaysThatTheyAre) {
  settings.trusted_proxies.networks = one_network("127.0.0.0/8");
  settings.operators.networks = one_network("203.0.113.0/24");
  EXPECT_TRUE(includes("127.0.0.1", {{"X-Forwarded-For", "203.0.113.7"}}));
  EXPECT_FALSE(includes("127.0.0.1", {{"X-Forwarded-For", "198.51.100.1"}}));
  EXPECT_FALSE(includes("127.0.0.1", {{"X-Forwarded-For", "203.0.113.7, 198.51.100.1"}}));
  EXPECT_TRUE(includes("127.0.0.1"));  // nobody's word: the machine itself
}

TEST_F(OperatorsTest, AreNotTheTrustedProxiesThatDoNotSayWhoAsks) {
  settings.trusted_proxies.networks = one_network("10.1.0.5/32");
  settings.operators.networks = one_network("10.1.0.0/16");
  EXPECT_FALSE(includes("10.1.0.5", {{"X-Forwarded-For", "unknown"}}));
  EXPECT_FALSE(includes("10.1.0.5", {{"Via", "1.1 proxy"}}));
  EXPECT_FALSE(includes("10.1.0.5", {{"X-Forwarded-For", "10.1.0.5"}}));
}

}  // namespace
}  // namespace tenstone::service
