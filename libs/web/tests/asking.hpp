#pragma once
#include <gtest/gtest.h>

#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::web {

inline const Headers kAsJson = {{"Content-Type", "application/json"}};

// Sends requests to an App without a connection.
class Asking : public ::testing::Test {
 protected:
  Asking() { loops_.start(); }
  ~Asking() override {
    loops_.stop();
    loops_.join();
  }
  http::Response ask(http::Method method, std::string target, std::string body = {}, Headers fields = {}) {
    http::Request request(method, std::move(target), std::move(fields), std::move(body));
    return tenstone::testing::await(loops_[0], app_.handle(request));
  }

  http::App app_;
  runtime::Loops loops_{1};
};

}  // namespace tenstone::web
