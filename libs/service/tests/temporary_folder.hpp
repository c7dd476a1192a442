#pragma once
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "tenstone/core/error.hpp"

namespace tenstone::service::local_services {

// A new folder under /tmp, gone at the end.
class TemporaryFolder {
 public:
  TemporaryFolder() : path_("/tmp/tenstone-unit-XXXXXX") {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder");
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

// DATABASE_URL as the test run set it: run_with_services(), which some tests call, puts another into the environment.
inline const std::string kGivenDatabaseUrl = std::getenv("DATABASE_URL") ? std::getenv("DATABASE_URL") : "";
inline bool restore_database_url() {
  return kGivenDatabaseUrl.empty() || setenv("DATABASE_URL", kGivenDatabaseUrl.c_str(), 1) == 0;
}

inline bool eventually(const std::function<bool()>& holds, std::chrono::seconds deadline = std::chrono::seconds(60)) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

// The code of the Failure that `work` throws; "" when it throws none.
inline std::string code_of_failure(const std::function<void()>& work, std::string* message = nullptr) {
  try {
    work();
    return "";
  } catch (const Failure& failure) {
    if (message) *message = failure.error().message;
    return failure.error().code;
  }
}

// Runs `work` in a process of its own and returns its exit code.
inline pid_t start_child(const std::function<int()>& work) {
  const pid_t pid = fork();
  if (pid == 0) _exit(work());
  return pid;
}
inline int exit_code_of_child(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tenstone::service::local_services
