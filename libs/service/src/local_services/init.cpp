#include "local_services/init.hpp"

#include <chrono>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "local_services/command.hpp"

namespace tenstone::service::local_services {
namespace {
using namespace std::chrono_literals;

// True: children are left.
bool reap_all(pid_t child, int& status, bool& child_ended) {
  pid_t pid = 0;
  int how = 0;
  while ((pid = waitpid(-1, &how, WNOHANG)) > 0)
    if (pid == child) {
      status = how;
      child_ended = true;
    }
  return pid == 0;
}

void end_what_is_left() {
  kill(-1, SIGTERM);  // a supervisor stops its servers cleanly
  sigset_t child_ends;
  sigemptyset(&child_ends);
  sigaddset(&child_ends, SIGCHLD);
  int ignored = 0;
  bool also_ignored = false;
  for (const auto begin = std::chrono::steady_clock::now();
       reap_all(0, ignored, also_ignored) && std::chrono::steady_clock::now() - begin < 8s;) {
    const timespec tick{0, 100'000'000};
    sigtimedwait(&child_ends, nullptr, &tick);
  }
}

}  // namespace

bool stay_behind_as_init(int& exit_code) {
  const SignalsBlocked signals;
  const pid_t child = fork();
  if (child < 0) return false;  // then without
  if (child == 0) return false;
  int status = 0;
  for (bool ended = false; !ended;) {
    pass_on(signals.wait(), child);
    reap_all(child, status, ended);
  }
  end_what_is_left();
  exit_code = exit_code_of(status);
  return true;
}

}  // namespace tenstone::service::local_services
