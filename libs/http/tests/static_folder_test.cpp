#include "tenstone/http/static_folder.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "client.hpp"
#include "running.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::http {
namespace {
namespace fs = std::filesystem;

class StaticFolder : public ::testing::Test {
 protected:
  StaticFolder() {
    std::string name = fs::temp_directory_path() / "tenstone-static-XXXXXX";
    base_ = ::mkdtemp(name.data());
    write("secret", "secret");
    write("site/index.html", "<b>home</b>");
    write("site/a.txt", "0123456789");
    write("site/docs/index.html", "docs");
    write("site/docs/caf\xc3\xa9.css", "b{}");
    write("site/.env", "secret");
    write("site/.git/config", "secret");
    write("site/empty", "");
    write("site/large", std::string(200'000, 'x'));
    fs::create_directory(base_ / "site/bare");
    fs::create_symlink("../secret", base_ / "site/link");
    fs::create_symlink("..", base_ / "site/up");
    fs::create_symlink("a.txt", base_ / "site/inner");
    ::mkfifo((base_ / "site/pipe").c_str(), 0600);
    add_static_folder(app_, "/site", base_ / "site", pool_, clock_);
    running_.emplace(app_);
  }
  ~StaticFolder() override {
    running_.reset();
    fs::remove_all(base_);
  }
  std::string ask(const std::string& target, const std::string& fields = "", const std::string& method = "GET") {
    RawClient client(running_->port());
    client.send(method + " " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n");
    return client.read_to_end();
  }
  static std::string body(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }
  static int status(const std::string& answer) { return std::stoi(answer.substr(9, 3)); }
  static std::string field(const std::string& answer, const std::string& name) {
    const auto at = answer.find("\r\n" + name + ": ") + name.size() + 4;
    return answer.substr(at, answer.find("\r\n", at) - at);
  }
  void write(const std::string& path, const std::string& bytes) {
    fs::create_directories((base_ / path).parent_path());
    std::ofstream(base_ / path) << bytes;
  }

  fs::path base_;
  struct Later final : Clock {  // the files are older than this
    Time now() const override { return SystemClock().now() + std::chrono::seconds(10); }
  } clock_;
  runtime::BlockingPool pool_{1, 16};
  App app_;
  std::optional<Running> running_;
};

TEST_F(StaticFolder, ServesWhatIsInIt) {
  EXPECT_EQ(body(ask("/site/a.txt")), "0123456789");
  EXPECT_EQ(body(ask("/site/docs/caf%C3%A9.css")), "b{}");
  EXPECT_EQ(body(ask("/site/empty")), "");
  EXPECT_EQ(body(ask("/site/large")), std::string(200'000, 'x'));
  EXPECT_EQ(field(ask("/site/a.txt"), "Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(field(ask("/site/large"), "Content-Type"), "application/octet-stream");
  EXPECT_EQ(field(ask("/site/a.txt"), "X-Content-Type-Options"), "nosniff");
}

TEST_F(StaticFolder, AnswersAFolderByItsIndex) {
  EXPECT_EQ(body(ask("/site/")), "<b>home</b>");
  EXPECT_EQ(body(ask("/site/docs/")), "docs");
  EXPECT_EQ(status(ask("/site/docs")), 308);
  EXPECT_EQ(field(ask("/site/docs?x=1"), "Location"), "docs/");
  EXPECT_EQ(field(ask("/site"), "Location"), "site/");
  EXPECT_EQ(status(ask("/site/bare/")), 404);
}

TEST_F(StaticFolder, HasNoWayOut) {
  for (const char* target :
       {"/site/../secret", "/site/%2e%2e/secret", "/site/..%2Fsecret", "/site/docs/..%2F..%2Fsecret", "/site/link",
        "/site/up/secret", "/site/inner", "/site/.env", "/site/.git/config", "/site//a.txt", "/site/a.txt/",
        "/site/pipe", "/site/nothing", "/site/a.txt/b", "/site/%2Fetc%2Fpasswd", "/site/docs/%2e%2e/%2e%2e/secret"}) {
    const std::string answer = ask(target);
    EXPECT_EQ(status(answer), 404) << target << "\n" << answer;
    EXPECT_EQ(answer.find("secret\r\n"), std::string::npos) << target;
    EXPECT_NE(body(answer), "secret") << target;
  }
}

TEST_F(StaticFolder, SendsPartsAndWhatHasChanged) {
  EXPECT_EQ(body(ask("/site/a.txt", "Range: bytes=2-4\r\n")), "234");
  EXPECT_EQ(body(ask("/site/large", "Range: bytes=-3\r\n")), "xxx");
  EXPECT_EQ(field(ask("/site/large", "Range: bytes=0-0\r\n"), "Content-Range"), "bytes 0-0/200000");
  EXPECT_EQ(status(ask("/site/a.txt", "Range: bytes=10-\r\n")), 416);
  const std::string head = ask("/site/large", "", "HEAD");
  EXPECT_EQ(field(head, "Content-Length"), "200000");
  EXPECT_EQ(body(head), "");
  const std::string tag = field(ask("/site/a.txt"), "ETag"), date = field(ask("/site/a.txt"), "Last-Modified");
  EXPECT_EQ(status(ask("/site/a.txt", "If-None-Match: " + tag + "\r\n")), 304);
  EXPECT_EQ(status(ask("/site/a.txt", "If-Modified-Since: " + date + "\r\n")), 304);
  write("site/new", "9876543210");
  fs::rename(base_ / "site/new", base_ / "site/a.txt");
  EXPECT_EQ(body(ask("/site/a.txt", "If-None-Match: " + tag + "\r\n")), "9876543210");
}

TEST(StaticFolderThatIsNotThere, IsRefusedByName) {
  runtime::BlockingPool pool(1, 1);
  App app;
  try {
    add_static_folder(app, "/", "/no/such/folder", pool, SystemClock());
    FAIL() << "it was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().message, "The folder /no/such/folder cannot be opened: No such file or directory");
  }
}

}  // namespace
}  // namespace tenstone::http
