#include "local_services/command.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tenstone/core/console.hpp"
#include "tenstone/service/local_services.hpp"

namespace tenstone::service::local_services {
namespace {

constexpr int kNotFound = 127;

// 0: it could not be started.
pid_t spawn_command(const std::vector<std::string>& command, const sigset_t& signals) {
  std::vector<char*> argv;
  for (const auto& word : command) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &signals);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, argv[0], nullptr, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) console::print_error("{}: {}\n", argv[0], std::strerror(error));
  return error == 0 ? pid : 0;
}

int hold_until_signal(const Attachment& services, const SignalsBlocked& signals) {
  console::print("{}\n{}\n", services.database_url, services.redis_url);
  std::fflush(stdout);
  while (signals.wait().si_signo == SIGCHLD) {
  }
  return 0;
}

}  // namespace

void pass_on(const siginfo_t& signal, pid_t to) {
  if (signal.si_signo != SIGCHLD && signal.si_code != SI_KERNEL) kill(to, signal.si_signo);
}

int exit_code_of(int wait_status) {
  return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

SignalsBlocked::SignalsBlocked() {
  sigemptyset(&blocked_);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGCHLD}) sigaddset(&blocked_, number);
  sigprocmask(SIG_BLOCK, &blocked_, &before_);
}

SignalsBlocked::~SignalsBlocked() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

siginfo_t SignalsBlocked::wait() const {
  for (siginfo_t info{};;)
    if (sigwaitinfo(&blocked_, &info) > 0) return info;
}

int run_with_services(const std::filesystem::path& folder, const std::vector<std::string>& command) {
  const Attachment services = attach(folder, {.postgres = true, .redis = true});
  const SignalsBlocked signals;
  if (command.empty()) return hold_until_signal(services, signals);
  setenv("DATABASE_URL", services.database_url.c_str(), 1);
  setenv("REDIS_URL", services.redis_url.c_str(), 1);
  const pid_t pid = spawn_command(command, signals.before());
  if (pid == 0) return kNotFound;
  for (int status = 0;;) {
    pass_on(signals.wait(), pid);
    if (waitpid(pid, &status, WNOHANG) == pid) return exit_code_of(status);
  }
}

}  // namespace tenstone::service::local_services
