#pragma once
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::redis {

// A redis-server of our own in a temporary folder, on a unix socket. Gone with the object.
class Server {
 public:
  explicit Server(std::vector<std::string> options = {}) : options_(std::move(options)) {
    std::string name = std::filesystem::temp_directory_path() / "redisXXXXXX";
    folder_ = mkdtemp(name.data());
    start();
  }
  ~Server() {
    kill();
    std::filesystem::remove_all(folder_);
  }
  Server(const Server&) = delete;

  std::string socket() const { return folder_ + "/s"; }
  std::string url() const { return "unix://" + socket(); }

  void start() {
    // Debian's redis-tools ships the server's binary under this name; it goes by argv[0].
    std::vector<std::string> words{"redis-server", "--port",    "0",   "--unixsocket", socket(), "--dir",
                                   folder_,        "--logfile", "log", "--save",       ""};
    words.insert(words.end(), options_.begin(), options_.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      execv("/usr/bin/redis-check-rdb", argv.data());
      _exit(127);
    }
    const runtime::Stopwatch watch;
    while (!listens()) {
      if (watch.elapsed() > std::chrono::seconds(10))
        throw std::runtime_error("redis-server does not start: " + folder_);
      std::this_thread::yield();
    }
  }
  void signal(int number) const { ::kill(pid_, number); }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  bool listens() const {
    sockaddr_un address{.sun_family = AF_UNIX};
    socket().copy(address.sun_path, sizeof address.sun_path - 1);
    const Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    return connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  std::string folder_;
  std::vector<std::string> options_;
  pid_t pid_ = -1;
};

// One running loop; tasks run on it.
class WithLoop : public ::testing::Test {
 protected:
  void SetUp() override { loops.start(); }

  template <class T>
  T await(Task<T> task) {
    std::promise<T> promise;
    auto body = [](Task<T> inner, std::promise<T>* out) -> Task<> { out->set_value(co_await std::move(inner)); };
    loops[0].spawn(body(std::move(task), &promise));
    return promise.get_future().get();
  }
  // Runs a plain function on the loop.
  template <class F>
  auto on_loop(F function) {
    std::promise<decltype(function())> promise;
    loops[0].post([&] { promise.set_value(function()); });
    return promise.get_future().get();
  }
  Result<Reply> command(Redis& redis, std::vector<std::string> arguments, Redis::Deadline deadline = {}) {
    return await(redis.command(arguments, deadline));
  }
  void expect_ready(Redis& redis) {
    const auto ready = await(redis.ready(std::chrono::seconds(10)));
    ASSERT_TRUE(ready) << ready.error().detail;
  }
  // Polls until it is true, for at most 10 s.
  template <class F>
  void eventually(F condition) {
    for (const runtime::Stopwatch watch; !condition(); std::this_thread::yield())
      ASSERT_LT(watch.elapsed(), std::chrono::seconds(10));
  }

  runtime::Loops loops{1};
};

inline std::string code_of(const auto& result) { return result ? "" : result.error().code; }

}  // namespace tenstone::redis
