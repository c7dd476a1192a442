// Waiting for a child and passing signals on to it: for run_with_services() and for init.
#pragma once
#include <signal.h>

namespace tenstone::service::local_services {

// Sends a signal on, but for SIGCHLD and for what a terminal sends: that, all its processes get anyway.
void pass_on(const siginfo_t& signal, pid_t to);

int exit_code_of(int wait_status);  // as a shell has it: 128 + N for signal N

// Blocks SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGCHLD while it lives, to be waited for.
class SignalsBlocked {
 public:
  SignalsBlocked();
  ~SignalsBlocked();
  SignalsBlocked(const SignalsBlocked&) = delete;
  siginfo_t wait() const;
  const sigset_t& before() const { return before_; }

 private:
  sigset_t blocked_, before_;
};

}  // namespace tenstone::service::local_services
