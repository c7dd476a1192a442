#include "tenstone/service/http_client.hpp"

#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::service {
namespace {
using local_services::TemporaryFolder;

const http::IpAddress kLoopback = *http::IpAddress::parse("127.0.0.1");
const http::IpAddress kPrivate = *http::IpAddress::parse("10.1.2.3");

class HttpClientTest : public ::testing::Test {
 protected:
  void open(std::vector<std::string> more) {
    service.emplace("sample");
    outward = &service->with<HttpClient>();
    std::vector<std::string> flags{"--data=" + (folder.path() / "data").string(), "--log-destination=stderr"};
    flags.insert(flags.end(), more.begin(), more.end());
    const auto loaded = service->load(flags);
    ASSERT_TRUE(loaded) << loaded.error().message;
    service->open();
  }
  const TemporaryFolder folder;
  HttpClient* outward = nullptr;
  std::optional<Service> service;
};

TEST_F(HttpClientTest, MayReachLoopbackInDevelopment) {
  open({});
  EXPECT_TRUE(outward->member_rules().permits(kLoopback) && outward->operator_rules().permits(kLoopback));
  EXPECT_FALSE(outward->member_rules().permits(kPrivate) || outward->operator_rules().permits(kPrivate));
  EXPECT_TRUE(outward->member_http());
}

TEST_F(HttpClientTest, MayReachPublicAddressesOnlyInProduction) {
  open({"--env=production"});
  EXPECT_FALSE(outward->member_rules().permits(kLoopback) || outward->operator_rules().permits(kLoopback));
  EXPECT_TRUE(outward->member_rules().permits(*http::IpAddress::parse("1.1.1.1")));
  EXPECT_FALSE(outward->member_http());
}

TEST_F(HttpClientTest, WhatTheOperatorAllowsIsNotForMembers) {
  open({"--client-allow-cidrs=10.0.0.0/8"});
  EXPECT_TRUE(outward->operator_rules().permits(kPrivate));
  EXPECT_FALSE(outward->operator_rules().permits(kLoopback));
  EXPECT_FALSE(outward->member_rules().permits(kPrivate));
}

TEST_F(HttpClientTest, SendsAndIsGoneBeforeTheLoops) {
  http::App app;
  app.get("/", [](http::Request&) -> Task<http::Response> { co_return http::text("here"); });
  runtime::Loops loops(1);
  SystemClock clock;
  http::Server server(loops, app, clock, {.port = 0});
  loops.start();
  ASSERT_TRUE(server.start());
  open({});
  std::string body;
  service->run([&]() -> Task<> {
    const auto url = http::Url::parse("http://localhost:" + std::to_string(server.port()) + "/");
    const auto answer = co_await outward->client().send({.url = *url, .rules = outward->operator_rules()});
    if (answer) body = answer->body;
  });
  EXPECT_EQ(body, "here");
  service.reset();  // with its idle connection
  loops.stop();
  loops.join();
}

}  // namespace
}  // namespace tenstone::service
