#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <unistd.h>

#include "handlers.hpp"
#include "memory_transport.hpp"
#include "raw_requests.hpp"
#include "tenstone/http/middleware.hpp"

namespace tenstone::http {
namespace {

// Each test of a run has a process's own file.
class LoggedPaths : public ::testing::Test {
 protected:
  LoggedPaths() {
    app_.use(access_log(log_)).use(problem_errors(log_));
    app_.get("/{name}", [](Request&) -> Task<Response> { throw std::runtime_error("a bug"); });
  }
  ~LoggedPaths() override { std::filesystem::remove(file_); }
  // The lines that a request for the path makes.
  std::vector<std::string> lines(const std::string& path) {
    converse(app_, {get(path)});
    std::ifstream in(file_);
    std::vector<std::string> all;
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }

 private:
  SystemClock clock_;
  const std::string file_ =
      std::filesystem::temp_directory_path() / ("logged-paths-" + std::to_string(::getpid()) + ".log");
  const logging::Logger log_ = logging::make({.destination = file_}, clock_);
  App app_;
};

TEST_F(LoggedPaths, AreWholeWhenTheyAreShort) {
  for (const std::string& line : lines("/" + std::string(255, 'a')))
    EXPECT_TRUE(line.contains("\"path\":\"/" + std::string(255, 'a') + "\"")) << line;
}

// A control character is six bytes of JSON.
TEST_F(LoggedPaths, OfALongOneTheBeginningIsLogged) {
  std::string path = "/";
  for (int i = 0; i < 2000; ++i) path += "%01";
  const auto all = lines(path);
  ASSERT_EQ(all.size(), 2U) << "request.failed and request.done";
  for (const std::string& line : all) {
    EXPECT_LT(line.size(), 2048U);
    EXPECT_TRUE(line.contains("\\u0001... (2001 bytes)\"")) << line;
  }
}

}  // namespace
}  // namespace tenstone::http
