// A process with the API of flags, on a database of its own.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/flags/flags_controller.hpp"
#include "tenstone/flags/keys_controller.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/flags/segments_controller.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/json.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::flags {

using Headers = std::vector<std::pair<std::string, std::string>>;

// X-May is what the caller may do.
inline Access access_by_header() {
  static const ErrorCode kRefused{ErrorKind::Forbidden, "test_refused", "Not you"};
  const auto guard = [](const std::string& what) {
    return web::Guard{.name = what, .check = [what](http::Request& request) -> Task<Result<void>> {
                        if (!request.header("X-May").contains(what)) co_return kRefused;
                        co_return Result<void>();
                      }};
  };
  return {guard("read"), guard("write"), [](const http::Request&) { return std::string("user:mia"); }};
}

class ApiTest : public ::testing::Test {
 protected:
  struct Answer {
    int status = 0;
    std::string body, etag, location, cache_control;

    std::string code() const { return testing::json_at(body, "/code"); }
    std::string at(const std::string& pointer) const { return testing::json_at(body, pointer); }
  };

  ApiTest() {
    app_.use(http::request_id(ids_));
    app_.use(http::problem_errors(logging::Logger()));
    web::mount(app_, flags_);
    web::mount(app_, segments_);
    web::mount(app_, keys_);
  }
  ~ApiTest() override {
    run(database_.close(std::chrono::seconds(2)));
    loops_.stop();
    loops_.join();
  }
  static runtime::Loops& started(runtime::Loops& all) {
    all.start();
    return all;
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops_[0], std::move(task));
  }

  Answer ask(http::Method method, std::string target, std::string body = "", Headers more = {}) {
    const auto asked = [](http::App* app, http::Method by, std::string where, Headers with,
                          std::string text) -> Task<Answer> {
      http::Request request(by, std::move(where), std::move(with), std::move(text));
      const http::Response response = co_await app->handle(request);
      const auto header = [&](const char* name) { return std::string(response.header(name).value_or("")); };
      co_return Answer{response.status, response.body, header("ETag"), header("Location"), header("Cache-Control")};
    };
    Headers headers{{"X-May", "read write"}, {"Content-Type", "application/json"}};
    headers.insert(headers.end(), more.begin(), more.end());
    return run(asked(&app_, method, std::move(target), std::move(headers), std::move(body)));
  }
  Answer get(const std::string& target) { return ask(http::Method::Get, target); }
  Answer post(const std::string& target, const std::string& body) { return ask(http::Method::Post, target, body); }
  // With If-Match: `known`; "": without.
  Answer change(http::Method method, const std::string& target, const std::string& known,
                const std::string& body = "") {
    return ask(method, target, body, known.empty() ? Headers() : Headers{{"If-Match", known}});
  }
  Answer put(const std::string& target, const std::string& body, const std::string& known = "") {
    return change(http::Method::Put, target, known, body);
  }
  Answer post_known(const std::string& target, const std::string& known, const std::string& body) {
    return change(http::Method::Post, target, known, body);
  }
  Answer remove(const std::string& target, const std::string& known) {
    return change(http::Method::Delete, target, known);
  }

  const testing::TemporaryDatabase temporary_{{postgres::migrations(), audit::migrations(), migrations()}};
  runtime::Loops loops_{2};
  runtime::BlockingPool blocking_{1, 10};
  SystemClock clock_;
  Ids ids_{clock_};
  postgres::Database database_{started(loops_),
                               {.url = temporary_.url(), .statement_timeout = std::chrono::seconds(5)}};
  int told_ = 0;
  Store store_{database_, blocking_, ids_, [this]() -> Task<> {
                 ++told_;
                 co_return;
               }};
  const web::Cursors cursors_{Secret<std::string>(std::string(32, 'c'))};
  FlagsController flags_{store_, access_by_header(), cursors_};
  SegmentsController segments_{store_, access_by_header(), cursors_};
  KeysController keys_{store_, access_by_header()};
  http::App app_;
};

}  // namespace tenstone::flags
