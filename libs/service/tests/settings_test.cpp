#include "tenstone/service/settings.hpp"

#include <gtest/gtest.h>

namespace tenstone::service {
namespace {

std::string refusal(const std::vector<std::string>& flags) {
  config::Table table;
  const Settings settings(table, {});
  const auto loaded = table.load(flags, {});
  return loaded ? "" : loaded.error().message;
}

TEST(HttpSettings, NamesTheProxiesThatAreTrusted) {
  config::Table table;
  const Settings settings(table, {});
  EXPECT_TRUE(settings.http.trusted_proxies.networks.empty());
  ASSERT_TRUE(table.load(std::vector<std::string>{"--http-trusted-proxies", "10.0.0.0/8, fd00::/8"}, {}));
  ASSERT_EQ(settings.http.trusted_proxies.networks.size(), 2U);
  EXPECT_EQ(to_string(settings.http.trusted_proxies.networks[1]), "fd00::/8");
  EXPECT_EQ(settings.http.client_ip_header, "X-Forwarded-For");
}

TEST(HttpSettings, TrustNotEverybody) {
  for (const char* all : {"0.0.0.0/0", "::/0", "10.0.0.0/8, ::/0"})
    EXPECT_TRUE(refusal({"--http-trusted-proxies", all}).contains("--http-trusted-proxies (flag): is everybody"))
        << all;
  EXPECT_TRUE(refusal({"--http-trusted-proxies", "10.0.0.1/8"}).contains("must be a network"));
}

TEST(HttpSettings, KnowWherePeopleOpenTheService) {
  for (const char* good : {"https://app.example.com", "http://localhost:3000", "https://example.com/login"})
    EXPECT_EQ(refusal({"--http-public-url", good}), "") << good;
  for (const char* bad :
       {"app.example.com", "https://app.example.com/", "https://example.com/login/", "ftp://example.com",
        "https://example.com/a?b", "https://example.com/#a", "https://Example.com", "https://a/b c"})
    EXPECT_TRUE(refusal({"--http-public-url", bad}).contains("--http-public-url (flag): must look like")) << bad;
}

}  // namespace
}  // namespace tenstone::service
