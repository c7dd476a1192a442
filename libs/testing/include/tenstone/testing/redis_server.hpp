#pragma once
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tenstone/core/fd.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::testing {

// A redis-server of our own in a temporary folder, on a unix socket. Gone with the object.
class RedisServer {
 public:
  explicit RedisServer(std::vector<std::string> options = {}) : options_(std::move(options)) {
    std::string name = std::filesystem::temp_directory_path() / "redisXXXXXX";
    folder_ = mkdtemp(name.data());
    start();
  }
  ~RedisServer() {
    kill();
    std::filesystem::remove_all(folder_);
  }
  RedisServer(const RedisServer&) = delete;

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

}  // namespace tenstone::testing
