// An App behind limits, with a real Redis, and a clock that stands still.
#pragma once
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tenstone/http/middleware.hpp"
#include "tenstone/rate_limit/middleware.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/servers.hpp"

namespace tenstone::rate_limit {

using Fields = std::vector<std::pair<std::string, std::string>>;

class LimitsTest : public ::testing::Test {
 protected:
  LimitsTest() : LimitsTest(testing::redis_url(), true) {}
  LimitsTest(std::string url, bool redis_is_there)
      : redis_is_there_(redis_is_there), redis_(loops_, {.url = std::move(url), .deadline = std::chrono::seconds(5)}) {
    loops_.start();
  }
  void SetUp() override {
    if (redis_is_there_) ASSERT_TRUE(testing::await(loops_[0], redis_.ready(std::chrono::seconds(5))));
  }
  ~LimitsTest() override { loops_.stop(); }

  // A policy's name of this test alone: the Redis is shared.
  std::string name(std::string_view text) const { return fmt::format("{}-{}-{}", text, getpid(), number_); }
  // The document with {0} for the test's own suffix of names.
  Rules rules(std::string_view json) const {
    std::string text(json);
    for (auto at = text.find("{0}"); at != text.npos; at = text.find("{0}"))
      text.replace(at, 3, fmt::format("-{}-{}", getpid(), number_));
    auto made = read_rules(text);
    if (!made) throw Failure(made.error());
    return std::move(*made);
  }
  http::Response ask(const http::App& app, http::Method method, std::string target, Fields fields = {},
                     std::string body = {}) {
    http::Request request(method, std::move(target), std::move(fields), std::move(body));
    return testing::await(loops_[0], app.handle(request));
  }
  http::Response get(const http::App& app, std::string target = "/ping", Fields fields = {}) {
    return ask(app, http::Method::Get, std::move(target), std::move(fields));
  }
  // A handler that counts how often it ran.
  http::Handler counted() {
    return [this](http::Request&) -> Task<http::Response> {
      ++handled_;
      co_return http::text("pong");
    };
  }
  static Who who(const http::Request& request) {
    return {.user = std::string(request.header("X-Test-User")), .plan = std::string(request.header("X-Test-Plan"))};
  }

  const bool redis_is_there_;
  static inline int next_ = 0;
  const int number_ = next_++;
  int handled_ = 0;
  testing::FakeClock clock_;
  metrics::Registry registry_;
  runtime::Loops loops_{1};
  redis::Redis redis_;
  Limiter limiter_{redis_, clock_, [this] { return std::optional(clock_.now()); }, logging::Logger(), registry_};
};

}  // namespace tenstone::rate_limit
