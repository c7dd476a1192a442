// Every row of the second table is a text that some parser takes for another host, or sends as something else.
#include "tenstone/http/url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::http {
namespace {

TEST(Url, ReadsWhatIsMeantOnlyOneWay) {
  const struct {
    std::string text, whole, host;
    unsigned short port;
    std::string target, authority;
  } rows[] = {
      {"http://example.com", "http://example.com/", "example.com", 80, "/", "example.com"},
      {"https://example.com", "https://example.com/", "example.com", 443, "/", "example.com"},
      {"HTTPS://EXAMPLE.Com/Path", "https://example.com/Path", "example.com", 443, "/Path", "example.com"},
      {"https://example.com/a/b?c=d", "https://example.com/a/b?c=d", "example.com", 443, "/a/b?c=d", "example.com"},
      {"https://example.com?c=d", "https://example.com/?c=d", "example.com", 443, "/?c=d", "example.com"},
      {"https://example.com#part", "https://example.com/", "example.com", 443, "/", "example.com"},
      {"https://example.com/a#b?c", "https://example.com/a", "example.com", 443, "/a", "example.com"},
      {"https://example.com/a?b#@evil", "https://example.com/a?b", "example.com", 443, "/a?b", "example.com"},
      {"https://example.com:443/", "https://example.com/", "example.com", 443, "/", "example.com"},
      {"http://example.com:80/", "http://example.com/", "example.com", 80, "/", "example.com"},
      {"http://example.com:443/", "http://example.com:443/", "example.com", 443, "/", "example.com:443"},
      {"https://example.com:8443/x", "https://example.com:8443/x", "example.com", 8443, "/x", "example.com:8443"},
      {"http://example.com:1/", "http://example.com:1/", "example.com", 1, "/", "example.com:1"},
      {"http://example.com:65535/", "http://example.com:65535/", "example.com", 65535, "/", "example.com:65535"},
      {"http://192.0.2.1/", "http://192.0.2.1/", "192.0.2.1", 80, "/", "192.0.2.1"},
      {"http://127.0.0.1:3000/h", "http://127.0.0.1:3000/h", "127.0.0.1", 3000, "/h", "127.0.0.1:3000"},
      {"http://[::1]/", "http://[::1]/", "::1", 80, "/", "[::1]"},
      {"http://[2001:DB8:0:0::1]:8080/", "http://[2001:db8::1]:8080/", "2001:db8::1", 8080, "/", "[2001:db8::1]:8080"},
      {"http://localhost/", "http://localhost/", "localhost", 80, "/", "localhost"},
      {"http://a-b.c_d.e1/", "http://a-b.c_d.e1/", "a-b.c_d.e1", 80, "/", "a-b.c_d.e1"},
      {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443, "/",
       "xn--bcher-kva.example"},
      {"http://1.2.3.4.example/", "http://1.2.3.4.example/", "1.2.3.4.example", 80, "/", "1.2.3.4.example"},
      {"http://127.0.0.1.nip.io/", "http://127.0.0.1.nip.io/", "127.0.0.1.nip.io", 80, "/", "127.0.0.1.nip.io"},
      {"http://0x7f.example/", "http://0x7f.example/", "0x7f.example", 80, "/", "0x7f.example"},
      {"http://e.com/a%2Fb%20c", "http://e.com/a%2Fb%20c", "e.com", 80, "/a%2Fb%20c", "e.com"},
      {"http://e.com/~a!$&'()*+,;=:@b", "http://e.com/~a!$&'()*+,;=:@b", "e.com", 80, "/~a!$&'()*+,;=:@b", "e.com"},
      {"http://e.com/a@b", "http://e.com/a@b", "e.com", 80, "/a@b", "e.com"},
      {"http://e.com/?q[]=1&u=http://a@b/..", "http://e.com/?q[]=1&u=http://a@b/..", "e.com", 80,
       "/?q[]=1&u=http://a@b/..", "e.com"},
      {"http://e.com/.well-known/...", "http://e.com/.well-known/...", "e.com", 80, "/.well-known/...", "e.com"},
      {"http://e.com//a//", "http://e.com//a//", "e.com", 80, "//a//", "e.com"},
  };
  for (const auto& row : rows) {
    const auto url = Url::parse(row.text);
    ASSERT_TRUE(url) << row.text << ": " << url.error().message;
    EXPECT_EQ(url->text(), row.whole);
    EXPECT_EQ(url->host(), row.host);
    EXPECT_EQ(url->port(), row.port) << row.text;
    EXPECT_EQ(url->target(), row.target);
    EXPECT_EQ(url->authority(), row.authority);
    EXPECT_TRUE(Url::parse(url->text()).value() == *url) << row.text;
  }
}

TEST(Url, RefusesByNameWhatCouldMeanTwoThings) {
  using namespace std::string_literals;
  const std::pair<std::string, const char*> rows[] = {
      {"", "is empty"},
      {"example.com", "must begin with https:// or http://"},
      {"//example.com/", "must begin"},
      {"/path", "must begin"},
      {"http:example.com", "must begin"},
      {"http:/example.com", "must begin"},
      {"https:\\\\example.com", "backslash"},
      {"ftp://example.com/", "must begin"},
      {"file:///etc/passwd", "must begin"},
      {"gopher://127.0.0.1:6379/_x", "must begin"},
      {"javascript://example.com/", "must begin"},
      {"httpss://example.com/", "must begin"},
      {"http+unix://example.com/", "must begin"},
      {" http://example.com/", "blank"},
      {"http://example.com/ ", "blank"},
      {"http://exa mple.com/", "blank"},
      {"http://example.com/a b", "blank"},
      {"http://example.com/#a b", "blank"},
      {"http://example.com\t/", "control character"},
      {"http://example.com/\r\nHost: evil", "control character"},
      {"ht\ntp://example.com/", "control character"},
      {"http://example.com/\0"s, "control character"},
      {"http://example.com/\x7f", "control character"},
      {"http://evil.com\\@example.com/", "backslash"},
      {"http://example.com/\\..\\x", "backslash"},
      // User information: "http://example.com@127.0.0.1/" shows one host and goes to another.
      {"http://user@example.com/", "user name or password"},
      {"http://user:password@example.com/", "user name or password"},
      {"http://@example.com/", "user name or password"},
      {"http://example.com@127.0.0.1/", "user name or password"},
      {"http://a@b@c/", "user name or password"},
      {"http://example.com:80@127.0.0.1/", "user name or password"},
      // IPv4 in all the forms that inet_aton(3) takes.
      {"http://2130706433/", "ends in a number"},
      {"http://0x7f000001/", "ends in a number"},
      {"http://0X7F.1/", "ends in a number"},
      {"http://0x7f.0x0.0x0.0x1/", "ends in a number"},
      {"http://0177.0.0.1/", "ends in a number"},
      {"http://017700000001/", "ends in a number"},
      {"http://127.1/", "ends in a number"},
      {"http://127.0.1/", "ends in a number"},
      {"http://127.0.0.01/", "ends in a number"},
      {"http://127.0.0.256/", "ends in a number"},
      {"http://127.0.0.1.1/", "ends in a number"},
      {"http://127.0.0.0x1/", "ends in a number"},
      {"http://a.0x/", "ends in a number"},
      {"http://example.1/", "ends in a number"},
      {"http://0/", "ends in a number"},
      {"http://00.0.0.0/", "ends in a number"},
      {"http://4294967296/", "ends in a number"},
      {"http://127.0.0.1./", "empty label"},
      {"http://127%2e0.0.1/", "escape in its host"},
      {"http://%31%32%37.0.0.1/", "escape in its host"},
      {"http://example%00.com/", "escape in its host"},
      {"http://127\xe3\x80\x82"
       "0.0.1/",
       "xn-- form"},                                                        // an ideographic full stop
      {"http://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/", "xn-- form"},  // circled digits
      {"http://\xef\xbc\x91.example/", "xn-- form"},
      {"http://b\xc3\xbc"
       "cher.example/",
       "xn-- form"},
      {"http://example.com\xc2\xad/", "xn-- form"},
      // IPv6
      {"http://::1/", "brackets"},
      {"http://[::1/", "nothing closes"},
      {"http://[::1]x/", "no port"},
      {"http://[::1]]/", "no port"},
      {"http://[]/", "no IPv6 address"},
      {"http://[127.0.0.1]/", "no IPv6 address"},
      {"http://[1:2]/", "no IPv6 address"},
      {"http://[v1.x]/", "no IPv6 address"},
      {"http://[fe80::1%eth0]/", "escape in its host"},
      {"http://[fe80::1%25eth0]/", "escape in its host"},
      {"http://[::ffff:127.0.0.1]/", "written as IPv6"},
      {"http://[::ffff:7f00:1]/", "written as IPv6"},
      {"http://[0:0:0:0:0:ffff:a9fe:a9fe]/", "written as IPv6"},
      // Names
      {"http:///", "has no host"},
      {"http://", "has no host"},
      {"http://?x", "has no host"},
      {"http://#x", "has no host"},
      {"http://:80/", "has no host"},
      {"http://./", "empty label"},
      {"http://.example.com/", "empty label"},
      {"http://example.com./", "empty label"},
      {"http://example..com/", "empty label"},
      {"http://-a.example/", "hyphen"},
      {"http://a-.example/", "hyphen"},
      {"http://_dmarc.example/", "underscore"},
      {"http://a!b.example/", "a character that no host name has"},
      {"http://a,b/", "a character that no host name has"},
      {"http://a;b/", "a character that no host name has"},
      {"http://<script>/", "a character that no host name has"},
      {"http://" + std::string(64, 'a') + ".example/", "more than 63"},
      {"http://" + std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + "." +
           std::string(62, 'd') + "/",
       "more than 253"},
      // Ports
      {"http://example.com:/", "no port"},
      {"http://example.com:0/", "no port"},
      {"http://example.com:080/", "no port"},
      {"http://example.com:65536/", "no port"},
      {"http://example.com:99999999999/", "no port"},
      {"http://example.com:-1/", "no port"},
      {"http://example.com:+80/", "no port"},
      {"http://example.com:8o/", "no port"},
      {"http://example.com:80:80/", "more than one colon"},
      // Paths and queries
      {"http://example.com/%", "a % that"},
      {"http://example.com/%2", "a % that"},
      {"http://example.com/%g0", "a % that"},
      {"http://example.com/?a=%0", "a % that"},
      {"http://example.com/%u0041", "a % that"},
      {"http://example.com/\"", "the character \""},
      {"http://example.com/<a>", "the character <"},
      {"http://example.com/{id}", "the character {"},
      {"http://example.com/a|b", "the character |"},
      {"http://example.com/a^b", "the character ^"},
      {"http://example.com/`id`", "the character `"},
      {"http://example.com/a[0]", "the character ["},
      {"http://example.com/caf\xc3\xa9", "not ASCII; write its %-escape"},
      {"http://example.com/..", "segment"},
      {"http://example.com/a/../b", "segment"},
      {"http://example.com/a/./b", "segment"},
      {"http://example.com/%2e%2E/b", "segment"},
      {"http://example.com/.%2e", "segment"},
      {"http://example.com/" + std::string(Url::kMaxBytes, 'a'), "longer than 2048"},
  };
  for (const auto& [text, why] : rows) {
    const auto url = Url::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_TRUE(url.error().is(kUrlInvalid));
    EXPECT_TRUE(url.error().message.contains(why)) << text << ": " << url.error().message;
  }
}

TEST(Url, TakesALongOne) {
  const std::string text = "http://example.com/" + std::string(Url::kMaxBytes - 19, 'a');
  ASSERT_EQ(text.size(), Url::kMaxBytes);
  EXPECT_TRUE(Url::parse(text));
}

RC_GTEST_PROP(Url, HasOneTextThatReadsAsItself, ()) {
  const std::string text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("htps:/[]@.%0:1aF-_?#x\\")));
  for (const std::string& one : {text, "http://" + text, "https://a" + text, "http://a/" + text}) {
    const auto url = Url::parse(one);
    if (!url) continue;
    const auto again = Url::parse(url->text());
    RC_ASSERT(again && *again == *url);
  }
}

}  // namespace
}  // namespace tenstone::http
