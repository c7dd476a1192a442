#include "socket_peer.hpp"

#include <array>
#include <gtest/gtest.h>

namespace tenstone::http {
namespace {

TEST(SocketPeer, CountsAsItsAddressAndOfIpv6AsItsNetwork) {
  EXPECT_EQ(SocketPeer("192.0.2.1", {}).group, "192.0.2.1");
  EXPECT_EQ(SocketPeer("::ffff:192.0.2.1", {}).group, "192.0.2.1");
  EXPECT_EQ(SocketPeer("2001:db8:1:2::3", {}).group, "2001:db8:1:2::/64");
  EXPECT_EQ(SocketPeer("2001:db8:1:2:ffff::", {}).group, "2001:db8:1:2::/64");
  EXPECT_EQ(SocketPeer("fe80::1%eth0", {}).group, "fe80::/64");
  EXPECT_EQ(SocketPeer("fe80::1%eth0", {}).address, "fe80::1%eth0");
  EXPECT_EQ(SocketPeer("unix:", {}).group, "unix:");
}

TEST(SocketPeer, IsAProxyWhenItIsTrusted) {
  const std::array proxies{*Cidr::parse("10.0.0.0/8"), *Cidr::parse("2001:db8::/32")};
  EXPECT_TRUE(SocketPeer("10.1.2.3", proxies).is_proxy);
  EXPECT_TRUE(SocketPeer("::ffff:10.1.2.3", proxies).is_proxy);
  EXPECT_TRUE(SocketPeer("2001:db8::1", proxies).is_proxy);
  EXPECT_FALSE(SocketPeer("11.1.2.3", proxies).is_proxy);
  EXPECT_FALSE(SocketPeer("unix:", proxies).is_proxy);
}

}  // namespace
}  // namespace tenstone::http
