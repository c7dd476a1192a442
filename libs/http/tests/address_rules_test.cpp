#include "tenstone/http/address_rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::http {
namespace {

bool permitted(const AddressRules& rules, const char* text) { return rules.permits(IpAddress::parse(text).value()); }

TEST(AddressRules, LetPublicAddressesOnly) {
  const auto rules = AddressRules::public_only();
  for (const char* text : {"1.1.1.1",         "8.8.8.8",
                           "9.255.255.255",   "11.0.0.0",
                           "100.63.255.255",  "100.128.0.0",
                           "126.255.255.255", "128.0.0.0",
                           "169.253.255.255", "169.255.0.0",
                           "172.15.255.255",  "172.32.0.0",
                           "192.0.1.0",       "192.0.3.0",
                           "192.167.255.255", "192.169.0.0",
                           "198.17.255.255",  "198.20.0.0",
                           "198.51.99.255",   "198.51.101.0",
                           "203.0.112.255",   "203.0.114.0",
                           "223.255.255.255", "2000::",
                           "2001:200::",      "2001:4860:4860::8888",
                           "2003::1",         "2606:4700::1",
                           "3ffe:ffff::1",    "64:ff9b::8.8.8.8",
                           "::ffff:8.8.8.8"})
    EXPECT_TRUE(permitted(rules, text)) << text;
  for (const char* text :
       {"0.0.0.0",     "0.255.255.255",   "10.0.0.0",        "10.255.255.255",  "100.64.0.0",     "100.127.255.255",
        "127.0.0.1",   "127.255.255.255", "169.254.0.0",     "169.254.169.254", "172.16.0.0",     "172.31.255.255",
        "192.0.0.1",   "192.0.0.170",     "192.0.2.1",       "192.31.196.1",    "192.52.193.1",   "192.88.99.1",
        "192.168.0.1", "192.168.255.255", "192.175.48.1",    "198.18.0.0",      "198.19.255.255", "198.51.100.1",
        "203.0.113.1", "224.0.0.1",       "239.255.255.255", "240.0.0.0",       "255.255.255.255"})
    EXPECT_FALSE(permitted(rules, text)) << text;
  for (const char* text : {"::",
                           "::1",
                           "::127.0.0.1",
                           "::8.8.8.8",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::ffff:0:127.0.0.1",
                           "64:ff9b::127.0.0.1",
                           "64:ff9b::10.0.0.1",
                           "64:ff9b::169.254.169.254",
                           "64:ff9b:1::8.8.8.8",
                           "100::1",
                           "100:0:0:1::1",
                           "1fff:ffff::",
                           "2001::1",
                           "2001:0:7f00:1::",
                           "2001:2::1",
                           "2001:10::1",
                           "2001:20::1",
                           "2001:1ff:ffff::",
                           "2001:db8::1",
                           "2002::",
                           "2002:7f00:1::",
                           "2002:808:808::",
                           "2620:4f:8000::1",
                           "3fff::1",
                           "4000::",
                           "5f00::1",
                           "fc00::1",
                           "fd00:ec2::254",
                           "fdff::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1",
                           "ffff::"})
    EXPECT_FALSE(permitted(rules, text)) << text;
}

TEST(AddressRules, LetWhatTheirListNames) {
  const auto rules = AddressRules::public_only({*Cidr::parse("127.0.0.0/8"), *Cidr::parse("fd00:1::/32")});
  for (const char* text : {"127.0.0.1", "127.9.9.9", "fd00:1::7", "64:ff9b::127.0.0.1", "8.8.8.8"})
    EXPECT_TRUE(permitted(rules, text)) << text;
  for (const char* text : {"10.0.0.1", "::1", "fd00:2::7", "0.0.0.0"}) EXPECT_FALSE(permitted(rules, text)) << text;
  for (const char* text : {"127.0.0.1", "::", "ff02::1", "169.254.169.254"})
    EXPECT_TRUE(permitted(AddressRules::anything(), text)) << text;
}

TEST(AddressRules, AreAValue) {
  const std::vector<Cidr> loopback{*Cidr::parse("127.0.0.0/8")};
  EXPECT_EQ(AddressRules::public_only(), AddressRules::public_only());
  EXPECT_NE(AddressRules::public_only(), AddressRules::public_only(loopback));
  EXPECT_NE(AddressRules::public_only(), AddressRules::anything());
  EXPECT_EQ(AddressRules::public_only().text(), "public");
  EXPECT_EQ(AddressRules::public_only(loopback).text(), "public+127.0.0.0/8");
  EXPECT_EQ(AddressRules::anything().text(), "anything");
}

RC_GTEST_PROP(AddressRules, SeeThroughWhatNat64MadeOfAnAddress, (std::uint8_t a, std::uint8_t b, std::uint8_t c)) {
  const std::string inner = std::to_string(a) + "." + std::to_string(b) + "." + std::to_string(c) + ".7";
  const auto rules = AddressRules::public_only();
  RC_ASSERT(permitted(rules, inner.c_str()) == permitted(rules, ("64:ff9b::" + inner).c_str()));
}

}  // namespace
}  // namespace tenstone::http
