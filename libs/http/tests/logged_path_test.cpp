#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>
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
  // The two lines that a request for the path makes, which a thread of the log writes: request.failed and request.done.
  std::vector<std::string> lines(const std::string& path) {
    converse(app_, {get(path)});
    std::vector<std::string> all;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (all.size() < 2 && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
      std::ifstream in(file_);
      const std::string text((std::istreambuf_iterator<char>(in)), {});
      all.clear();
      for (std::size_t at = 0, next = 0; (next = text.find('\n', at)) != text.npos; at = next + 1)
        all.push_back(text.substr(at, next - at));
    }
    EXPECT_EQ(all.size(), 2U);
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
  for (const std::string& line : lines(path)) {
    EXPECT_LT(line.size(), 2048U);
    EXPECT_TRUE(line.contains("\\u0001... (2001 bytes)\"")) << line;
  }
}

}  // namespace
}  // namespace tenstone::http
