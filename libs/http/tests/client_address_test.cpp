// Every row of it has been somebody's bug: who the client is, when proxies and liars write the header.
#include "tenstone/http/client_address.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdexcept>

namespace tenstone::http {
namespace {

using Lines = std::vector<std::string>;

ProxyTrust trust(std::string header = "X-Forwarded-For") {
  return {.proxies = {*Cidr::parse("10.0.0.0/8"), *Cidr::parse("fd00::/8"), *Cidr::parse("192.0.2.9")},
          .header = std::move(header)};
}

std::string client(std::string_view peer, const Lines& lines, const ProxyTrust& with = trust()) {
  std::vector<Field> fields{{"Host", "example.com"}};
  for (const std::string& line : lines) fields.push_back({with.header, line});
  const auto found = client_address(peer, fields, with);
  return found ? to_string(*found) : "-";
}

struct Row {
  const char* why;
  const char* peer;
  Lines lines;
  const char* client;
};

TEST(ClientAddress, IsReadFromTheEndOfXForwardedFor) {
  const Row rows[] = {
      {"nobody in between", "198.51.100.1", {}, "198.51.100.1"},
      {"a stranger's header says nothing", "198.51.100.1", {"203.0.113.7"}, "198.51.100.1"},
      {"one proxy", "10.0.0.1", {"203.0.113.7"}, "203.0.113.7"},
      {"the proxy alone", "10.0.0.1", {}, "10.0.0.1"},
      {"the leftmost is whatever the client wrote", "10.0.0.1", {"1.1.1.1, 203.0.113.7"}, "203.0.113.7"},
      {"two proxies", "10.0.0.1", {"1.1.1.1, 203.0.113.7, 10.0.0.2"}, "203.0.113.7"},
      {"proxies of both families", "fd00::1", {"2001:db8::7, 10.0.0.2, fd00::2"}, "2001:db8::7"},
      {"several lines are one list", "10.0.0.1", {"1.1.1.1", "203.0.113.7", "10.0.0.3, 10.0.0.2"}, "203.0.113.7"},
      {"a liar's own line comes first", "10.0.0.1", {"1.1.1.1, 10.0.0.9", "203.0.113.7"}, "203.0.113.7"},
      {"all are ours: the first of them", "10.0.0.1", {"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
      {"with a port", "10.0.0.1", {"203.0.113.7:4711"}, "203.0.113.7"},
      {"IPv6 with brackets", "10.0.0.1", {"[2001:db8::7]"}, "2001:db8::7"},
      {"IPv6 with a port", "10.0.0.1", {"[2001:db8::7]:4711"}, "2001:db8::7"},
      {"IPv6 that ends like a port", "10.0.0.1", {"2001:db8::7:4711"}, "2001:db8::7:4711"},
      {"mapped IPv4 is IPv4", "10.0.0.1", {"::ffff:203.0.113.7"}, "203.0.113.7"},
      {"mapped IPv4 in hex, as a hop", "10.0.0.1", {"203.0.113.7, ::ffff:a00:2"}, "203.0.113.7"},
      {"mapped IPv4 as the peer", "::ffff:10.0.0.1", {"203.0.113.7"}, "203.0.113.7"},
      {"a mapped stranger", "::ffff:198.51.100.1", {"203.0.113.7"}, "198.51.100.1"},
      {"a peer with a zone", "fe80::1%eth0", {"203.0.113.7"}, "fe80::1"},
      {"a unix socket is ours", "unix:/run/api.sock", {"203.0.113.7"}, "203.0.113.7"},
      {"a unix socket without a header", "unix:", {}, "-"},
      {"a peer that is no address", "", {"203.0.113.7"}, "-"},
      {"garbage: the last good hop", "10.0.0.1", {"203.0.113.7, <script>, 10.0.0.2"}, "10.0.0.2"},
      {"garbage at the end", "10.0.0.1", {"203.0.113.7, x"}, "10.0.0.1"},
      {"unknown is no address", "10.0.0.1", {"unknown, 10.0.0.2"}, "10.0.0.2"},
      {"garbage before the client hurts nobody", "10.0.0.1", {"\"; drop, 203.0.113.7"}, "203.0.113.7"},
      {"empty elements mean nothing", "10.0.0.1", {"203.0.113.7, , 10.0.0.2,,"}, "203.0.113.7"},
      {"an empty header", "10.0.0.1", {""}, "10.0.0.1"},
      {"tabs and spaces", "10.0.0.1", {" \t203.0.113.7\t ,\t10.0.0.2 "}, "203.0.113.7"},
      {"a port that is none", "10.0.0.1", {"203.0.113.7:port"}, "10.0.0.1"},
      {"a port that is too long", "10.0.0.1", {"203.0.113.7:123456"}, "10.0.0.1"},
      {"an empty port", "10.0.0.1", {"203.0.113.7:"}, "10.0.0.1"},
      {"brackets around IPv4", "10.0.0.1", {"[203.0.113.7]"}, "10.0.0.1"},
      {"a bracket that nobody closes", "10.0.0.1", {"[2001:db8::7"}, "10.0.0.1"},
      {"only a bracket", "10.0.0.1", {"["}, "10.0.0.1"},
      {"something behind the bracket", "10.0.0.1", {"[2001:db8::7]x"}, "10.0.0.1"},
      {"octal", "10.0.0.1", {"0313.0.0113.7"}, "10.0.0.1"},
  };
  for (const Row& row : rows) EXPECT_EQ(client(row.peer, row.lines), row.client) << row.why;
}

TEST(ClientAddress, LooksAtNoMoreThan32Hops) {
  std::string list = "203.0.113.7";
  for (int i = 1; i < 32; ++i) list += ", 10.0.0." + std::to_string(i);
  EXPECT_EQ(client("10.0.0.99", {list}), "203.0.113.7");
  EXPECT_EQ(client("10.0.0.99", {list + ", 10.0.0.32"}), "10.0.0.1");
  std::string hostile;
  for (int i = 0; i < 2000; ++i) hostile += "1.1.1.1,";
  EXPECT_EQ(client("10.0.0.99", {hostile, hostile + "203.0.113.7"}), "203.0.113.7");
}

TEST(ClientAddress, IsReadFromTheEndOfForwarded) {
  const Row rows[] = {
      {"the RFC's own", "10.0.0.1", {"for=192.0.2.43, for=198.51.100.17"}, "198.51.100.17"},
      {"with proto and by", "10.0.0.1", {"for=203.0.113.7;proto=http;by=203.0.113.43"}, "203.0.113.7"},
      {"quoted, with a port", "10.0.0.1", {R"(For="203.0.113.7:4711")"}, "203.0.113.7"},
      {"quoted IPv6", "10.0.0.1", {R"(proto=https;FOR="[2001:db8:cafe::17]:4711")"}, "2001:db8:cafe::17"},
      {"an obfuscated port", "10.0.0.1", {R"(for="203.0.113.7:_gazonk")"}, "203.0.113.7"},
      {"an obfuscated client", "10.0.0.1", {"for=1.1.1.1, for=_hidden, for=10.0.0.2"}, "10.0.0.2"},
      {"an unknown one", "10.0.0.1", {"for=unknown"}, "10.0.0.1"},
      {"two proxies, two lines", "10.0.0.1", {"for=1.1.1.1", "for=203.0.113.7, for=10.0.0.2"}, "203.0.113.7"},
      {"a comma between quotes", "10.0.0.1", {R"(for=1.1.1.1;host="a,for=2.2.2.2", for=203.0.113.7)"}, "203.0.113.7"},
      {"an escaped quote", "10.0.0.1", {R"(host="a\",for=2.2.2.2";for=203.0.113.7)"}, "203.0.113.7"},
      {"a quote that nobody closes", "10.0.0.1", {R"(for="1.1.1.1, for=203.0.113.7)"}, "10.0.0.1"},
      {"two quotes that meet",
       "10.0.0.1",
       {R"(for=1.1.1.1;by=", for=";for=203.0.113.7)", R"(for="10.0.0.2")"},
       "10.0.0.2"},
      {"no for", "10.0.0.1", {"proto=http"}, "10.0.0.1"},
      {"two for", "10.0.0.1", {"for=1.1.1.1;for=2.2.2.2"}, "10.0.0.1"},
      {"an address by itself", "10.0.0.1", {"203.0.113.7"}, "10.0.0.1"},
      {"empty pairs", "10.0.0.1", {";;for=203.0.113.7;"}, "203.0.113.7"},
      {"spaces around pairs", "10.0.0.1", {"for=203.0.113.7 ; proto=http"}, "203.0.113.7"},
      {"garbage behind the quotes", "10.0.0.1", {R"(for="203.0.113.7"x)"}, "10.0.0.1"},
      {"a quote inside a token", "10.0.0.1", {R"(for=203.0.113.7")"}, "10.0.0.1"},
      {"empty elements", "10.0.0.1", {"for=203.0.113.7, ,"}, "203.0.113.7"},
      {"a stranger's", "198.51.100.1", {"for=203.0.113.7"}, "198.51.100.1"},
  };
  for (const Row& row : rows) EXPECT_EQ(client(row.peer, row.lines, trust("Forwarded")), row.client) << row.why;
}

TEST(ClientAddress, TakesOneNamedHeader) {
  const ProxyTrust named = trust("CF-Connecting-IP");
  EXPECT_EQ(client("10.0.0.1", {"203.0.113.7"}, named), "203.0.113.7");
  EXPECT_EQ(client("10.0.0.1", {"2001:db8::7"}, named), "2001:db8::7");
  EXPECT_EQ(client("10.0.0.1", {"10.0.0.2"}, named), "10.0.0.2");
  EXPECT_EQ(client("10.0.0.1", {"1.1.1.1", "203.0.113.7"}, named), "10.0.0.1");  // not overwritten: whose is which?
  EXPECT_EQ(client("10.0.0.1", {"1.1.1.1, 203.0.113.7"}, named), "10.0.0.1");
  EXPECT_EQ(client("10.0.0.1", {}, named), "10.0.0.1");
  EXPECT_EQ(client("198.51.100.1", {"203.0.113.7"}, named), "198.51.100.1");
}

// What a client writes before our proxies write is never believed.
RC_GTEST_PROP(ClientAddress, DoesNotChangeWithWhatTheClientWrote, (const std::vector<std::string>& lies)) {
  const std::string honest =
      *rc::gen::element("203.0.113.7", "[2001:db8::7]:443, 10.0.0.2", "::ffff:203.0.113.7, fd00::9");
  Lines lines;
  for (const std::string& lie : lies) lines.push_back(lie);
  lines.push_back((lies.empty() ? "" : lies.front() + ", ") + honest);
  RC_ASSERT(client("10.0.0.1", lines) == client("10.0.0.1", {honest}));
  RC_ASSERT(client("198.51.100.1", lines) == "198.51.100.1");
}

std::string seen_behind(const NamedMiddleware& middleware, Request& request) {
  App app;
  app.use(middleware);
  std::string seen;
  app.get("/", [&](Request& inside) -> Task<Response> {
    seen = inside.client();
    co_return Response();
  });
  boost::asio::io_context io(1);
  boost::asio::co_spawn(io, app.handle(request), [](std::exception_ptr, const Response&) {});
  io.run();
  return seen;
}

TEST(ClientAddressMiddleware, TellsTheRequestAndLeavesThePeer) {
  const ProxyTrust loopback{.proxies = {*Cidr::parse("127.0.0.0/8")}};
  Request through(Method::Get, "/", {{"X-Forwarded-For", "::ffff:203.0.113.7"}});
  EXPECT_EQ(through.client(), "127.0.0.1");
  EXPECT_EQ(seen_behind(client_address(loopback), through), "203.0.113.7");
  EXPECT_EQ(through.client(), "203.0.113.7");
  EXPECT_EQ(through.peer(), "127.0.0.1");
  Request direct(Method::Get, "/", {{"X-Forwarded-For", "203.0.113.7"}});
  EXPECT_EQ(seen_behind(client_address(ProxyTrust()), direct), "127.0.0.1");
}

TEST(ClientAddressMiddleware, RefusesToTrustEverybody) {
  for (const char* all : {"0.0.0.0/0", "::/0", "::ffff:0:0/96", "128.0.0.0/1", "8000::/1"})
    EXPECT_THROW(client_address({.proxies = {*Cidr::parse("10.0.0.0/8"), *Cidr::parse(all)}}), std::invalid_argument)
        << all;
  EXPECT_NO_THROW(client_address({.proxies = {*Cidr::parse("fc00::/7"), *Cidr::parse("10.0.0.0/8")}}));
}

}  // namespace
}  // namespace tenstone::http
