#include "tenstone/http/ip_address.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/http/cidr_codec.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::http {
namespace {

std::string canonical(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? to_string(*address) : "-";
}

TEST(IpAddress, HasOneTextHoweverItIsWritten) {
  for (const char* text : {"192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201", "::FFFF:C000:0201",
                           "0:0:0:0:0:ffff:192.0.2.1", "0000:0000:0000:0000:0000:ffff:c000:0201", "0::ffff:c000:201"})
    EXPECT_EQ(canonical(text), "192.0.2.1") << text;
  for (const char* text : {"2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:0db8::0001", "2001:db8:0::1"})
    EXPECT_EQ(canonical(text), "2001:db8::1") << text;
  EXPECT_EQ(canonical("::"), "::");
  EXPECT_EQ(canonical("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");  // RFC 5952 §4.2.3: the first of two runs
}

TEST(IpAddress, TakesNothingThatCouldMeanSomethingElse) {
  for (const std::string_view text : {"",
                                      " 192.0.2.1",
                                      "192.0.2.1 ",
                                      "192.0.2",
                                      "192.0.2.1.5",
                                      "192.0.2.256",
                                      "192.0.02.1",
                                      "0xc0.0.2.1",
                                      "3221225985",
                                      "192.0.2.1:80",
                                      "[::1]",
                                      "::1%lo",
                                      "fe80::1%2",
                                      "1::2::3",
                                      ":::",
                                      "12345::",
                                      "1:2:3:4:5:6:7",
                                      "g::",
                                      "localhost",
                                      "1:2:3:4:5:6:7:8:9",
                                      "::ffff:192.0.2.256",
                                      "::ffff:192.0.2.1.1",
                                      "0000:0000:0000:0000:0000:0000:0000:0000:0000"})
    EXPECT_EQ(canonical(text), "-") << text;
  EXPECT_EQ(canonical(std::string_view("192.0.2.1\0", 10)), "-");
  EXPECT_EQ(canonical(std::string_view("::1\0::", 6)), "-");
}

RC_GTEST_PROP(IpAddress, ReadsWhatItWrites, ()) {
  const bool v4 = *rc::gen::arbitrary<bool>();
  std::string text;
  if (v4)
    for (int i = 0; i < 4; ++i) text += (i > 0 ? "." : "") + std::to_string(*rc::gen::inRange(0, 256));
  else
    for (int i = 0; i < 8; ++i)
      text += (i > 0 ? ":" : "") + std::string(*rc::gen::element("0", "0", "1", "ffff", "a0b"));
  const auto address = IpAddress::parse(text);
  RC_ASSERT(address.has_value());
  RC_ASSERT(IpAddress::parse(to_string(*address)) == address);
  if (v4) {
    RC_ASSERT(to_string(*address) == text);
    RC_ASSERT(IpAddress::parse("::ffff:" + text) == address);
    RC_ASSERT(group_of(*address) == text);
  }
}

std::string network(std::string_view text) {
  const auto found = Cidr::parse(text);
  return found ? to_string(*found) : "-";
}

TEST(Cidr, IsReadStrictly) {
  EXPECT_EQ(network("10.0.0.0/8"), "10.0.0.0/8");
  EXPECT_EQ(network("192.0.2.1"), "192.0.2.1/32");
  EXPECT_EQ(network("2001:DB8::/32"), "2001:db8::/32");
  EXPECT_EQ(network("::1"), "::1/128");
  EXPECT_EQ(network("0.0.0.0/0"), "0.0.0.0/0");
  EXPECT_EQ(network("::/0"), "::/0");
  EXPECT_EQ(network("::ffff:10.0.0.0/104"), "10.0.0.0/8");  // the same bits
  EXPECT_EQ(network("::ffff:0:0/96"), "0.0.0.0/0");
  for (const char* text : {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8",
                           "::/129", "2001:db8::1/64", "::ffff:0:0/80", "10.0.0.0/8 ", "/8", "ten/8"})
    EXPECT_EQ(network(text), "-") << text;
}

TEST(Cidr, HoldsAddressesOfItsFamily) {
  const auto holds = [](const char* in, const char* address) {
    return Cidr::parse(in)->contains(*IpAddress::parse(address));
  };
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
  EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(holds("172.16.0.0/12", "172.31.255.255"));
  EXPECT_FALSE(holds("172.16.0.0/12", "172.32.0.0"));
  EXPECT_FALSE(holds("192.0.2.1/32", "192.0.2.0"));
  EXPECT_TRUE(holds("fc00::/7", "fdff::1"));
  EXPECT_FALSE(holds("fc00::/7", "fe00::1"));
  EXPECT_TRUE(holds("::/0", "2001:db8::1"));
  EXPECT_FALSE(holds("::/0", "192.0.2.1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
}

RC_GTEST_PROP(Cidr, HoldsExactlyWhatSharesItsBits, ()) {
  const auto make = [] {
    std::string text;
    for (int i = 0; i < 4; ++i) text += (i > 0 ? "." : "") + std::to_string(*rc::gen::element(0, 1, 127, 128, 255));
    return *IpAddress::parse(text);
  };
  const IpAddress a = make(), b = make();
  const auto prefix = *rc::gen::inRange(0U, 33U);
  bool same = true;
  for (unsigned bit = 0; bit < prefix; ++bit)
    same = same && (((a.bytes()[12 + bit / 8] ^ b.bytes()[12 + bit / 8]) >> (7 - bit % 8) & 1) == 0);
  RC_ASSERT(Cidr(a, prefix).contains(b) == same);
  RC_ASSERT(Cidr::parse(to_string(Cidr(a, prefix))) == Cidr(a, prefix));
}

// GHSA-46wh-pxpv-q5gq: masking ::ffff:a.b.c.d as IPv6 put every IPv4 client into one bucket.
TEST(Group, IsAnIPv4AddressOrAnIPv6Network) {
  const auto group = [](const char* text, unsigned prefix = 64) { return group_of(*IpAddress::parse(text), prefix); };
  EXPECT_EQ(group("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(group("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(group("::ffff:c000:202", 48), "192.0.2.2");
  EXPECT_EQ(group("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(group("2001:db8:1:2:ffff::"), "2001:db8:1:2::/64");
  EXPECT_EQ(group("2001:db8:1:2::", 48), "2001:db8:1::/48");
  EXPECT_EQ(group("2001:db8:1:2::", 56), "2001:db8:1::/56");
  EXPECT_EQ(group("64:ff9b::c000:201"), "192.0.2.1");  // behind NAT64, and not all of IPv4 in one /64
  EXPECT_EQ(group("64:ff9b::c000:202"), "192.0.2.2");
  EXPECT_EQ(group("::1"), "::/64");
}

TEST(CidrCodec, ReadsTheListOfASetting) {
  const auto read = [](const std::string& text) { return validation::from_text<CidrList>("proxies", text); };
  EXPECT_EQ(validation::to_json(*read("10.0.0.0/8,  fd00::/8")), R"("10.0.0.0/8, fd00::/8")");
  EXPECT_TRUE(read("")->networks.empty());
  ASSERT_FALSE(read("10.0.0.0/8, proxy.local"));
  EXPECT_EQ(read("10.0.0.1/8").error().issues[0].code, "cidr");
}

}  // namespace
}  // namespace tenstone::http
