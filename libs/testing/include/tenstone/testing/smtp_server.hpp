#pragma once
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tenstone/runtime/time.hpp"

namespace tenstone::testing {

// tests/mail/smtp_server.py, which says what recipients' addresses make it do. Gone with the object. Tests run in the
// checkout's folder.
class SmtpServer {
 public:
  explicit SmtpServer(const std::vector<std::string>& options = {}) {
    std::string name = std::filesystem::temp_directory_path() / "smtpXXXXXX";
    folder_ = mkdtemp(name.data());
    // Debian's python, whose modules are Debian's packages.
    std::vector<std::string> words{"/usr/bin/python3", "tests/mail/smtp_server.py", folder_};
    words.insert(words.end(), options.begin(), options.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      execv(argv[0], argv.data());
      _exit(127);
    }
    const runtime::Stopwatch watch;
    while (!std::filesystem::exists(folder_ + "/port")) {
      if (watch.elapsed() > std::chrono::seconds(20))
        throw std::runtime_error("the mail server does not start: tools/install test");
      std::this_thread::yield();
    }
    port_ = read("port");
  }
  ~SmtpServer() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  SmtpServer(const SmtpServer&) = delete;

  const std::string& port() const { return port_; }
  std::string url() const { return "smtp://127.0.0.1:" + port_; }
  // The n-th mail that it accepted for an address; "" when there is none.
  std::string mail(const std::string& to, int n = 1) const { return read(to + "." + std::to_string(n) + ".eml"); }
  // A line for each mail that it accepted: recipient, "tls" or "clear", who had signed in.
  std::string log() const { return read("log"); }
  void stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

 private:
  std::string read(const std::string& name) const {
    std::ifstream in(folder_ + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::string folder_, port_;
  pid_t pid_ = -1;
};

}  // namespace tenstone::testing
