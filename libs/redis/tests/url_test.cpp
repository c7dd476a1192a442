#include "url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::redis {
namespace {
using ::testing::HasSubstr;

TEST(Url, ReadsSocketsAndHosts) {
  EXPECT_EQ(parse_url("unix:///run/redis.sock")->path, "/run/redis.sock");
  EXPECT_EQ(parse_url("unix:///with%20space")->path, "/with space");
  const auto plain = parse_url("redis://cache");
  EXPECT_EQ(plain->where(), "cache:6379");
  EXPECT_EQ(plain->database, 0);
  const auto full = parse_url("redis://mia:p%40ss%2F@[::1]:7000/3");
  EXPECT_EQ(full->host, "::1");
  EXPECT_EQ(full->port, 7000);
  EXPECT_EQ(full->user, "mia");
  EXPECT_EQ(full->password.reveal(), "p@ss/");
  EXPECT_EQ(full->database, 3);
  EXPECT_FALSE(full->tls);
  const auto tls = parse_url("rediss://mia:secret@cache.example.com:6380/3?sslrootcert=/etc/my%20ca.pem");
  EXPECT_TRUE(tls->tls);
  EXPECT_EQ(tls->where(), "cache.example.com:6380");
  EXPECT_EQ(tls->user, "mia");
  EXPECT_EQ(tls->database, 3);
  EXPECT_EQ(tls->ca_file, "/etc/my ca.pem");
  EXPECT_EQ(parse_url("rediss://h")->ca_file, "");
  EXPECT_EQ(parse_url("redis://:secret@h/")->password.reveal(), "secret");
}

TEST(Url, SaysWhatIsWrongAndHowToWriteIt) {
  const auto error = [](std::string_view url) {
    const auto parsed = parse_url(url);
    return parsed ? std::string("accepted") : parsed.error().message;
  };
  EXPECT_EQ(error("cache:6379"),
            "REDIS_URL: it must start with unix://, redis:// or rediss://. Write unix:///run/redis/redis.sock or "
            "redis://user:password@host:6379/0, and rediss:// for TLS");
  EXPECT_THAT(error(""), HasSubstr("it is empty"));
  EXPECT_THAT(error("rediss://h?sslrootcert="), HasSubstr("absolute path"));
  EXPECT_THAT(error("rediss://h?sslrootcert=ca.pem"), HasSubstr("absolute path"));
  EXPECT_THAT(error("rediss://h?sslrootcert=/%zz"), HasSubstr("absolute path"));
  EXPECT_THAT(error("rediss://h?sslmode=disable"), HasSubstr("sslrootcert=/path alone"));
  EXPECT_THAT(error("rediss://h?sslrootcert=/a&sslmode=disable"), HasSubstr("sslrootcert=/path alone"));
  EXPECT_THAT(error("rediss://h#x"), HasSubstr("have no meaning here"));
  EXPECT_THAT(error("redis://h?sslrootcert=/a"), HasSubstr("have no meaning here"));
  EXPECT_THAT(error("unix://run/redis.sock"), HasSubstr("three slashes"));
  EXPECT_THAT(error("unix:///" + std::string(107, 'x')), HasSubstr("longer than 107 bytes"));
  EXPECT_THAT(error("redis://"), HasSubstr("the host is missing"));
  EXPECT_THAT(error("redis://h:0"), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(error("redis://h:65536"), HasSubstr("from 1 to 65535"));
  EXPECT_THAT(error("redis://fe80::1"), HasSubstr("IPv6 addresses go in [ ]"));
  EXPECT_THAT(error("redis://h/one"), HasSubstr("number of a database"));
  EXPECT_THAT(error("redis://mia@h"), HasSubstr("password is missing"));
  EXPECT_THAT(error("redis://:@h"), HasSubstr("password before the @ is empty"));
  EXPECT_THAT(error("redis://:%zz@h"), HasSubstr("%25"));
  EXPECT_THAT(error("redis://h?x=1"), HasSubstr("have no meaning here"));
  EXPECT_THAT(error("redis://h "), HasSubstr("a space"));
  for (const char* url : {"redis://:hunter2@h:x", "rediss://:hunter2@h?x", "rediss://mia:hunter2?@h"})
    EXPECT_THAT(error(url), ::testing::Not(HasSubstr("hunter2"))) << url;
}

RC_GTEST_PROP(Url, TakesAnything, (const std::string& tail)) {
  (void)parse_url("redis://" + tail);
  (void)parse_url("rediss://h?" + tail);
  (void)parse_url("unix:///" + tail);
}

}  // namespace
}  // namespace tenstone::redis
