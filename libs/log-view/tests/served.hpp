#pragma once
#include <gtest/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/log_view/endpoints.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::log_view {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The routes over a folder of logs, without a connection.
class Served : public ::testing::Test {
 protected:
  Served() {
    loops.start();
    const web::AccessTokens tokens(
        web::DownloadTokenSettings{.read_tokens = {{sha256("reader")}}, .download_tokens = {{sha256("downloader")}}});
    add_log_routes(app, log_handlers(logs, tails, pool), tokens);
  }
  ~Served() override {
    loops.stop();
    loops.join();
  }

  http::Response ask(std::string target, Fields fields = {}, const std::string& token = "downloader") {
    fields.emplace_back("Authorization", "Bearer " + token);
    http::Request request(http::Method::Get, std::move(target), std::move(fields));
    return testing::await(loops[0], app.handle(request));
  }
  std::string summary(std::string target, Fields fields = {}) {
    const http::Response response = ask(std::move(target), std::move(fields));
    return std::to_string(response.status) + (response.is_problem() ? " " : "") + std::string(response.problem_code());
  }
  // The next piece of a content; "" at its end, "(code)" when it ends with an error.
  std::string piece(const http::Response& response) {
    auto piece = testing::await(loops[0], response.content->next());
    return piece ? std::string(piece->bytes) : "(" + piece.error().code + ")";
  }
  // A content lives on its loop, and so does its end.
  void close(http::Response response) {
    auto end = [](http::Response& closed) -> Task<> {
      closed.content.reset();
      co_return;
    };
    testing::await(loops[0], end(response));
  }

  TemporaryFolder folder;
  Sources sources = folder.sources();
  web::Cursors cursors{Secret<std::string>(std::string(32, 'k'))};
  SystemClock clock;
  Logs logs{sources, cursors, clock};
  runtime::Loops loops{1};
  runtime::BlockingPool pool{2, 64};
  Tails tails{logs, pool, {.streams = 3, .streams_per_client = 2}};
  http::App app;
};

}  // namespace tenstone::log_view
